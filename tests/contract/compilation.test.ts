/** The compilation text of the sample charter, on both databases (CT2, CT5-CT7). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import { COMPILED_STATUSES } from '#lib/domain/compilation.ts'
import type { Compilation, CompiledArticle } from '#lib/domain/contract-compilation.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { DIALECTS } from '../support/database.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'

describe.each(DIALECTS)('the compilation text on %s', (dialect) => {
  let house: House
  let charter: string
  let articles: ArticleView[]
  const people = {} as Record<'secretariat' | 'chair' | 'drafter' | 'observer' | 'administrator', Actor>
  beforeAll(async () => {
    house = await openHouse(dialect)
    people.secretariat = await house.person('secretariat', ['secretariat'])
    people.chair = await house.person('chair', ['chair'])
    people.drafter = await house.person('drafter', ['drafter'], 'D01')
    people.observer = await house.person('observer', ['observer'])
    people.administrator = await house.person('administrator', ['administrator'])
    charter = value(await house.app.importCharter(people.secretariat, sample, 'sample')).id
    articles = value(await house.app.listArticles(people.secretariat, charter, 'en', { limit: 500 })).items
  })
  afterAll(() => house.close())

  const whole = async (who: Actor, lang?: string): Promise<Compilation> =>
    value(await house.app.compilation.ofCharter(who, charter, lang))
  const numbered = (number: string): ArticleView => articles.find((one) => one.number === number)!
  const of = async (who: Actor, { id }: ArticleView, lang?: string): Promise<CompiledArticle> =>
    value(await house.app.compilation.ofArticle(who, id, lang)).articles[0]!

  test('who reads working texts has it, of an article and of the whole, and nobody else', async () => {
    const compiled = await whole(people.observer)
    expect(compiled).toMatchObject({ charterId: charter, lang: 'en', original: 'en', attribution: 'full' })
    expect(compiled.symbol).toBe(sample.version.symbol)
    expect(compiled.articles.map(({ id }) => id)).toEqual(articles.map(({ id }) => id))
    const one = value(await house.app.compilation.ofArticle(people.observer, articles[4]!.id))
    expect(one.articles).toEqual([compiled.articles[4]])
    expect(codeOf(await house.app.compilation.ofCharter(null, charter))).toBe('not-signed-in')
    expect(codeOf(await house.app.compilation.ofArticle(null, articles[0]!.id))).toBe('not-signed-in')
    expect(codeOf(await house.app.compilation.ofCharter(people.administrator, charter))).toBe('not-allowed')
    expect(codeOf(await house.app.compilation.ofArticle(people.administrator, articles[0]!.id))).toBe('not-found')
    expect(codeOf(await house.app.compilation.ofCharter(people.chair, 'no such'))).toBe('not-found')
  })

  test('CT2: every proposal that is before the table, and each of its changes somewhere', async () => {
    const { items } = value(await house.app.proposals.listOfCharter(people.chair, charter, { limit: 500 }))
    const meant = items.filter(({ status }) => COMPILED_STATUSES.includes(status))
    expect(meant.length).toBeGreaterThan(4)
    const compiled = await whole(people.chair)
    const proposals = compiled.articles.flatMap((article) => article.proposals)
    expect(proposals.map(({ code }) => code).toSorted()).toEqual(meant.map(({ code }) => code!).toSorted())
    for (const { id, blocks, act } of meant) {
      const changes = compiled.articles
        .flatMap((article) => [...article.blocks.flatMap((block) => block.changes), ...article.adrift])
        .filter((change) => change.proposal === id)
      expect(changes.filter(({ isFirst }) => isFirst)).toHaveLength(1)
      const own = [...new Set(blocks.map((block) => block.id))]
      if (act === null) expect(changes.map(({ blockId }) => blockId).toSorted()).toEqual(own.toSorted())
      else expect(changes).toMatchObject([{ op: 'bracket', act }])
    }
  })

  test('CT2: a draft is in nobody’s, its author’s neither; submitted it waits; tabled it is in everybody’s', async () => {
    const article = numbered('5')
    const block = (await of(people.drafter, article)).blocks.find(({ kind }) => kind === 'para')!.id
    const { id } = value(await house.app.proposals.begin(people.drafter, article.id, { rationale: 'It is clearer.' }))
    const edit = { id: null, after: block, kind: 'para' as const, text: 'They report once a year.' }
    value(await house.app.proposals.writeText(people.drafter, id, 'en', { blocks: [edit] }))
    const isIn = async (who: Actor): Promise<boolean> => (await of(who, article)).proposals.some((one) => one.id === id)
    expect(await isIn(people.drafter)).toBe(false)
    value(await house.app.proposals.submit(people.drafter, id, {}))
    expect([await isIn(people.drafter), await isIn(people.chair)]).toEqual([false, false])
    value(await house.app.proposals.admit(people.secretariat, id, {}))
    expect([await isIn(people.drafter), await isIn(people.observer)]).toEqual([true, true])
    const compiled = await of(people.observer, article, 'ar')
    expect(compiled.lang).toBe('ar')
    expect(compiled.proposals.find((one) => one.id === id)).toMatchObject({
      ...{ lang: 'en', isOtherLanguage: true, rationale: 'It is clearer.', isChairs: false, status: 'tabled' },
      sponsors: { parties: [{ code: 'D01', name: 'Delegation 01' }], areOthers: false },
    })
    expect(compiled.blocks.find((one) => one.id === block)!.changes.at(-1)).toMatchObject({
      ...{ proposal: id, op: 'added', isFirst: true, lang: 'en', isOtherLanguage: true },
      runs: [{ op: 'ins', text: 'They report once a year.' }],
    })
  })

  test('CT5: in every language the same blocks in the same order, with that language’s words', async () => {
    const { languages } = value(await house.app.readCharter(people.secretariat, charter))
    const shape = ({ articles }: Compilation) =>
      articles.map(({ blocks }) => blocks.filter(({ kind }) => kind !== 'note').map(({ id }) => id))
    const english = await whole(people.observer, 'en')
    for (const lang of languages) {
      const compiled = await whole(people.observer, lang)
      expect(compiled.lang).toBe(lang)
      expect(shape(compiled), lang).toEqual(shape(english))
      if (lang !== 'en') expect(compiled.articles[1]!.blocks[1]!.text).not.toBe(english.articles[1]!.blocks[1]!.text)
    }
    expect((await whole(people.observer, 'xx')).lang).toBe('en')
  })

  test('CT5: a French text in which nothing was written, or half of it, hides nothing of what is proposed', async () => {
    const article = numbered('4')
    const { blocks } = await of(people.drafter, article)
    const [first, second] = blocks.filter(({ kind, brackets }) => kind === 'para' && brackets.length === 0)
    const tabled = async (french: { id: string; text: string }[]): Promise<string> => {
      const { app } = house
      const { id } = value(await app.proposals.begin(people.drafter, article.id, { rationale: 'It is shorter.' }))
      const english = [
        { id: first!.id, text: 'They speak.' },
        { id: second!.id, text: 'They listen.' },
      ]
      value(await app.proposals.writeText(people.drafter, id, 'en', { blocks: english }))
      value(await app.proposals.addText(people.drafter, id, { lang: 'fr' }))
      if (french.length > 0) value(await app.proposals.writeText(people.drafter, id, 'fr', { blocks: french }))
      value(await app.proposals.submit(people.drafter, id, {}))
      value(await app.proposals.admit(people.secretariat, id, {}))
      return id
    }
    const untouched = await tabled([])
    const half = await tabled([{ id: second!.id, text: 'Elles écoutent.' }])
    /** What stands of it, paragraph by paragraph, each with the language of its words. */
    const shown = async (id: string, lang: string) =>
      (await of(people.observer, article, lang)).blocks.flatMap(({ changes }) =>
        changes
          .filter(({ proposal }) => proposal === id)
          .map((change) => [change.blockId, change.lang, change.isOtherLanguage]),
      )
    const english = (isOther: boolean) => [first!, second!].map(({ id }) => [id, 'en', isOther])
    for (const id of [untouched, half]) {
      expect(await shown(id, 'en')).toEqual(english(false))
      expect(await shown(id, 'ar')).toEqual(english(true))
    }
    expect(await shown(untouched, 'fr')).toEqual(english(true))
    expect(await shown(half, 'fr')).toEqual([english(true)[0], [second!.id, 'fr', false]])
  })

  test('CT6: comments that are open and said to all, with their words; what is said to fewer or settled is not in it', async () => {
    const article = numbered('5')
    const { blocks } = await of(people.drafter, article)
    const [block] = blocks.filter(({ kind, text }) => kind === 'para' && text !== '')
    const exact = block!.text
    const said = async (body: string) =>
      value(
        await house.app.comment(people.drafter, article.id, {
          ...{ body, lang: 'en', anchor: { blockId: block!.id, exact } },
        }),
      ).id
    const [open, settled] = [await said('What of this?'), await said('And of that?')]
    value(await house.app.reply(people.chair, open, { body: 'It will be looked at.' }))
    value(await house.app.resolveComment(people.drafter, settled))
    await house.store.transaction(async (rows) => {
      await rows.updateTable('comment').set({ visibility: 'delegation' }).where('id', '=', settled).execute()
    })
    value(await house.app.reopenComment(people.drafter, settled))
    const compiled = await of(people.drafter, article)
    const at = compiled.blocks.find(({ id }) => id === block!.id)!.comments
    expect(at.filter(({ id }) => id === open)).toMatchObject([
      { quote: exact, body: 'What of this?', isOrphaned: false, replies: [{ body: 'It will be looked at.' }] },
    ])
    expect(JSON.stringify(compiled)).not.toContain('And of that?')
  })

  test('CT7: the chair’s text is nobody’s, and of a charter that names nobody the text names nobody', async () => {
    const article = numbered('10')
    const { id } = value(await house.app.proposals.begin(people.chair, article.id, { rationale: 'A bridge.' }))
    const block = (await of(people.chair, article)).blocks.find(({ kind }) => kind === 'para')!.id
    const edit = { id: null, after: block, kind: 'para' as const, text: 'They meet half-way.' }
    value(await house.app.proposals.writeText(people.chair, id, 'en', { blocks: [edit] }))
    value(await house.app.proposals.submit(people.chair, id, {}))
    value(await house.app.proposals.admit(people.secretariat, id, {}))
    expect((await of(people.observer, article)).proposals.find((one) => one.id === id)).toMatchObject({
      ...{ isChairs: true, kind: 'bridging', sponsors: { parties: [], areOthers: false } },
    })
    const named = async (who: Actor): Promise<string[]> => [
      ...new Set(JSON.stringify((await whole(who)).articles).match(/\bD\d\d\b|Delegation \d\d/g) ?? []),
    ]
    expect((await named(people.chair)).length).toBeGreaterThan(5)
    value(await house.app.brackets.setAttribution(people.secretariat, charter, { attribution: 'none' }))
    expect(await named(people.chair)).toEqual([])
    expect(await named(people.secretariat)).toEqual([])
    expect((await named(people.drafter)).toSorted()).toEqual(['D01', 'Delegation 01'])
  })
})
