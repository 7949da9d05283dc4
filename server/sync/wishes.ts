/** What a client asks for beyond what every y-websocket client is told: each its own `=1` in the address (src/lib/domain/sync.ts, MESSAGE). */
export interface Wishes {
  acknowledgements: boolean
  /** To be told at once, and whenever it changes, whether it may write. */
  rights: boolean
  people: boolean
  /** To be told when something beside the text changes. */
  notices: boolean
  /** To be told at once, and whenever it is another, what may not be touched. */
  standing: boolean
  /** To be told at once, and whenever it is another, in which capacity it writes. */
  hats: boolean
  /** Long answers in raw deflate. */
  deflated: boolean
}

export function readWishes(query: URLSearchParams): Wishes {
  const wants = (name: string): boolean => query.get(name) === '1'
  return {
    acknowledgements: wants('ack'),
    rights: wants('rights'),
    people: wants('people'),
    notices: wants('notices'),
    standing: wants('stands'),
    hats: wants('hats'),
    deflated: wants('deflate'),
  }
}
