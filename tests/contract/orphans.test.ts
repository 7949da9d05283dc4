/** A comment whose words are gone is not lost: it is listed, exported and counted, on both databases (practice 14, check 15; rule EX14). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommentedArticle } from '#lib/domain/contract.ts'
import type { ContributionFile } from '../../server/exchange/format.ts'
import { para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'
import { openTalks, type Talks } from '../support/talks.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  })
  afterAll(() => talks.close())

  const commentsOf = async (charter: string): Promise<CommentedArticle[]> =>
    (await talks.as.chair('GET', `/charters/${charter}/comments`)).body.items as CommentedArticle[]

  test('check 15, EX14: an orphaned comment is listed, exported, brought back by an import, and counted', async () => {
    const { as, house, people, charter } = talks
    const article = await talks.article({ a: 'They meet every year.', b: 'They speak.' })
    // a file has no article without a heading
    const named = { content: [{ type: 'text' as const, text: 'الغرض' }] }
    await talks.write(
      article,
      ({ type, content: [first, ...rest] }) => ({ type, content: [{ ...first!, ...named }, ...rest] }),
      'ar',
    )
    const say = (who: 'head' | 'other', body: string, exact: string) =>
      as[who]('POST', `/articles/${article.id}/comments`, {
        ...{ body, lang: 'en', anchor: { blockId: 'a', exact, prefix: '', suffix: '' } },
      })
    const gone = (await say('head', 'How often?', 'every year')).body as { id: string }
    const stays = (await say('other', 'Who?', 'They')).body as { id: string }
    const withheld = (await say('other', 'Not this.', 'meet')).body as { id: string }
    expect((await as.other('POST', `/comments/${gone.id}/replies`, { body: 'Yearly.' })).status).toBe(201)
    expect(
      (await as.secretariat('POST', `/comments/${withheld.id}/withhold`, { reason: 'It names one.' })).status,
    ).toBe(200)
    await talks.write(article, (now) => ({
      type: 'doc',
      content: [now.content[0]!, para('a', 'They assemble.'), now.content[2]!],
    }))

    // listed, with what it quoted
    const [listed] = (await commentsOf(charter)).map(({ threads }) => threads)
    expect(listed!.map(({ id, orphaned, anchor }) => [id, orphaned, anchor?.exact])).toEqual(
      expect.arrayContaining([
        [gone.id, true, 'every year'],
        [stays.id, false, 'They'],
      ]),
    )
    // TH16: counted apart where the answers are listed, each comment once as what it is
    expect((await as.secretariat('POST', `/comments/${stays.id}/resolve`)).status).toBe(200)
    const counted = async (who: 'chair' | 'other') =>
      ((await as[who]('GET', `/charters/${charter}/comments`)).body.items as CommentedArticle[])[0]!.counts
    expect(await counted('other')).toEqual({ open: 1, answered: 0, settled: 2, orphaned: 1 })
    expect((await as.secretariat('POST', `/comments/${stays.id}/reopen`)).status).toBe(200)
    // counted: among what is open in the article, and as somebody's to look after
    const board = value(await house.app.agreement.readBoard(people.chair, charter)).items
    expect(board.find((row) => row.articleId === article.id)!.openComments).toBe(2)
    expect(board.map(({ orphanedComments }) => orphanedComments)).toEqual([1])
    const { items: triage } = value(await house.app.readTriage(people.secretariat, charter, 'en'))
    expect(JSON.stringify(triage)).toContain(gone.id)

    // exported, with its replies
    const exported = (await as.secretariat('GET', `/charters/${charter}/export`)).body as {
      contributions: ContributionFile[]
      societies: { code: string }[]
    }
    const { contributions } = exported
    expect(contributions.map(({ body, thread_of, orphan }) => [body, thread_of, orphan !== undefined])).toEqual([
      ['How often?', undefined, true],
      ['Who?', undefined, false],
      ['Yearly.', gone.id, false],
    ])
    expect(contributions[0]).toMatchObject({
      ...{
        society: 'D01',
        author_role: 'head_of_delegation',
        target: 'a',
        anchor: { exact: 'every year', lang: 'en' },
      },
    })
    // and as much of it comes back
    const copy = value(await house.app.importCharter(people.secretariat, exported, `copy-${dialect}`)).id
    const [again] = (await commentsOf(copy)).map(({ threads }) => threads)
    expect(again!.map(({ body, orphaned, replies }) => [body, orphaned, replies.length])).toEqual(
      expect.arrayContaining([['How often?', true, 1]]),
    )
  })
})
