/**
 * Whether PostgreSQL can be reached (rule ND10). A line that is cut says nothing: what was asked over it would wait for as long as the system sends it again, a
 * quarter of an hour. So where an answer is late, somebody else knocks; where nobody opens, everything that waits is broken off, and what is asked
 * meanwhile is refused at once, until somebody does.
 */
import { Socket } from 'node:net'
import pg from 'pg'
import { codeOf, StoreError } from './errors.ts'

/** An answer that is late by so much makes somebody knock: it may only be long in the making ... */
const LATE_MS = 2_000
/** ... and where nobody opens within so long, nobody is there. */
const KNOCK_MS = 4_000
const LOOK_MS = 500

export interface Reach {
  /** Connections that are watched. */
  readonly Client: new (config?: pg.ClientConfig) => pg.Client
  /** Throws while the database cannot be reached. */
  assertThere(): void
  stop(): void
}

export function watchReach(settings: pg.ClientConfig): Reach {
  /** Connections on which something is asked, with the moment of the last answer or, before it, of the question. */
  const waiting = new Map<Watched, number>()
  let isCut = false
  let isKnocking = false
  let knockAt = 0

  class Watched extends pg.Client {
    readonly #socket: Socket
    #asked = 0

    constructor(config: pg.ClientConfig = {}) {
      const socket = new Socket()
      super({ ...config, stream: () => socket })
      this.#socket = socket
      socket.once('close', () => waiting.delete(this))
    }

    // the overloads are those of `pg`; callers who want no promise are not watched
    override query(...args: unknown[]): never {
      const answer: unknown = Reflect.apply(super.query as (...all: unknown[]) => unknown, this, args)
      if (answer instanceof Promise) {
        if (this.#asked++ === 0) waiting.set(this, performance.now())
        const answered = (): void => {
          if (--this.#asked === 0) waiting.delete(this)
          else if (waiting.has(this)) waiting.set(this, performance.now())
        }
        answer.then(answered, answered)
      }
      return answer as never
    }

    breakOff(): void {
      this.#socket.destroy()
    }
  }

  /** Somebody opens, or says that it is not the time. */
  async function isThere(): Promise<boolean> {
    const knocker = new pg.Client(settings)
    knocker.on('error', () => {})
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLate = new Promise<false>((resolve) => {
      // what has arrived is heard first, however late this process is itself
      timer = setTimeout(() => setImmediate(() => setImmediate(() => resolve(false))), KNOCK_MS)
    })
    const opened = knocker.connect().then(
      () => true,
      (error: unknown) => /^[0-9A-Z]{5}$/.test(codeOf(error) ?? ''),
    )
    const found = await Promise.race([opened, tooLate])
    clearTimeout(timer)
    knocker.end().catch(() => {})
    return found
  }

  async function look(): Promise<void> {
    const now = performance.now()
    const isLate = [...waiting.values()].some((since) => now - Math.max(since, knockAt) > LATE_MS)
    if (isKnocking || !(isCut || isLate)) return
    isKnocking = true
    knockAt = now
    isCut = !(await isThere())
    isKnocking = false
    if (isCut) for (const [client, since] of [...waiting]) if (since <= knockAt) client.breakOff()
  }
  const looking = setInterval(() => void look(), LOOK_MS)
  looking.unref()

  return {
    Client: Watched,
    assertThere() {
      if (isCut) throw new StoreError('STORE_AWAY', 'The database cannot be reached.')
    },
    stop: () => clearInterval(looking),
  }
}
