/** BD8: open brackets are counted alike wherever one reads how many there are, in whichever language they stand, on both databases. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BoardRow } from '#lib/domain/contract-agreement.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { block, option } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'
import { openTalks, type Talks } from '../support/talks.ts'

const inBrackets = (id: string, bracket: string, words: string) =>
  block('para', id, ['هم ', option(bracket, `${bracket}.1`, 'text', words)])

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  })
  afterAll(() => talks.close())

  /** How many an article has, as each page of the workspace is told it, which must be the same. */
  async function openIn({ id }: ArticleView): Promise<number> {
    const { charter, house, people, as } = talks
    const ofRow = (all: { articleId: string; openBrackets?: number; open?: number }[]) => {
      const row = all.find(({ articleId }) => articleId === id)
      return row?.openBrackets ?? row?.open ?? 0
    }
    const board = (await as.drafter('GET', `/charters/${charter}/board`)).body.items as BoardRow[]
    const { counts } = (await as.drafter('GET', `/charters/${charter}/brackets`)).body
    const told = [ofRow(board), ofRow(counts)]
    for (const lang of ['en', 'ar']) {
      const { items } = value(await house.app.listArticles(people.drafter, charter, lang))
      told.push(items.find((one) => one.id === id)!.openBrackets)
      told.push(value(await house.app.readArticle(people.drafter, id, lang)).openBrackets)
      const [compiled] = value(await house.app.compilation.ofArticle(people.drafter, id, lang)).articles
      told.push(compiled!.openBrackets)
      const all = board.reduce((sum, { openBrackets }) => sum + openBrackets, 0)
      for (const who of [people.drafter, people.chair, people.secretariat]) {
        const home = value(await house.app.readHome(who, charter, lang))
        expect(home.overview!.openBrackets).toBe(all)
        expect(items.reduce((sum, { openBrackets }) => sum + openBrackets, 0)).toBe(all)
      }
    }
    expect(new Set(told)).toEqual(new Set([told[0]]))
    return told[0]!
  }
  const waitsForAgreement = async ({ id }: ArticleView): Promise<boolean> => {
    const { needs } = value(await talks.house.app.readHome(talks.people.chair, talks.charter, 'en'))
    return needs.some((need) => need.kind === 'agree' && need.articles.some((one) => one.id === id))
  }

  test('BD8: one that stands in a translation alone, until it is settled', async () => {
    const article = await talks.article({ p1: 'They act.' }, { p1: inBrackets('p1', 'ar-only', 'يعملون') })
    expect(await openIn(article)).toBe(1)
    expect(await waitsForAgreement(article)).toBe(false)
    // brought into the other language it is the same one
    const settle = `/articles/${article.id}/brackets/ar-only/settle`
    await talks.write(article, ({ content }) => ({
      type: 'doc',
      content: [content[0]!, block('para', 'p1', ['They ', option('ar-only', 'ar-only.1', 'text', 'act.')])],
    }))
    expect(await openIn(article)).toBe(1)
    expect((await talks.as.chair('POST', settle, { act: 'keep' })).status).toBe(200)
    expect(await openIn(article)).toBe(0)
  })

  test('BD8: one that is empty in the original, beside one that stands in both', async () => {
    const empty = block('para', 'p1', ['They act.', option('empty', 'empty.1', 'text')])
    const article = await talks.article(
      { p1: empty, p2: 'They listen.' },
      { p1: inBrackets('p1', 'empty', 'يعملون'), p2: 'هم يستمعون' },
    )
    const put = (body: object) => talks.as.chair('POST', `/articles/${article.id}/brackets`, body)
    expect(await openIn(article)).toBe(1)
    expect((await put({ blockId: 'p2', kind: 'optional' })).status).toBe(201)
    expect(await openIn(article)).toBe(2)
    expect(
      (
        await talks.as.chair('POST', `/articles/${article.id}/provisions/p2/status`, {
          status: 'deleted',
          reason: 'It is said.',
        })
      ).status,
    ).toBe(200)
    expect(await openIn(article)).toBe(1)
  })

  test('BD8: for the count of a list no text of another language is read again while it stands', async () => {
    const article = await talks.article({ p1: 'They act.' }, { p1: inBrackets('p1', 'kept', 'يعملون') })
    const { charter, house, people } = talks
    const arabic = new Set(
      value(await house.app.listArticles(people.drafter, charter, 'en')).items.flatMap(({ documents }) =>
        documents.filter(({ lang }) => lang === 'ar').map(({ id }) => id),
      ),
    )
    const read = vi.spyOn(house.context.texts, 'readMany')
    const asked = async () => {
      read.mockClear()
      const { items } = value(await house.app.listArticles(people.drafter, charter, 'en'))
      const ids = read.mock.calls.flatMap(([ids]) => ids)
      expect(ids.length).toBeGreaterThan(0)
      return [items.find(({ id }) => id === article.id)!.openBrackets, ids.filter((id) => arabic.has(id)).length]
    }
    expect(await asked()).toEqual([1, 0])
    await talks.write(
      article,
      ({ content }) => ({ type: 'doc', content: [content[0]!, block('para', 'p1', ['هم'])] }),
      'ar',
    )
    expect(await asked()).toEqual([0, 1])
    expect(await asked()).toEqual([0, 0])
    read.mockRestore()
  })
})
