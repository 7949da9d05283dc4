/** Visits, translations that follow, and texts read again, on either database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { keepVisits } from '#server/store/visits.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { DIALECTS } from '../support/database.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

const withWords = (doc: ArticleDoc, id: string, words: string): ArticleDoc => ({
  type: 'doc',
  content: doc.content.map((block) =>
    block.attrs.id === id ? { ...block, content: [{ type: 'text', text: words }] } : block,
  ),
})

describe.each(DIALECTS)('%s', (dialect) => {
  let house: House
  let secretariat: Actor
  let one: Actor
  let two: Actor
  let charterId: string
  let article: { id: string; en: string; ar: string; paragraph: string }
  let later = 0

  /** Writes a paragraph, a second after whatever was written before. */
  async function write(lang: 'en' | 'ar', words: string, author: Actor): Promise<void> {
    const doc = await house.context.texts.read(article[lang])
    // the journal's instants are of the machine's clock: two writes are never of one
    const before = Date.now()
    while (Date.now() === before) await new Promise(setImmediate)
    await house.context.texts.write(article[lang], withWords(doc, article.paragraph, words), personally(author))
  }
  const behind = async (): Promise<string[]> => value(await house.app.readTranslation(one, article.id, 'ar')).behind
  const marks = async (who: Actor, lang = 'en') =>
    value(await house.app.readOutline(who, charterId, lang)).find(({ articleId }) => articleId === article.id)
  const visit = (who: Actor, lang: 'en' | 'ar'): Promise<void> =>
    house.store.transaction((rows) =>
      keepVisits(rows, [
        {
          personId: who.id,
          documentId: article[lang],
          at: `2026-03-02T10:00:00.${String(++later).padStart(3, '0')}Z`,
        },
      ]),
    )

  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    one = await house.person('one', ['drafter'], 'D01')
    two = await house.person('two', ['drafter'], 'D02')
    charterId = value(await house.app.importCharter(secretariat, sample, 'sample')).id
    const { items } = value(await house.app.listArticles(one, charterId))
    const made = items.find(({ number }) => number === '5')!
    const of = (lang: string): string => made.documents.find((document) => document.lang === lang)!.id
    const text = value(await house.app.readArticle(one, made.id, 'en')).json
    const paragraph = text.content.find((block) => block.attrs.kind === 'para')!.attrs.id
    article = { id: made.id, en: of('en'), ar: of('ar'), paragraph }
  })
  afterAll(() => house.close())

  test('VI1: what others wrote is unread until one has had it open; what one wrote oneself never is', async () => {
    expect(await marks(secretariat)).toMatchObject({ isUnread: false, behind: {} })
    await write('en', 'Staff is protected.', one)
    expect(await marks(one)).not.toMatchObject({ isUnread: true })
    expect(await marks(two)).toMatchObject({ isUnread: true })
    await visit(two, 'en')
    expect((await marks(two))?.isUnread).toBe(false)
    await write('en', 'All staff is protected.', one)
    expect(await marks(two)).toMatchObject({ isUnread: true })
    await visit(two, 'en')
    await visit(one, 'en')
    await write('en', 'All the staff is protected.', two)
    expect(await marks(two)).toMatchObject({ isUnread: false })
    expect(await marks(one)).toMatchObject({ isUnread: true })
  })

  test('TF1: a translation is behind when its source changes, until it follows or is said to say the same', async () => {
    await write('ar', 'يُحمى الموظفون جميعًا.', two)
    expect(await behind()).toEqual([])
    await write('en', 'All staff shall be protected.', one)
    expect(await behind()).toEqual([article.paragraph])
    expect((await marks(one))!.behind).toEqual({ ar: 1, es: 1, fr: 1, ru: 1 })
    await write('ar', 'يتعيّن أن يُحمى الموظفون جميعًا.', two)
    expect(await behind()).toEqual([])
    await write('en', 'All staff shall be protected', one)
    const { sourceSeq } = value(await house.app.readTranslation(one, article.id, 'ar'))
    const check = { lang: 'ar', blockId: article.paragraph, sourceSeq }
    const reviewer = await house.person('reviewer', ['language_reviewer'], 'D03')
    expect(codeOf(await house.app.checkTranslation(one, article.id, check))).toBe('not-allowed')
    expect(value(await house.app.checkTranslation(reviewer, article.id, check)).behind).toEqual([])
    expect((await marks(one))!.behind).not.toHaveProperty('ar')
    const row = value(await house.app.listAudit(secretariat, { limit: 500 })).items.at(-1)!
    expect(row).toMatchObject({ act: 'translation.checked', data: { lang: 'ar', block: article.paragraph } })
  })

  test('TF4: what came meanwhile puts it behind again; an older comparison does not undo a newer one', async () => {
    const before = value(await house.app.readTranslation(secretariat, article.id, 'ar'))
    await write('en', 'All staff shall be protected always.', one)
    const check = (sourceSeq: number, blockId = article.paragraph) =>
      house.app.checkTranslation(secretariat, article.id, { lang: 'ar', blockId, sourceSeq })
    expect(value(await check(before.sourceSeq)).behind).toEqual([article.paragraph])
    expect(value(await check(before.sourceSeq + 1)).behind).toEqual([])
    expect(value(await check(before.sourceSeq)).behind).toEqual([])
    expect(codeOf(await check(before.sourceSeq + 2))).toBe('invalid')
    expect(codeOf(await check(1, 'no-block'))).toBe('not-found')
    expect(codeOf(await house.app.readTranslation(one, article.id, 'en'))).toBe('not-found')
    expect(codeOf(await house.app.readTranslation(null, article.id, 'ar'))).toBe('not-signed-in')
  })

  test('TF3: a paragraph begun in the source is behind where it is empty', async () => {
    const doc = await house.context.texts.read(article.en)
    const added = { ...doc.content.at(-1)!, attrs: { ...doc.content.at(-1)!.attrs, id: 'added' } }
    await house.context.texts.write(article.en, { type: 'doc', content: [...doc.content, added] }, personally(one))
    expect(await behind()).toEqual(['added'])
  })

  test('PT10: a text that did not grow is not replayed, one that did is', async () => {
    const first = (await house.context.texts.readMany([article.en, article.ar])).get(article.en)
    const again = (await house.context.texts.readMany([article.en])).get(article.en)
    expect(again).toBe(first)
    expect(() => (again!.content as unknown[]).push({})).toThrow(TypeError)
    await write('en', 'Other words.', one)
    const grown = (await house.context.texts.readMany([article.en])).get(article.en)!
    expect(JSON.stringify(grown)).toContain('Other words.')
  })
})
