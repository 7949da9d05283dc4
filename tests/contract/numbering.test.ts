/** Numbers within a round, and what a version makes of them: acceptance checks 1 and 2 of the drafting practice, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import type { ArticleText, ArticleView } from '#lib/domain/contract.ts'
import { labelsOf } from '#lib/domain/places.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { DIALECTS } from '../support/database.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

/** Two paragraphs that follow one another, each with what is part of it, the other way round. */
function swapped(doc: ArticleDoc, first: string, second: string): ArticleDoc {
  const at = (id: string) => doc.content.findIndex(({ attrs }) => attrs.id === id)
  const end = doc.content.findIndex(({ attrs }, i) => i > at(second) && attrs.kind === 'para')
  const [one, two] = [at(first), at(second)]
  const three = end < 0 ? doc.content.length : end
  const content = [
    ...doc.content.slice(0, one),
    ...doc.content.slice(two, three),
    ...doc.content.slice(one, two),
    ...doc.content.slice(three),
  ]
  return { ...doc, content }
}

describe.each(DIALECTS)('numbers on %s', (dialect) => {
  let house: House
  let charter: string
  let secretariat: Actor
  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    charter = value(await house.app.importCharter(secretariat, sample, 'sample')).id
  })
  afterAll(() => house.close())

  const articles = async (): Promise<ArticleView[]> =>
    value(await house.app.listArticles(secretariat, charter, 'en', { limit: 500 })).items
  const numbered = async (number: string): Promise<ArticleView> =>
    (await articles()).find((article) => article.number === number)!
  const read = async (id: string, lang: string): Promise<ArticleText> =>
    value(await house.app.readArticle(secretariat, id, lang))
  const cut = (label: string, renumber?: boolean) =>
    house.app.cutVersion(secretariat, charter, { label, notes: '', publish: false, renumber })
  /** Article id -> its number. */
  const numbers = async () => new Map((await articles()).map(({ id, number }) => [id, number]))

  test('NU15: an alternative shares the number of an article, in brackets, until one of the two stands alone', async () => {
    const own = value(await house.app.importCharter(secretariat, sample, 'alternatives')).id
    const all = async (lang = 'en') => value(await house.app.listArticles(secretariat, own, lang, { limit: 500 })).items
    const before = new Map((await all()).map(({ id, number }) => [id, number]))
    const seven = (await all()).find(({ number }) => number === '7')!
    const as = (alternativeTo: string) =>
      house.app.createArticle(secretariat, own, {
        heading: 'Otherwise',
        after: null,
        alternativeTo,
        inAllLanguages: true,
      })
    const made = value(await as(seven.id))
    expect(made).toMatchObject({ number: '7 alt', label: 'Article 7 alt', openBrackets: 1 })
    expect((await all()).slice(0, -1).every(({ id, number }) => id === made.id || before.get(id) === number)).toBe(true)
    const labels = await Promise.all(
      ['fr', 'es', 'ar', 'ru'].map(async (lang) => (await all(lang)).find(({ id }) => id === made.id)!.label),
    )
    expect(labels).toEqual(['Article 7 alt', 'Artículo 7 alt', 'المادة 7 بديلة', 'Статья 7 альт'])
    const at = (await all()).findIndex(({ id }) => id === made.id)
    expect((await all())[at - 1]!.id).toBe(seven.id)
    for (const to of [seven.id, made.id]) expect(await as(to)).toMatchObject({ ok: false, code: 'already-so' })
    expect(await as('nobody')).toMatchObject({ ok: false, errors: [{ path: 'alternativeTo' }] })
    for (const lang of ['en', 'ar']) {
      const text = value(await house.app.readArticle(secretariat, made.id, lang))
      expect(text.json.content[0]!.attrs).toMatchObject({ bracketKind: 'optional' })
    }

    // renumbered, it goes along; without the other it is an article as any
    const renumber = (label: string) =>
      house.app.cutVersion(secretariat, own, { label, notes: '', publish: false, renumber: true })
    value(await house.app.createArticle(secretariat, own, { heading: 'First', after: (await all())[0]!.id }))
    value(await renumber('Rev. a'))
    const numberOf = async (id: string) => (await all()).find((one) => one.id === id)!.number
    const moved = await numberOf(seven.id)
    expect(moved).not.toBe('7')
    expect(await numberOf(made.id)).toBe(`${moved} alt`)
    value(await house.app.deleteArticle(secretariat, seven.id, { reason: 'The alternative stands.' }))
    value(await renumber('Rev. b'))
    expect(await numberOf(made.id)).toBe(moved)
    expect(value(await house.app.findOnceNumbered(secretariat, own, `${moved} alt`)).articleId).toBe(made.id)
  })

  test('NU15: alternatives to a paragraph are called by its number, in every language', async () => {
    const seven = await numbered('7')
    const placesIn = async (lang: string) =>
      value(await house.app.brackets.listArticleBrackets(secretariat, seven.id, lang))
        .items.find(({ id }) => id === 'br-peace-conferences')!
        .options.map(({ place }) => place)
    const [none, ...english] = await placesIn('en')
    expect(none).toBeNull()
    expect(english).toEqual([expect.stringMatching(/^Article 7, paragraph \d alt$/), `${english[0]} 2`])
    expect((await placesIn('ar'))[1]).toMatch(/ بديلة$/)
    expect((await placesIn('ru'))[1]).toMatch(/ альт$/)
  })

  test('check 1, NU14, NC3: an article between others moves no number; a cut that renumbers does, and says so', async () => {
    const before = await numbers()
    const fourteen = await numbered('14')
    const made = value(await house.app.createArticle(secretariat, charter, { heading: 'Between', after: fourteen.id }))
    // the sample has 14 bis already
    expect(made.number).toBe('14 ter')
    const now = await numbers()
    for (const [id, number] of before) expect(now.get(id)).toBe(number)

    const plain = value(await cut('Rev. plain'))
    expect(value(await house.app.readConcordance(secretariat, plain.id)).items).toEqual([])
    expect(await numbers()).toEqual(now)

    const renumbered = value(await cut('Rev. renumbered', true))
    const after = await numbers()
    const inOrder = (await articles()).filter(({ kind, deletedAt }) => kind === 'article' && deletedAt === null)
    expect(inOrder.map(({ number }) => number)).toEqual(inOrder.map((_, i) => String(i + 1)))
    const rows = value(await house.app.readConcordance(secretariat, renumbered.id)).items.filter(
      ({ blockId }) => blockId === null,
    )
    const changed = [...now].filter(([id, number]) => after.get(id) !== number)
    expect(rows.map(({ articleId }) => articleId).toSorted()).toEqual(changed.map(([id]) => id).toSorted())
    expect(rows).toContainEqual({
      articleId: made.id,
      blockId: null,
      was: 'Article 14 ter',
      is: `Article ${after.get(made.id)!}`,
    })
    // the version has the new numbers, and so have the references in every language
    const frozen = value(await house.app.readVersion(secretariat, renumbered.id))
    for (const article of frozen.articles) expect(article.number).toBe(after.get(article.id))
    const [arabic] = value(await house.app.readConcordance(secretariat, renumbered.id, 'ar')).items
    expect(arabic!.was).toContain('المادة')
    // an address with the old number leads on, once no article has it
    const found = value(await house.app.findOnceNumbered(secretariat, charter, '14 ter'))
    expect(found).toMatchObject({ articleId: made.id, version: { label: 'Rev. renumbered' }, isLast: true })

    // in a version too, and to visitors, by what they may see: what was never published changed no number for them
    const once = (who: Actor | null, version: string) => house.app.findOnceNumberedIn(who, version, '14 ter')
    expect(codeOf(await once(null, renumbered.id))).toBe('not-found')
    expect(codeOf(await once(secretariat, renumbered.id))).toBe('not-found')
    const shown = value(await house.app.publishVersion(secretariat, renumbered.id))
    expect(value(await once(null, shown.id)).articleId).toBe(made.id)
    const [first] = value(await house.app.listVersions(secretariat, charter)).items.filter(({ number }) => number === 1)
    expect(codeOf(await once(null, first!.id))).toBe('not-found')
  })

  test('check 2: a swap of two paragraphs is followed by every reference, in five languages', async () => {
    const texts = await Promise.all(
      (await articles()).filter(({ documents }) => documents.length === 5).map(({ id }) => read(id, 'en')),
    )
    const paragraphsOf = ({ json }: ArticleText): string[] =>
      json.content.filter(({ attrs }) => attrs.kind === 'para').map(({ attrs }) => attrs.id)
    const text = texts.find((one) => paragraphsOf(one).length > 1)!
    const one = (await articles()).find(({ id }) => id === text.id)!
    const paragraphs = paragraphsOf(text)
    const [first, second] = paragraphs as [string, string]
    const labelOf = async (lang: string, id: string): Promise<string | null> => {
      const { json, round } = await read(one.id, lang)
      return labelsOf(json, lang, round)[json.content.findIndex(({ attrs }) => attrs.id === id)]!
    }
    const nameOf = async (id: string, lang: string): Promise<string> =>
      value(await house.app.findBlock(secretariat, charter, id, lang)).label
    const names = async (id: string) => Promise.all(one.documents.map(({ lang }) => nameOf(id, lang)))
    const [was, other] = [await names(first), await names(second)]
    const quoted = text.json.content.find(({ attrs }) => attrs.id === second)!
    const words = (quoted.content ?? []).flatMap((inline) => (inline.type === 'text' ? [inline.text] : []))[0]!
    const thread = value(
      await house.app.comment(secretariat, one.id, {
        body: 'On the second.',
        lang: 'en',
        anchor: { blockId: second, exact: words.slice(0, 12) },
      }),
    )
    await house.context.texts.change(text.document.id, (doc) => swapped(doc, first, second), personally(secretariat))
    expect([await names(second), await names(first)]).toEqual([was, other])
    for (const { lang } of one.documents) {
      expect(await labelOf(lang, second)).toBe('1.')
      expect(await labelOf(lang, first)).toBe('2.')
    }
    const threads = value(await house.app.listComments(secretariat, one.id, { limit: 500 })).items
    const stays = threads.find(({ id }) => id === thread.id)!
    expect([stays.status, stays.anchor?.blockId]).toEqual(['open', second])
  })
})
