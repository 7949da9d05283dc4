/**
 * Check 3, AG11: a version is a draft, whatever is done with it, as long as a bracket stands, in the words of a heading and in any language; and whatever an
 * article was agreed as, with a bracket in it it is agreed no further.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArticleStatus, ArticleDoc } from '#lib/domain/article.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { option } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, PASSWORD, value } from '../support/house.ts'
import { openTalks, type Talks } from '../support/talks.ts'

/** Where a bracket may stand, as a change of a text with a heading and the paragraph p1. */
const PLACES: Record<string, { lang: string; change: (doc: ArticleDoc) => ArticleDoc }> = {
  'in a paragraph': { lang: 'en', change: (doc) => within(doc, 1) },
  'in the words of a heading': { lang: 'en', change: (doc) => within(doc, 0) },
  'in the words of a heading, in a language that follows': { lang: 'ar', change: (doc) => within(doc, 0) },
  'around a paragraph': { lang: 'en', change: (doc) => around(doc, 1) },
  'around the article': { lang: 'en', change: (doc) => around(doc, 0) },
}
const within = ({ content }: ArticleDoc, at: number): ArticleDoc => ({
  type: 'doc',
  content: content.map((block, i) =>
    i === at ? { ...block, content: [...(block.content ?? []), ...option('b', 'b.1', 'text', ' words')] } : block,
  ),
})
const around = ({ content }: ArticleDoc, at: number): ArticleDoc => ({
  type: 'doc',
  content: content.map((block, i) =>
    i === at ? { ...block, attrs: { ...block.attrs, bracket: 'b', bracketKind: 'optional' } } : block,
  ),
})

describe.each(DIALECTS)('on %s', (dialect) => {
  let talks: Talks
  beforeAll(async () => {
    talks = await openTalks(dialect)
  }, 60_000)
  afterAll(() => talks.close())

  const set = async (article: ArticleView, status: ArticleStatus, part: string | null): Promise<string> => {
    const { app } = talks.house
    const { chair } = talks.people
    return codeOf(
      part === null
        ? await app.setArticleStatus(chair, article.id, { status })
        : await app.agreement.setPartStatus(chair, article.id, part, { status }),
    )
  }

  test.each(Object.entries(PLACES))(
    'check 3: with a bracket %s an article is agreed in no way and no further than it is',
    async (_name, { lang, change }) => {
      const { app } = talks.house
      const article = await talks.article({ p1: 'They shall act.' })
      await talks.write(article, change, lang)
      for (const to of ['agreed_in_group', 'agreed_ad_referendum'] as const)
        expect(await set(article, to, null), to).toBe('open-brackets')
      // one that came into what was agreed: agreed it is not
      const other = await talks.article({ p1: 'They shall act.' })
      expect(await set(other, 'agreed_ad_referendum', null)).toBe('ok')
      await talks.write(other, change, lang)
      expect(await set(other, 'agreed', null)).toBe('open-brackets')
      const { parts } = value(await app.agreement.readProvisions(talks.people.chair, other.id))
      const held = parts.filter(({ isBracketed }) => isBracketed)
      expect(held.length).toBeGreaterThan(0)
      for (const { blockId } of held) expect(await set(other, 'agreed', blockId)).toBe('open-brackets')
      expect(value(await app.readArticle(talks.people.chair, other.id)).status).toBe('agreed_ad_referendum')
    },
  )

  test('check 3, AG11: nothing that is done with a version makes it more than a draft', async () => {
    const alone = await openTalks(dialect)
    const { app, store } = alone.house
    const { secretariat } = alone.people
    const signatory = await alone.house.person('signatory', ['signatory'], 'D05')
    const article = await alone.article({ p1: 'They shall act.' })
    let n = 0
    for (const [name, { lang, change }] of Object.entries(PLACES)) {
      const bare = await alone.read(article, lang)
      await alone.write(article, change, lang)
      const cut = async (publish: boolean, renumber: boolean) =>
        value(await app.cutVersion(secretariat, alone.charter, { label: `Rev. ${++n}`, notes: '', publish, renumber }))
      const [shown, kept] = [await cut(true, true), await cut(false, false)]
      value(await app.publishVersion(secretariat, kept.id))
      const signed = value(
        await app.signOff(signatory, shown.id, {
          ...{ sha256: shown.sha256, decision: 'endorse', statement: null, articles: [], password: PASSWORD },
        } as never),
      )
      expect(signed.stage, name).toBe('draft')
      value(await app.withdrawVersion(secretariat, kept.id, { reason: 'An error.' }))
      for (const { id } of [shown, kept])
        expect(value(await app.readVersion(secretariat, id)).stage, name).toBe('draft')
      const { obstacles } = value(await app.checkVersion(secretariat, shown.id))
      expect(
        obstacles.map(({ of }) => of),
        name,
      ).toContain('brackets')
      await alone.write(article, () => bare, lang)
    }
    // nor does a file say that its text is adopted
    const file = { ...sample, version: { ...sample.version, kind: 'adopted_text' } }
    value(await app.importCharter(secretariat, file, 'sample'))
    const stages = await store.db.selectFrom('version').select('stage').distinct().execute()
    expect(stages).toEqual([{ stage: 'draft' }])
    await alone.close()
  }, 60_000)
})
