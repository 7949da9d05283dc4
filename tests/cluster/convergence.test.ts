/**
 * The schedules of `tests/fuzz/schedule.ts` over three real nodes behind a real nginx (rules SY1, ND1-ND7): whoever's line breaks comes back to whatever node
 * the balancer chooses, while nodes are killed, ended and hang, and Redis goes. A hundredth of `FUZZ_SEEDS`, at least 3, from `FUZZ_FROM`. A seed that failed once
 * stays in `KEPT` by name.
 */
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'
import * as Y from 'yjs'
import { docFromDelta, type DeltaInsert } from '../../src/lib/domain/text.ts'
import { expectConverged, allArrive, Person, playSteps, type Line, type World } from '../fuzz/schedule.ts'
import { SocketLine } from '../fuzz/socket-line.ts'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, docOn, type Scene } from '../support/persistent.ts'
import type { Random } from '../support/random.ts'

const SEEDS = Math.max(3, Math.ceil(Number(process.env['FUZZ_SEEDS'] ?? 0) / 100))
const FROM = Number(process.env['FUZZ_FROM'] ?? 1)
const KEPT: Record<string, number> = {}
const STEPS = 300
const PEOPLE = 8
/** A moment of a schedule, where a node hangs. */
const MOMENT_MS = 50
/** By then everybody has heard everything, and what they wrote is saved. */
const PATIENCE_MS = 60_000

let all: Nodes
let scene: Scene
/** Of the people of `scene.tokens`. */
const ids: string[] = []

beforeAll(async () => {
  all = await startNodes(3)
  scene = await comeIn(all)
  for (const token of scene.tokens) ids.push((await ask<{ id: string }>(all.balancer.origin, '/me', token)).answer.id)
}, 180_000)

afterAll(() => all.stop())

const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, MOMENT_MS))
const deltaOf = (doc: Y.Doc): DeltaInsert[] => doc.getText('default').toDelta() as DeltaInsert[]

/** Alike where the same words stand in the same formats: Yjs may tell words in two pieces where a format ended and began again. */
function plain(delta: readonly DeltaInsert[]): DeltaInsert[] {
  const all: DeltaInsert[] = []
  for (const one of delta) {
    const last = all.at(-1)
    const isMore =
      typeof last?.insert === 'string' &&
      typeof one.insert === 'string' &&
      isDeepStrictEqual(last.attributes, one.attributes)
    if (isMore) all[all.length - 1] = { ...last, insert: `${last.insert}${one.insert}` } as DeltaInsert
    else all.push(one)
  }
  return all
}

/** Eight pages of five people, in an article of their own. */
class HouseOfNodes implements World {
  readonly people: readonly Person[]
  readonly article: string
  readonly #document: string
  readonly #tokens = new Map<Person, string>()
  #nextClient = 100_000
  /** Puts right what broke last. */
  #mend: (() => Promise<void>) | null = null
  /** Rights that are being changed, one after another. */
  #rights: Promise<void> = Promise.resolve()
  /** What became of the house, to be told. */
  readonly mishaps: string[] = []

  constructor(article: string, document: string) {
    this.article = article
    this.#document = document
    this.people = Array.from({ length: PEOPLE }, (_, i) => {
      const who = i % ids.length
      const person = new Person(ids[who]!, this.newClientId())
      this.#tokens.set(person, scene.tokens[who]!)
      return person
    })
  }

  newClientId(): number {
    return this.#nextClient++
  }
  connect(person: Person): Line {
    const address = `${all.balancer.origin.replace('http', 'ws')}/sync`
    return new SocketLine({ address, document: this.#document, token: this.#tokens.get(person)! }, person)
  }
  /** By who is assigned; the secretariat may always write. */
  setRights(person: Person, mayEdit: boolean): void {
    if (person.id === ids[0]) return
    for (const one of this.people) if (one.id === person.id) one.mayEdit = mayEdit
    this.#rights = this.#rights.then(() => this.#assign(person.id, mayEdit))
  }
  async #assign(personId: string, isAssigned: boolean): Promise<void> {
    for (;;) {
      const answer = await fetch(`${all.balancer.origin}/api/v1/articles/${this.article}/assignments`, {
        method: isAssigned ? 'POST' : 'DELETE',
        headers: { authorization: `Bearer ${scene.tokens[0]}`, 'content-type': 'application/json' },
        body: JSON.stringify({ personId, kind: 'drafter' }),
      })
      const said = await answer.text()
      if (answer.status < 500) return expect([204, 409], said).toContain(answer.status)
    }
  }
  async turn(): Promise<void> {
    const lines = this.people.flatMap(({ line }) => (line instanceof SocketLine ? [line.ask()] : []))
    await Promise.race([Promise.all(lines), moment()])
  }

  async mend(): Promise<void> {
    await this.#mend?.()
    this.#mend = null
  }
  async mishap(random: Random): Promise<void> {
    await this.mend()
    const i = random.below(all.nodes.length)
    const { [i]: node } = all.nodes
    const what = random.below(9)
    switch (what) {
      case 0:
      case 1: {
        const signal = what === 0 ? 'SIGKILL' : 'SIGTERM'
        await node!.stop(signal)
        this.mishaps.push(`node ${i} ${signal}`)
        this.#mend = () => all.start(i)
        return
      }
      case 2:
        await all.redis.stop()
        this.mishaps.push('Redis SIGKILL')
        this.#mend = () => all.redis.start()
        return
      case 3:
        node!.child.kill('SIGSTOP')
        this.mishaps.push(`node ${i} SIGSTOP`)
        this.#mend = () => Promise.resolve(void node!.child.kill('SIGCONT'))
    }
  }

  /** Everybody may write and comes back; resolves when all is said, saved and heard, without anybody having come anew, or when that takes too long. */
  async settle(): Promise<void> {
    await this.mend()
    for (const person of this.people) this.setRights(person, true)
    await this.#rights
    const until = performance.now() + PATIENCE_MS
    let state = ''
    for (let quiet = 0; quiet < 3 && performance.now() < until;) {
      for (const person of this.people) if (person.line === null) person.connect(this.connect(person))
      const isSaying = this.people.some(({ toServer }) => toServer.length > 0)
      allArrive(this.people)
      // nobody asks for anything: what was said elsewhere comes by itself
      await moment()
      const all = this.people.map(({ doc }) => JSON.stringify(deltaOf(doc)))
      const isQuiet = !isSaying && new Set(all).size === 1 && all[0] === state
      quiet = isQuiet && this.people.every(({ isSaved }) => isSaved) ? quiet + 1 : 0
      state = all[0]!
    }
  }

  /** The journal as PostgreSQL has it. */
  async #journal(): Promise<{ authorId: string | null; bytes: Uint8Array }[]> {
    const client = new pg.Client(all.database.address)
    await client.connect()
    const { rows } = await client.query<{ seq: number; author_id: string | null; bytes: Buffer }>(
      'select seq, author_id, bytes from journal where document_id = $1 order by seq',
      [this.#document],
    )
    await client.end()
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, n) => n + 1))
    return rows.map(({ author_id, bytes }) => ({ authorId: author_id, bytes: new Uint8Array(bytes) }))
  }

  /** As `settle`; then the journal, and what each node tells of the text. */
  async end(): Promise<{
    entries: { authorId: string | null; bytes: Uint8Array }[]
    answers: Y.Doc[]
    api: unknown[]
  }> {
    const until = performance.now() + 2 * PATIENCE_MS
    for (;;) {
      await this.settle()
      const entries = await this.#journal()
      const heard = this.people.map(({ doc }) => JSON.stringify(deltaOf(doc)))
      const answers = await Promise.all(all.at.map((at) => docOn(at, this.#document, scene.tokens[1]!)))
      const api = await Promise.all(
        all.at.map(
          async (at) => (await ask(`http://${at}`, `/articles/${this.article}?lang=en`, scene.tokens[1]!)).answer,
        ),
      )
      // a node on which a text is opened, or left by the last, tidies it: then everybody hears of that first
      const isStill = (await this.#journal()).length === entries.length
      const said = JSON.stringify(deltaOf(replayed(entries)))
      if ((isStill && heard.every((one) => one === said)) || performance.now() > until) return { entries, answers, api }
    }
  }
}

function replayed(entries: readonly { bytes: Uint8Array }[]): Y.Doc {
  const doc = new Y.Doc()
  for (const { bytes } of entries) Y.applyUpdate(doc, bytes)
  return doc
}

async function play(seed: number): Promise<HouseOfNodes> {
  const began = Date.now()
  const made = await ask<{ id: string; documents: { id: string; lang: string }[] }>(
    all.balancer.origin,
    `/charters/${scene.charter}/articles`,
    scene.tokens[0]!,
    { heading: `Schedule ${seed}`, after: null },
  )
  expect(made.status, JSON.stringify(made.answer)).toBe(201)
  const { id, documents } = made.answer
  const house = new HouseOfNodes(id, documents.find(({ lang }) => lang === 'en')!.id)
  const { people } = house
  await playSteps(seed, people, STEPS, house)
  const { entries, answers, api } = await house.end()
  for (const person of people) person.disconnect()
  // who added the article wrote its first words
  for (const client of Y.parseUpdateMeta(entries[0]!.bytes).from.keys()) people[0]!.clients.add(client)
  const name = `seed ${seed}`
  expectConverged(name, people, { entries, updates: [Y.encodeStateAsUpdate(answers[0]!)] })
  const [said, ...others] = answers.map(deltaOf)
  for (const other of others) expect(plain(other), name).toEqual(plain(said!))
  for (const one of api) expect(one, name).toMatchObject({ json: docFromDelta(said!) })
  process.stdout.write(
    `${name}: ${entries.length} entries, ${people.reduce((sum, { written }) => sum + written.length, 0)} words, after ${Date.now() - began} ms: ${house.mishaps.join(', ')}\n`,
  )
  return house
}

for (const [name, seed] of Object.entries(KEPT))
  it(`SY1: converges over nodes (${name})`, async () => void (await play(seed)))

it(`SY1, ND1, ND2, ND4, ND7: ${SEEDS} schedules from seed ${FROM} converge over three nodes that are killed, end and hang, with and without Redis`, async () => {
  const mishaps: string[] = []
  for (let seed = FROM; seed < FROM + SEEDS; seed++) mishaps.push(...(await play(seed)).mishaps)
  for (const one of ['SIGKILL', 'SIGSTOP', 'Redis']) expect(mishaps.join()).toContain(one)
})
