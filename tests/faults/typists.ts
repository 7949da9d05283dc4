/** Five people who type until the server is killed, and what must be there afterwards. */
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import * as Y from 'yjs'
import { BareClient, updateBy } from '../support/sync-client.ts'
import type { Random } from '../support/random.ts'

/** A running server, a document on it, and the tokens of those who write in it. */
export interface Place {
  child: ChildProcess
  /** `ws://host/sync` */
  address: string
  document: string
  tokens: string[]
}

/** What one person may have on its way. */
const UNACKNOWLEDGED = 20
/** Of all together, before the server is killed at the latest. */
const MOST_WORDS = 600

/** Somebody who types words that occur once: `‹2.7.17›`. */
export class Typist {
  readonly client: BareClient
  readonly doc = new Y.Doc()
  readonly typed: string[] = []
  readonly #name: string
  #takenIn = 0

  constructor(place: Pick<Place, 'address' | 'document'>, token: string, name: string) {
    this.#name = name
    const query = `?ack=1&client=${this.doc.clientID}`
    this.client = new BareClient(place.address, place.document, { token, query })
  }

  async join(): Promise<void> {
    await this.client.until(this.client.isOpen)
    await this.client.join(this.doc)
    await this.client.until(() => this.client.acknowledged === 1)
  }

  /** Types until the line breaks, never more ahead of the acknowledgements than a person could be; `pauseMs`: a word at most so often. */
  async type(random: Random, pauseMs = 0): Promise<void> {
    while (this.client.isOpen()) {
      this.#takeIn()
      if (this.typed.length - this.acknowledged.length < UNACKNOWLEDGED) {
        const word = `‹${this.#name}.${this.typed.length}›`
        this.typed.push(word)
        // at either end of the text, so that nobody's word is cut by another's
        this.client.sendUpdate(updateBy(this.doc, (text) => text.insert(random.pick([1, text.length]), word)))
      }
      await new Promise((resolve) => (pauseMs > 0 ? setTimeout(resolve, pauseMs) : setImmediate(resolve)))
    }
    await this.client.until(() => this.client.closed !== null)
    this.#takeIn()
  }

  /** What others wrote, as it arrived. */
  #takeIn(): void {
    const updates = this.client.of('update')
    for (const { body } of updates.slice(this.#takenIn)) Y.applyUpdate(this.doc, body)
    this.#takenIn = updates.length
  }

  /** The sync step 2 was the first message, then one a word. */
  get acknowledged(): string[] {
    return this.typed.slice(0, Math.max(0, this.client.acknowledged - 1))
  }
  /** Whether any word of somebody else has come to this screen. */
  get hasHeard(): boolean {
    return this.client.of('update').length > 0
  }
  sees(word: string): boolean {
    return this.doc.getText('default').toString().includes(word)
  }
}

/** Kills a server at once and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** What has to be there after a kill. */
export interface Witnessed {
  typed: number
  acknowledged: string[]
  /** On somebody else's screen. */
  seen: string[]
}

/** Lets five people type and kills the server somewhere between their first words and well into the flow. */
export async function typeAndKill(place: Place, round: number, random: Random): Promise<Witnessed> {
  const typists = place.tokens.map((token, i) => new Typist(place, token, `${i}.${round}`))
  for (const typist of typists) await typist.join()
  const typing = typists.map((typist) => typist.type(random))
  const enough = 1 + random.below(MOST_WORDS)
  const words = (): number => typists.reduce((sum, { typed }) => sum + typed.length, 0)
  const isTime = (): boolean => typists.some(({ hasHeard }) => hasHeard) && words() >= enough
  while (!isTime()) await new Promise((resolve) => setImmediate(resolve))
  await kill(place.child)
  await Promise.all(typing)
  return {
    typed: typists.reduce((sum, { typed }) => sum + typed.length, 0),
    acknowledged: typists.flatMap(({ acknowledged }) => acknowledged),
    seen: typists.flatMap((typist) =>
      typist.typed.filter((word) => typists.some((other) => other !== typist && other.sees(word))),
    ),
  }
}

/** The text as somebody finds it who was never there. */
export async function freshText({ address, document, tokens }: Place): Promise<string> {
  const client = new BareClient(address, document, { token: tokens[0]! })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.fetch(doc)
  await client.close()
  return doc.getText('default').toString()
}
