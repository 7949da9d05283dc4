/**
 * Three real nodes behind a real nginx, on a real PostgreSQL and a real Redis (rules ND*): five people type while a node, Redis, PostgreSQL are killed
 * and come back, and a node hangs. `CLUSTER_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { randomFrom } from '../support/random.ts'
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { Typist } from '../faults/typists.ts'

const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)
const PEOPLE = ['secretariat', 'drafter-01', 'drafter-02', 'drafter-03', 'drafter-04']

let all: Nodes
let document = ''
let charter = ''
const tokens: string[] = []

const ask = async <T>(path: string, token: string, body?: object): Promise<{ status: number; answer: T }> => {
  const response = await fetch(`${all.balancer.origin}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, answer: (await response.json()) as T }
}

beforeAll(async () => {
  all = await startNodes(3)
  for (const person of PEOPLE) {
    const response = await fetch(`${all.balancer.origin}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${person}@concord.example`, password: DEMO_PASSWORD }),
    })
    tokens.push(((await response.json()) as { token: string }).token)
  }
  charter = (await ask<{ items: { id: string }[] }>('/charters', tokens[1]!)).answer.items[0]!.id
  type Article = { permissions: { edit: boolean }; documents: { id: string; lang: string }[] }
  const { items } = (await ask<{ items: Article[] }>(`/charters/${charter}/articles`, tokens[1]!)).answer
  document = items.find(({ permissions }) => permissions.edit)!.documents.find(({ lang }) => lang === 'en')!.id
}, 180_000)

afterAll(() => all.stop())

const address = (): string => `${all.balancer.origin.replace('http', 'ws')}/sync`

/** One person who types for as long as it goes on, over line after line; what they were told is saved must be there. */
class Persistent {
  readonly acknowledged: string[] = []
  lines = 0
  #isOver = false
  #now: Typist | null = null
  readonly #token: string
  readonly #name: string

  constructor(token: string, name: string) {
    this.#token = token
    this.#name = name
  }

  async type(seed: number): Promise<void> {
    const random = randomFrom(seed)
    while (!this.#isOver) {
      const typist = new Typist({ address: address(), document }, this.#token, `${this.#name}.${this.lines++}`)
      this.#now = typist
      await typist.client.until(() => typist.client.isOpen() || typist.client.closed !== null)
      if (typist.client.isOpen()) {
        await typist.client.join(typist.doc)
        await typist.type(random)
      }
      this.acknowledged.push(...typist.acknowledged)
    }
  }

  /** Resolves when so many more words of theirs are saved than now. */
  async isSaving(): Promise<void> {
    const before = this.acknowledged.length + (this.#now?.acknowledged.length ?? 0)
    while (this.acknowledged.length + (this.#now?.acknowledged.length ?? 0) < before + 5)
      await new Promise((resolve) => setImmediate(resolve))
  }

  stop(): void {
    this.#isOver = true
    this.#now?.client.ws.close()
  }
}

/** What each node has, asked there. */
async function textOn(port: number): Promise<string> {
  const typist = new Typist({ address: `ws://127.0.0.1:${port}/sync`, document }, tokens[0]!, 'reader')
  await typist.client.until(typist.client.isOpen)
  await typist.client.fetch(typist.doc)
  await typist.client.close()
  return typist.doc.getText('default').toString()
}

it(`ND1, ND7: five people type on three nodes while each part dies or hangs, seed ${SEED}: nothing that was saved is gone, and a version is published once`, async () => {
  const people = tokens.map((token, i) => new Persistent(token, `p${i}`))
  const typing = people.map((person, i) => person.type(SEED * 100 + i))
  const everybodySaves = (): Promise<unknown> => Promise.all(people.map((person) => person.isSaving()))
  await everybodySaves()

  const { nodes, redis, database } = all
  await nodes[0]!.stop('SIGKILL')
  await everybodySaves()
  await all.start(0)
  await everybodySaves()

  // killed, and stopped in good order
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await redis.stop(signal)
    await everybodySaves()
    await redis.start()
    await everybodySaves()
  }
  // it hangs and closes nothing
  process.kill(redis.pid, 'SIGSTOP')
  await everybodySaves()
  await everybodySaves()
  process.kill(redis.pid, 'SIGCONT')
  await everybodySaves()

  for (const mode of ['immediate', 'fast'] as const) {
    database.stop(mode)
    database.start()
    await everybodySaves()
  }

  const { child: hung } = nodes[1]!
  hung.kill('SIGSTOP')
  // whoever is on the others goes on
  await Promise.any(people.map((person) => person.isSaving()))
  hung.kill('SIGCONT')
  await everybodySaves()

  // two ask for the same at once, wherever they come to
  const cuts = await Promise.all(
    [0, 1, 2].map(() =>
      ask<{ number: number }>(`/charters/${charter}/versions`, tokens[0]!, { label: 'Rev.3', notes: '' }),
    ),
  )
  expect(cuts.map(({ status }) => status).sort()).toEqual([201, 409, 409])

  for (const person of people) person.stop()
  await Promise.all(typing)
  // what was on its way when they left is still being taken in
  let texts: string[]
  do texts = await Promise.all(all.ports.map(textOn))
  while (texts.some((text) => text !== texts[0]))
  const saved = people.flatMap(({ acknowledged }) => acknowledged)
  expect(saved.length).toBeGreaterThan(100)
  expect(saved.filter((word) => !texts[0]!.includes(word))).toEqual([])
  process.stdout.write(
    `${saved.length} words saved over ${people.reduce((sum, { lines }) => sum + lines, 0)} lines, 0 lost\n`,
  )
}, 300_000)
