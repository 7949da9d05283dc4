/**
 * AT4: a note, or a reason that somebody gave for what they did, may name anybody: where the charter names nobody no answer tells one, to whomever, but to those
 * who said it or whose affair it is alone. Each act with words of why is done once; every list of the interface and every file is asked.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ArticleView } from '#lib/domain/contract.ts'
import { openapiDocument } from '../../src/routes/api/v1/openapi.ts'
import { openTalks, type Cast, type Talks } from '../support/talks.ts'

const paths = Object.entries((openapiDocument() as { paths: Record<string, object> }).paths)
  .filter(([path, methods]) => 'get' in methods && /^\/(charters|articles)\/\{id\}(\/[\w-]+)*$/.test(path))
  .map(([path]) => path)
const QUERIES: Record<string, string> = {
  '/charters/{id}/find': '?q=shall',
  '/charters/{id}/compare': '?from=1&to=now',
  '/articles/{id}/translation': '?lang=ar',
}

type Answer = Awaited<ReturnType<Talks['as'][Cast]>>

let talks: Talks
const articles: string[] = []
/** What was said of why, by what it was said of: `why-opened`. */
const said = new Set<string>()
const why = (of: string): string => {
  said.add(of)
  return `Delegation 05 asked for it, why-${of}.`
}
const done = async (who: Cast, method: string, path: string, body?: object): Promise<Answer['body']> => {
  const answer = await talks.as[who](method, path, body)
  expect([path, answer.status < 300, answer.body?.code]).toEqual([path, true, answer.body?.code])
  return answer.body
}
const article = async (): Promise<ArticleView> => {
  const made = await talks.article({ p1: 'They shall recieve help and act.', p2: 'They may wait for it.' })
  articles.push(made.id)
  return made
}
const proposed = async ({ id }: ArticleView, word: string): Promise<string> => {
  const made = await done('drafter', 'POST', `/articles/${id}/proposals`, {})
  const edit = { id: 'p1', find: 'They shall', place: 'behind', text: ` ${word}` }
  await done('drafter', 'PUT', `/proposals/${made.id}/texts/en`, { blocks: [edit] })
  await done('drafter', 'POST', `/proposals/${made.id}/submit`, {})
  return made.id as string
}
const discussed = async (one: ArticleView, word: string): Promise<string> => {
  const id = await proposed(one, word)
  await done('secretariat', 'POST', `/proposals/${id}/admit`, {})
  await done('chair', 'POST', `/proposals/${id}/take-up`, {})
  return id
}

beforeAll(async () => {
  talks = await openTalks('sqlite')
  const one = await article()
  const part = `/articles/${one.id}/provisions/p2`
  const ask = { status: 'agreed_ad_referendum', parties: ['D01'] }
  await done('chair', 'POST', `${part}/status`, ask)
  await done('chair', 'POST', `${part}/status`, { status: 'under_discussion', reason: why('reopened') })
  await done('chair', 'POST', `${part}/status`, { status: 'deleted', reason: why('part-deleted') })
  await done('head', 'PUT', `/articles/${one.id}/positions`, { stand: 'reserves', note: why('position') })
  const rejected = await discussed(one, 'never')
  await done('chair', 'POST', `/proposals/${rejected}/not-retained`, { reason: why('not-retained') })
  const accepted = await discussed(one, 'promptly')
  const seen = (await done('chair', 'GET', `/proposals/${accepted}`)).texts
  await done('chair', 'POST', `/proposals/${accepted}/accept`, { seen })
  await done('chair', 'POST', `/proposals/${accepted}/undo`, { reason: why('undone') })
  const returned = await proposed(one, 'kindly')
  await done('secretariat', 'POST', `/proposals/${returned}/return`, { reason: why('returned') })
  const quotes = { en: { exact: 'may' } }
  const put = { blockId: 'p1', kind: 'optional', quotes: { en: { exact: 'help' } }, note: why('bracket') }
  await done('secretariat', 'POST', `/articles/${one.id}/brackets`, put)
  const other = await article()
  const more = { blockId: 'p2', kind: 'optional', quotes }
  const open = await done('secretariat', 'POST', `/articles/${other.id}/brackets`, more)
  const settle = `/articles/${other.id}/brackets/${open.id}/settle`
  await done('chair', 'POST', settle, { act: 'keep', note: why('settled') })
  await done('chair', 'POST', `/articles/${other.id}/provisions/p1/status`, ask)
  await done('head', 'POST', `/articles/${other.id}/provisions/p1/refuse`, { reason: why('refused') })
  const fixed = await article()
  await done('chair', 'POST', `/articles/${fixed.id}/status`, { status: 'agreed_in_group' })
  const letter = { lang: 'en', blockId: 'p1', exact: 'recieve', words: 'receive', why: 'A wrong letter.' }
  const fix = await done('secretariat', 'POST', `/articles/${fixed.id}/fixes`, letter)
  await done('second', 'POST', `/fixes/${fix.id}/confirm`, {})
  await done('head', 'POST', `/fixes/${fix.id}/object`, { reason: why('objected') })
  const gone = await article()
  await done('secretariat', 'DELETE', `/articles/${gone.id}`, { reason: why('article-deleted') })
}, 120_000)
afterAll(() => talks.close())

/** Which of what was said anybody hears, and over which addresses; `own`: of what was said to or by D01. */
async function heard(who: Cast): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const look = (path: string, body: unknown): void => {
    for (const [, of] of JSON.stringify(body ?? null).matchAll(/why-([a-z-]+)\./g))
      found.set(of!, [...new Set([...(found.get(of!) ?? []), path])])
  }
  const { app } = talks.house
  const actor = talks.people[who]
  for (const path of paths)
    for (const id of path.startsWith('/charters') ? [talks.charter] : articles) {
      const answer = await talks.as[who]('GET', path.replace('{id}', id) + (QUERIES[path] ?? ''))
      expect(answer.status, path).toBeLessThan(500)
      look(path, answer.body)
      const items = (answer.body?.items ?? []) as { id?: string }[]
      const each = { proposals: 'proposals', decisions: 'decisions' }[path.split('/').at(-1)!]
      if (each)
        for (const item of items) look(`/${each}/{id}`, (await talks.as[who]('GET', `/${each}/${item.id}`)).body)
    }
  for (const id of articles) look('/articles/{id}', (await talks.as[who]('GET', `/articles/${id}`)).body)
  look('home', await app.readHome(actor, talks.charter, 'en'))
  look('triage', await app.readTriage(actor, talks.charter, 'en'))
  look('outline', await app.readOutline(actor, talks.charter))
  return found
}

test('AT4: where names are shown every note is told, and over more than one address', async () => {
  const told = await heard('chair')
  expect([...told.keys()].sort()).toEqual([...said].sort())
  expect(told.get('not-retained')).toContain('/proposals/{id}')
  expect((await heard('secretariat')).get('article-deleted')).toContain('/charters/{id}/export')
})

test('AT4: where nobody is named none is, but to those whose affair it is', async () => {
  for (const attribution of ['group', 'none']) {
    await done('secretariat', 'PUT', `/charters/${talks.charter}/attribution`, { attribution })
    for (const who of ['chair', 'secretariat', 'second', 'other'] as const)
      expect(Object.fromEntries(await heard(who)), `${attribution}: ${who}`).toEqual({})
    // what became of its own proposals, and what it said itself
    const own = [...(await heard('head')).keys()].sort()
    expect(own).toEqual(['not-retained', 'objected', 'position', 'refused', 'returned', 'undone'])
  }
  const all = JSON.stringify((await talks.as.secretariat('GET', '/audit?limit=500')).body)
  for (const of of ['reopened', 'returned', 'objected']) expect(all).toContain(`why-${of}`)
}, 60_000)
