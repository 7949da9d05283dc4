/**
 * An article with a hundred proposals is read from rows: the list of them, the page of the article and the compilation load the text of none (PS13), and ask
 * the database no more often than with ten.
 */
import type { OperationNode } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { openStore } from '../../server/store/open.ts'
import { load as loadArticle } from '../../src/routes/draft/[article]/+page.server.ts'
import { load as loadCompilation } from '../../src/routes/draft/[article]/compilation/+page.server.ts'
import { load as loadList } from '../../src/routes/draft/proposals/+page.server.ts'
import { writtenBy } from '../support/authors.ts'
import { para } from '../support/blocks.ts'
import { DIALECTS, makeTestDatabase, type TestDatabase, type TestStore } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'

const HOUR = 3_600_000

describe.each(DIALECTS)('on %s', (dialect) => {
  let database: TestDatabase
  /** What was asked of the database. */
  let asked: OperationNode[] = []
  let chair: Actor
  let secretariat: Actor
  let drafter: Actor
  let articleId = ''
  let made = 0
  let houses = 0

  beforeAll(async () => {
    database = await makeTestDatabase(dialect)
  })
  afterAll(() => database.remove())

  /** A store over that database, each of whose statements is seen here. */
  const openSeen: NonNullable<Parameters<typeof openHouse>[4]> = async (_dialect, more): Promise<TestStore> => {
    const store = await openStore({ ...database.options, ...more })
    const plugin = {
      transformQuery: ({ node }: { node: OperationNode }) => {
        asked.push(node)
        return node as never
      },
      transformResult: ({ result }: { result: unknown }) => Promise.resolve(result as never),
    }
    return {
      ...store,
      database,
      db: store.db.withPlugin(plugin),
      read: (work) => store.read((rows) => work(rows.withPlugin(plugin))),
      transaction: (work) => store.transaction((rows) => work(rows.withPlugin(plugin))),
    }
  }

  /** A house that knows no text yet, later than the one before. */
  async function within<T>(work: (house: House) => Promise<T>): Promise<T> {
    const house = await openHouse(dialect, {}, undefined, undefined, openSeen)
    house.wait(houses++ * HOUR)
    try {
      return await work(house)
    } finally {
      await house.close()
    }
  }

  const begun = (): Promise<void> =>
    within(async (house) => {
      chair = await house.person('chair', ['chair'])
      secretariat = await house.person('secretariat', ['secretariat'])
      drafter = await house.person('drafter', ['drafter'], 'D01')
      const input = { slug: 'c', title: 'A charter', languages: ['en'] }
      const charter = value(await house.app.createCharter(secretariat, input))
      const article = value(await house.app.createArticle(secretariat, charter.id, { heading: 'Access', after: null }))
      articleId = article.id
      const paragraphs = Array.from({ length: 25 }, (_, i) =>
        para(`p${i}`, `In case ${i} the parties shall grant access.`),
      )
      await house.context.texts.change(
        article.documents[0]!.id,
        (now) => ({ type: 'doc', content: [now.content[0]!, ...paragraphs] }),
        writtenBy(null),
      )
    })

  /** Tabled, up to four on a paragraph. */
  const propose = (count: number): Promise<void> =>
    within(async ({ app }) => {
      for (; made < count; made++) {
        const { id } = value(await app.proposals.begin(drafter, articleId, { rationale: `Reason ${made}.` }))
        const edit = { id: `p${made % 25}`, find: 'shall', text: `shall, in matter ${made},` }
        value(await app.proposals.writeText(drafter, id, 'en', { blocks: [edit] }))
        value(await app.proposals.submit(drafter, id, {}))
        value(await app.proposals.admit(secretariat, id, {}))
      }
    })

  type Event = Parameters<typeof loadArticle>[0]
  const event = ({ app }: House, path: string): Event => {
    const locals = { app, actor: chair, charter: null, lang: 'en', zone: null, data: 'normal' }
    const url = new URL(`https://concord.example${path}`)
    return { locals, url, params: { article: '1' } } as unknown as Event
  }
  const opened: Record<string, (house: House) => unknown> = {
    list: (house) => loadList(event(house, '/draft/proposals?article=1') as never),
    article: (house) => loadArticle(event(house, '/draft/1')),
    compilation: (house) => loadCompilation(event(house, '/draft/1/compilation') as never),
  }

  /** Those of the statements that are about words of these texts: their journals, and what is kept of them. */
  const about = (documentIds: readonly string[]): number =>
    asked.filter((node) => {
      const said = JSON.stringify(node)
      return /"(journal|snapshot)"/.test(said) && documentIds.some((id) => said.includes(id))
    }).length

  /** Page -> statements, each page opened in a house that knows no text. */
  async function measure(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const [page, open] of Object.entries(opened))
      await within(async (house) => {
        const own = (await house.store.db.selectFrom('proposal_text').select('document_id').execute()).map(
          ({ document_id: id }) => id,
        )
        expect(own).toHaveLength(made)
        asked = []
        const data = await open(house)
        counts[page] = asked.length
        expect(about(own), `texts of proposals read by ${page}`).toBe(0)
        expect(house.sync.stats().rooms, `rooms opened by ${page}`).toBe(0)
        expect(new Set(JSON.stringify(data).match(/ART-1\/P-\d+/g)).size, `told by ${page}`).toBe(made)
        // one that is read would be seen
        await house.context.texts.read(own[0]!)
        expect(about(own)).toBeGreaterThan(0)
      })
    return counts
  }

  test('PS13: pages with a hundred proposals are of rows, of as few statements as with ten, and no text of theirs is loaded', async () => {
    await begun()
    await propose(10)
    const few = await measure()
    await propose(100)
    expect(await measure()).toEqual(few)
  }, 120_000)
})
