/** People who type on several nodes whatever becomes of those, and the requests that they make. */
import type * as Y from 'yjs'
import { Typist } from '../faults/typists.ts'
import type { Nodes } from './nodes.ts'
import { randomFrom } from './random.ts'
import { DEMO_PASSWORD } from './server-process.ts'

const PEOPLE = ['secretariat', 'drafter-01', 'drafter-02', 'drafter-03', 'drafter-04']

export interface Answered<T> {
  status: number
  answer: T
}

/** `at`: through the balancer, unless told. `key`: of what is done once, however often it is asked for. */
export async function ask<T>(
  at: string,
  path: string,
  token: string | null,
  body?: object,
  key?: string,
): Promise<Answered<T>> {
  const response = await fetch(`${at}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, answer: (text === '' ? null : JSON.parse(text)) as T }
}

/** Somebody who asks for something again, under the same key, until they are told that it is done. */
export async function insist(at: string, path: string, token: string, body: object): Promise<void> {
  const key = JSON.stringify(body).replaceAll(' ', '')
  for (;;) {
    const answered = await ask<{ code?: string } | null>(at, path, token, body, key).catch(() => null)
    if (answered?.status === 201) return
    const code = answered?.answer?.code
    if (code === 'already-done') return
    // a node that is dying, or a balancer that found none; anything else would be an answer
    if (answered !== null && answered.status < 500 && code !== 'busy')
      throw new Error(`${path} was answered ${answered.status} ${code}`)
    await new Promise(setImmediate)
  }
}

export interface Scene {
  charter: string
  /** The English text that they type in, and its article. */
  document: string
  article: string
  /** Of the secretariat first, then of people who may write. */
  tokens: string[]
}

/** Signs everybody in. */
export async function comeIn({ balancer }: Nodes): Promise<Scene> {
  const tokens: string[] = []
  for (const person of PEOPLE) {
    const body = { email: `${person}@concord.example`, password: DEMO_PASSWORD }
    tokens.push((await ask<{ token: string }>(balancer.origin, '/sessions', null, body)).answer.token)
  }
  const get = async <T>(path: string): Promise<T[]> =>
    (await ask<{ items: T[] }>(balancer.origin, path, tokens[1]!)).answer.items
  const charter = (await get<{ id: string }>('/charters'))[0]!.id
  type Article = { id: string; permissions: { edit: boolean }; documents: { id: string; lang: string }[] }
  const article = (await get<Article>(`/charters/${charter}/articles`)).find(({ permissions }) => permissions.edit)!
  return { charter, article: article.id, document: article.documents.find(({ lang }) => lang === 'en')!.id, tokens }
}

/** Faster than anybody types, and slow enough that each node's turn comes: where a text is written without a pause, the nodes outrun each other. */
const WORD_MS = 20

const socketsAt = (origin: string): string => `${origin.replace('http', 'ws')}/sync`

/** One person who types for as long as it goes on, over line after line; what they were told is saved must be there. */
export class Persistent {
  readonly acknowledged: string[] = []
  lines = 0
  #isOver = false
  #now: Typist | null = null
  readonly #place: { address: string; document: string }
  readonly #token: string
  readonly #name: string

  constructor(origin: string, document: string, token: string, name: string) {
    this.#place = { address: socketsAt(origin), document }
    this.#token = token
    this.#name = name
  }

  async type(seed: number): Promise<void> {
    const random = randomFrom(seed)
    while (!this.#isOver) {
      const typist = new Typist(this.#place, this.#token, `${this.#name}.${this.lines++}`)
      this.#now = typist
      await typist.client.until(() => typist.client.isOpen() || typist.client.closed !== null)
      if (typist.client.isOpen()) {
        await typist.client.join(typist.doc)
        await typist.type(random, WORD_MS)
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

/** Everybody types; what was saved is looked for in the end, and the words that were lost are told. */
export class Crowd {
  readonly people: Persistent[]
  readonly #nodes: Nodes
  readonly #scene: Scene
  readonly #typing: Promise<void>[]

  constructor(nodes: Nodes, scene: Scene, seed: number) {
    this.#nodes = nodes
    this.#scene = scene
    this.people = scene.tokens.map((token, i) => new Persistent(nodes.balancer.origin, scene.document, token, `p${i}`))
    this.#typing = this.people.map((person, i) => person.type(seed * 100 + i))
  }

  async everybodySaves(): Promise<void> {
    await Promise.all(this.people.map((person) => person.isSaving()))
  }

  async stop(): Promise<{ saved: number; lines: number; lost: string[] }> {
    for (const person of this.people) person.stop()
    await Promise.all(this.#typing)
    // what was on its way when they left is still being taken in
    let texts: string[]
    const { document, tokens } = this.#scene
    const textOn = async (at: string): Promise<string> =>
      (await docOn(at, document, tokens[0]!)).getText('default').toString()
    do texts = await Promise.all(this.#nodes.at.map(textOn))
    while (texts.some((text) => text !== texts[0]))
    const saved = this.people.flatMap(({ acknowledged }) => acknowledged)
    return {
      saved: saved.length,
      lines: this.people.reduce((sum, { lines }) => sum + lines, 0),
      lost: saved.filter((word) => !texts[0]!.includes(word)),
    }
  }
}

/** What a node has, asked there; again, where it lets nobody in for a moment. */
export async function docOn(at: string, document: string, token: string): Promise<Y.Doc> {
  for (;;) {
    const { client, doc } = new Typist({ address: `ws://${at}/sync`, document }, token, 'reader')
    await client.until(() => client.isOpen() || client.closed !== null)
    if (!client.isOpen()) continue
    await client.fetch(doc)
    const isTold = client.of('step2').length > 0
    await client.close()
    if (isTold) return doc
  }
}
