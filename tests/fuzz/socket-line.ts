/** The line of a schedule's person over a real socket. */
import WebSocket from 'ws'
import * as Y from 'yjs'
import { SYNC } from '../../src/lib/domain/sync.ts'
import { syncFrame } from '../support/sync-client.ts'
import type { Line, Person } from './schedule.ts'

const FETCHED = syncFrame(SYNC.step2, new Uint8Array(0)).subarray(0, 2)

/** `address`: `ws://host/sync`. */
interface Place {
  address: string
  document: string
  token: string
}

/** A websocket whose messages wait with their person. */
export class SocketLine implements Line {
  readonly #ws: WebSocket
  readonly #person: Person
  #unsent: Uint8Array[] = []
  #fetched: PromiseWithResolvers<void> | null = null

  constructor({ address, document, token }: Place, person: Person) {
    this.#person = person
    this.#ws = new WebSocket(`${address}/${document}?ack=1&client=${person.doc.clientID}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    this.#ws.on('open', () => {
      for (const message of this.#unsent.splice(0)) this.#ws.send(message)
    })
    this.#ws.on('message', (data: Buffer) => {
      if (person.line === this) person.toClient.push(new Uint8Array(data))
      if (data.subarray(0, 2).equals(FETCHED)) this.#fetched?.resolve()
    })
    this.#ws.on('error', () => {}) // `close` follows
    this.#ws.on('close', (code, reason) => {
      if (person.line === this) person.ended(code, reason.toString())
      this.#fetched?.resolve()
    })
  }

  deliver(message: Uint8Array): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(message)
    else this.#unsent.push(message)
  }
  cut(): void {
    this.#ws.terminate()
  }
  /** Resolves when all that was sent before is handled, and all that was told before is here; or the line is gone. */
  ask(): Promise<void> {
    this.#fetched = Promise.withResolvers()
    this.deliver(syncFrame(SYNC.step1, Y.encodeStateVector(this.#person.doc)))
    return this.#fetched.promise
  }
}
