/** People who write in the same article as the one who is measured. */
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { DeltaInsert } from '../../src/lib/domain/text.ts'

/** Each of them does something so often, in milliseconds. */
const EVERY_MS = 400

export interface Other {
  doc: Y.Doc
  text: Y.Text
  provider: WebsocketProvider
}

/** Resolves when they have the text. */
export async function connectOther(origin: string, documentId: string, token: string): Promise<Other> {
  class SignedIn extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
    }
  }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, documentId, doc, {
    WebSocketPolyfill: SignedIn as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()))
  return { doc, text: doc.getText('default'), provider }
}

/** Index of a random letter's place, in words only. */
function placeIn(text: Y.Text): number {
  const places: number[] = []
  let at = 0
  for (const { insert } of text.toDelta() as DeltaInsert[]) {
    if (typeof insert === 'string' && insert.length > 20)
      places.push(at + 10 + Math.floor(Math.random() * (insert.length - 10)))
    at += typeof insert === 'string' ? insert.length : 1
  }
  return places[Math.floor(Math.random() * places.length)]!
}

/** Types a word letter by letter, then goes elsewhere, until `over`. */
export async function live({ text, provider }: Other, over: AbortSignal): Promise<void> {
  let place = placeIn(text)
  for (let n = 0; !over.aborted; n++) {
    if (n % 8 === 7) place = placeIn(text)
    else text.insert(place++, n % 8 === 6 ? ' ' : 'x')
    const here = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, place, -1)) as unknown
    provider.awareness.setLocalStateField('cursor', { anchor: here, head: here })
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS * (0.75 + Math.random() / 2)))
  }
}
