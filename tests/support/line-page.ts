/** A page without a browser: a document and its line, over a cookie as a browser sends it. */
import WebSocket from 'ws'
import * as Y from 'yjs'
import { openLine, type Line, type LineOptions, type LineState } from '../../src/lib/editor/line/connection.ts'
import { DOCUMENT, type PersonId, type SyncHouse } from './sync-house.ts'

export interface LinePage {
  doc: Y.Doc
  line: Line
  /** Every state it was in, in order. */
  states: LineState[]
  now(): LineState
  until(isTrue: (state: LineState) => boolean): Promise<void>
}

/** `session`: whose cookie it is, read for every socket; its person's own by default. */
export function openLinePage(
  house: SyncHouse,
  person: PersonId,
  options: Partial<LineOptions> & { session?: () => PersonId } = {},
): LinePage {
  const { doc = new Y.Doc(), session = () => person, ...others } = options
  class WithCookie extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { cookie: `concord_session=${session()}`, origin: house.origin } })
    }
  }
  const line = openLine({
    documentId: DOCUMENT,
    doc,
    readOnly: null,
    serverUrl: house.address,
    WebSocket: WithCookie as unknown as typeof globalThis.WebSocket,
    ...others,
  })
  line.provider.maxBackoffTime = 50
  const states: LineState[] = []
  let waiting: { isTrue: (state: LineState) => boolean; resolve: () => void }[] = []
  line.subscribe((state) => {
    states.push(state)
    waiting = waiting.filter(({ isTrue, resolve }) => {
      if (!isTrue(state)) return true
      resolve()
      return false
    })
  })
  return {
    doc,
    line,
    states,
    now: () => states.at(-1)!,
    until: (isTrue) =>
      new Promise((resolve) => {
        if (isTrue(states.at(-1)!)) resolve()
        else waiting.push({ isTrue, resolve })
      }),
  }
}

export const isSaved = ({ kind }: LineState): boolean => kind === 'saved'

/** Types into the heading. */
export const type = (page: LinePage, words: string): void => page.doc.getText('default').insert(1, words)
