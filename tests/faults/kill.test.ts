/**
 * Signal 9 while five people type (rules SY1, SY3): nothing that anyone else saw, and nothing acknowledged, is gone.
 * `FAULT_ROUNDS` rounds, by default 20; `npm run faults` runs 1,000. `FAULT_SEED` repeats a run.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { randomFrom, type Random } from '../support/random.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { DOCUMENT } from '../support/sync-house.ts'

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 20)
const SEED = Number(process.env['FAULT_SEED'] ?? 1)
/** A document that grew over so many rounds makes room for a new one. */
const ROUNDS_PER_FOLDER = 25
const TYPISTS = ['drafter-1', 'drafter-2', 'drafter-3', 'drafter-4', 'drafter-5'] as const
/** What one person may have on its way. */
const UNACKNOWLEDGED = 20

interface Server {
  address: string
  child: ChildProcess
}

/** `slowness`: milliseconds before each write of the journal, so that an order gone wrong has time to show. */
async function start(folder: string, slowness: number): Promise<Server> {
  const script = fileURLToPath(new URL('../support/sync-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, String(slowness)], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('listening at ')) return { child, address: line.slice('listening at '.length) }
  throw new Error('the server ended before it listened')
}

async function kill({ child }: Server): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Somebody who types words that occur once: `‹d2.17›`. */
class Typist {
  readonly client: BareClient
  readonly doc = new Y.Doc()
  readonly #name: string
  #typed: string[] = []

  constructor(address: string, person: string, round: number) {
    this.#name = `${person.at(-1)}.${round}`
    this.client = new BareClient(address, DOCUMENT, { token: person, query: '?ack=1' })
  }

  async join(): Promise<void> {
    await this.client.until(this.client.isOpen)
    await this.client.join(this.doc)
    await this.client.until(() => this.client.acknowledged === 1)
  }

  /** Types until the line breaks, never more ahead of the acknowledgements than a person could be. */
  async type(random: Random): Promise<void> {
    while (this.client.isOpen()) {
      this.#takeIn()
      if (this.#typed.length - (this.client.acknowledged - 1) < UNACKNOWLEDGED) {
        const word = `‹${this.#name}.${this.#typed.length}›`
        this.#typed.push(word)
        // at either end of the text, so that nobody's word is cut by another's
        this.client.sendUpdate(updateBy(this.doc, (text) => text.insert(random.pick([1, text.length]), word)))
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#takeIn()
  }

  #takenIn = 0
  /** What others wrote, as it arrived. */
  #takeIn(): void {
    const updates = this.client.of('update')
    for (const { body } of updates.slice(this.#takenIn)) Y.applyUpdate(this.doc, body)
    this.#takenIn = updates.length
  }

  /** The sync step 2 was the first message, then one a word. */
  get acknowledgedWords(): string[] {
    return this.#typed.slice(0, Math.max(0, this.client.acknowledged - 1))
  }
  get typedWords(): string[] {
    return this.#typed
  }
  /** How far others' words have come to this screen. */
  get heard(): number {
    return this.client.of('update').length
  }
  holds(word: string): boolean {
    return this.doc.getText('default').toString().includes(word)
  }
}

/** The text as somebody finds it who was never there. */
async function freshText(address: string): Promise<string> {
  const client = new BareClient(address, DOCUMENT, { token: 'reviewer' })
  await client.until(client.isOpen)
  const doc = new Y.Doc()
  await client.fetch(doc)
  await client.close()
  return doc.getText('default').toString()
}

it(
  `SY1: kill -9 while five people type, ${ROUNDS} rounds from seed ${SEED}: nothing seen and nothing acknowledged is gone`,
  async () => {
    const random = randomFrom(SEED)
    const counted = { acknowledged: 0, seen: 0, typed: 0 }
    let folder = ''
    let server: Server | null = null
    for (let round = 0; round < ROUNDS; round++) {
      if (round % ROUNDS_PER_FOLDER === 0) {
        if (server !== null) await kill(server)
        if (folder !== '') rmSync(folder, { recursive: true })
        folder = mkdtempSync(join(tmpdir(), 'concord-kill-'))
        server = await start(folder, 0)
      }
      const typists = TYPISTS.map((person) => new Typist(server!.address, person, round))
      for (const typist of typists) await typist.join()
      const typing = typists.map((typist) => typist.type(random))
      // anywhere from the first words on to well into the flow
      const enough = 1 + random.below(400)
      while (Math.max(...typists.map(({ heard }) => heard)) < enough)
        await new Promise((resolve) => setImmediate(resolve))
      await kill(server!)
      await Promise.all(typing)
      await Promise.all(typists.map(({ client }) => client.until(() => client.closed !== null)))

      // every other round on a slow disk
      server = await start(folder, round % 2 === 0 ? 10 : 0)
      const text = await freshText(server.address)
      const missing = typists.flatMap((typist) => {
        const others = typists.filter((other) => other !== typist)
        const acknowledged = typist.acknowledgedWords
        const seen = typist.typedWords.filter((word) => others.some((other) => other.holds(word)))
        counted.acknowledged += acknowledged.length
        counted.seen += seen.length
        counted.typed += typist.typedWords.length
        return [...new Set([...acknowledged, ...seen])].filter((word) => !text.includes(word))
      })
      expect(missing, `round ${round}, seed ${SEED}`).toEqual([])
    }
    await kill(server!)
    rmSync(folder, { recursive: true })
    // the rounds did exercise what they are about
    expect(counted.acknowledged).toBeGreaterThan(ROUNDS)
    expect(counted.seen).toBeGreaterThan(ROUNDS)
    process.stdout.write(
      `${ROUNDS} kills: ${counted.typed} typed, ${counted.seen} seen by others, ${counted.acknowledged} acknowledged, 0 lost\n`,
    )
  },
  Math.max(120_000, ROUNDS * 10_000),
)
