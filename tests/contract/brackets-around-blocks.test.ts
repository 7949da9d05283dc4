/** Whole paragraphs, items and recitals in brackets get alternatives, are merged and settled by a compromise, on both databases (BD3, BD7; practice 6.2, 6.3). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { bracketAt } from '#lib/domain/brackets.ts'
import type { ArticleBrackets, BracketView, OptionView } from '#lib/domain/contract-brackets.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { structureOf } from '#lib/domain/structure.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { personally } from '../support/authors.ts'
import { shownBlock } from '../support/brackets.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'

const LANGUAGES = ['en', 'fr', 'es', 'ar', 'ru']
const CONFERENCES = { bracket: 'br-peace-conferences', block: 'prevention-conferences' }

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let secretariat: Actor
  let chair: Caller
  let charter: string
  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    chair = callerOf(house.app, await house.tokenOf(await house.person('chair', ['chair'])))
    charter = value(await house.app.importCharter(secretariat, sample, 'sample')).id
  })
  afterAll(() => house.close())

  const article = async (number: string | null, of = charter): Promise<ArticleView> =>
    value(await house.app.listArticles(secretariat, of)).items.find((one) => one.number === number)!
  /** Its texts, alike and sound. */
  const read = async ({ documents }: ArticleView): Promise<ArticleDoc[]> => {
    const texts = await Promise.all(documents.map(({ id }) => house.context.texts.read(id)))
    expect(new Set(texts.map(structureOf)).size).toBe(1)
    expect(texts.flatMap(faultsOf)).toEqual([])
    return texts
  }
  const labelsIn = (texts: readonly ArticleDoc[], id: string): string[][] =>
    texts.map((text) => bracketAt(text, id)!.options.map(({ label }) => label))
  const post = async ({ id }: ArticleView, path: string, body: object, status: number): Promise<BracketView> => {
    const answer = await chair('POST', `/articles/${id}/brackets${path}`, body)
    expect([answer.status, answer.status < 300 ? null : answer.body]).toEqual([status, null])
    return answer.body as BracketView
  }
  const settle = (one: ArticleView, id: string, body: object) => post(one, `/${id}/settle`, body, 200)
  const add = (one: ArticleView, id: string, words: Record<string, string>) =>
    post(one, `/${id}/options`, { words }, 201)
  const listed = async ({ id }: ArticleView): Promise<ArticleBrackets> =>
    (await chair('GET', `/articles/${id}/brackets`)).body as ArticleBrackets
  const optionsOf = async (one: ArticleView, id: string): Promise<OptionView[]> =>
    (await listed(one)).items.find((bracket) => bracket.id === id)!.options
  /** The charter once more, from its own file. */
  const copied = async (slug: string): Promise<string> => {
    const file = value(await house.app.exportCharter(secretariat, charter))
    return value(await house.app.importCharter(secretariat, JSON.parse(JSON.stringify(file)), slug)).id
  }

  test('BD7, BD3: alternatives to a paragraph are merged and added to, each under a label of its own, also from a file', async () => {
    const { bracket, block } = CONFERENCES
    const seven = await article('7')
    const [first, , third] = await optionsOf(seven, bracket)
    await settle(seven, bracket, { act: 'merge', options: [`${bracket}.1`, `${bracket}.2`], option: `${bracket}.1` })
    expect(labelsIn(await read(seven), bracket)).toEqual([['Alt 1', 'Alt 3']])
    const merged = await optionsOf(seven, bracket)
    expect(merged.map(({ words, by }) => [words, by])).toEqual([first, third].map((one) => [one!.words, one!.by]))
    expect(merged[0]!.by.parties.map(({ code }) => code)).toEqual(['D01', 'D02', 'D03'])

    const added = await add(seven, bracket, { en: 'The Participating Societies are heard.' })
    expect(added.options.map(({ label }) => label)).toEqual(['Alt 1', 'Alt 3', 'Alt 4'])
    const texts = await read(seven)
    expect(labelsIn(texts, bracket)).toEqual([['Alt 1', 'Alt 3', 'Alt 4']])
    expect(texts[0]!.content.find(({ attrs }) => attrs.id === block)!.attrs).toMatchObject({
      ...{ bracket, bracketKind: 'alternatives' },
    })

    const again = await read(await article('7', await copied('merged')))
    expect(again.map((text) => bracketAt(text, bracket))).toEqual(texts.map((text) => bracketAt(text, bracket)))
  })

  test('BD3: two who type an alternative at once give it one label; the file that it makes is none the less read', async () => {
    const { bracket } = CONFERENCES
    const seven = await article('7')
    const called =
      (label: string) =>
      (doc: ArticleDoc): ArticleDoc => ({
        type: 'doc',
        content: doc.content.map((block) => {
          const last = block.content?.findLast((node) => node.type === 'opt' && node.attrs.br === bracket)
          const renamed = block.content?.map((node) =>
            node.type === 'opt' && node === last ? { ...node, attrs: { ...node.attrs, label } } : node,
          )
          return renamed ? { ...block, content: renamed } : block
        }),
      })
    for (const { id } of seven.documents) await house.context.texts.change(id, called('Alt 3'), personally(secretariat))
    expect(labelsIn(await read(seven), bracket)[0]).toEqual(['Alt 1', 'Alt 3', 'Alt 3'])
    const copy = await article('7', await copied('doubled'))
    expect(labelsIn(await read(copy), bracket)).toEqual([['Alt 1', 'Alt 3', 'Alt 4']])
  })

  test('BD4: a compromise takes the place of a paragraph in brackets', async () => {
    const { bracket, block } = CONFERENCES
    const seven = await article('7')
    await settle(seven, bracket, { act: 'replace', words: { en: 'They may be heard.' } })
    const [text] = await read(seven)
    expect(shownBlock(text!, block)).toBe('They may be heard.')
    expect(text!.content.find(({ attrs }) => attrs.id === block)!.attrs).toMatchObject({ bracket: null })
  })

  test.each([
    ['a paragraph', '5', 'access-routes'],
    ['an item', '5', 'access-negotiation-b'],
    ['a recital', null, 'pre-needs'],
  ])(
    'BD3, BD7: %s gets alternatives in every language, which are merged, go into a file, and end in a compromise',
    async (_what, number, block) => {
      const one = await article(number)
      const whole = { blockId: block, kind: 'optional' }
      const put = await post(one, '', whole, 201)
      expect(put).toMatchObject({ level: 'block', kind: 'optional', permissions: { put: true, settle: true } })
      const { id } = put
      await add(one, id, { en: 'Other words.', fr: 'D’autres mots.' })
      const { options } = await add(one, id, { en: 'Words of the third.', ar: 'كلمات الثالث.' })
      const [first, second, third] = options.map((option) => option.id)
      await settle(one, id, { act: 'merge', options: [first, second], option: first })
      const added = await add(one, id, { en: 'Words of the fourth.' })
      expect(added.options.map(({ words }) => words)).toMatchObject([
        options[0]!.words,
        { en: 'Words of the third.', ar: 'كلمات الثالث.', ru: '' },
        { en: 'Words of the fourth.' },
      ])
      const labels = LANGUAGES.map(() => ['Alt 1', 'Alt 3', 'Alt 4'])
      expect(labelsIn(await read(one), id)).toEqual(labels)
      expect(labelsIn(await read(await article(number, await copied(block))), id)).toEqual(labels)

      const merge = { act: 'merge', options: added.options.map((option) => option.id), option: third }
      await settle(one, id, { ...merge, words: { en: 'Words of all.' } })
      const merged = await read(one)
      expect(shownBlock(merged[0]!, block)).toBe('[Words of all.]')
      for (const text of merged) expect(bracketAt(text, id)).toMatchObject({ kind: 'optional', level: 'block' })
      const said: Record<string, string> = { en: 'A compromise.', ar: 'حل وسط.' }
      await settle(one, id, { act: 'replace', words: said })
      const compromise = (await read(one)).map((text) => shownBlock(text, block))
      expect(compromise).toEqual(one.documents.map(({ lang }) => said[lang] ?? ''))
      // in Arabic, where there are words now, since the merging before
      const { flags } = await listed(one)
      const flagged = flags.filter(({ reason, blockId }) => reason === 'words' && blockId === block)
      expect(new Set(flagged.map(({ lang }) => lang))).toEqual(new Set(['fr', 'es', 'ar', 'ru']))

      // and without an alternative
      const again = await post(one, '', whole, 201)
      await settle(one, again.id, { act: 'replace', words: { en: 'Another one.' } })
      expect(shownBlock((await read(one))[0]!, block)).toBe('Another one.')
    },
  )

  test('BD3, BD6: an article in brackets has no alternative, and no words that could be others', async () => {
    const { id } = await article('14 bis')
    const at = `/articles/${id}/brackets/br-art-climate`
    const act = async (path: string, body: object) => (await chair('POST', `${at}${path}`, body)).body.errors
    expect(await act('/options', { words: { en: 'x' } })).toMatchObject([{ path: 'blockId' }])
    expect(await act('/settle', { act: 'replace', words: { en: 'x' } })).toMatchObject([{ path: 'act' }])
  })
})
