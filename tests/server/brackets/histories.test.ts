/**
 * Brackets put, added to, joined, settled and typed by chance, in two languages at once (rules BD4, BD11, DC1, DC2): after any history both are alike and sound,
 * each word that was ever there is in its text or in a decision, and the rows say of each bracket what the text does.
 */
import { expect, it } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { bracketAt, openBrackets } from '#lib/domain/brackets.ts'
import type { DecisionView, SettleInput } from '#lib/domain/contract-brackets.ts'
import type { Result } from '#lib/domain/result.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { keepsStructure } from '#lib/domain/structure.ts'
import { listBrackets } from '#server/store/brackets.ts'
import { doc, heading, item, para } from '../../support/blocks.ts'
import { openHouse, value, type House } from '../../support/house.ts'
import { randomFrom, type Random } from '../../support/random.ts'
import { personally } from '../../support/authors.ts'

const SEEDS = Number(process.env['BRACKET_SEEDS'] ?? 2)
const STEPS = 40
const LANGUAGES = ['en', 'ar'] as const
const SIGN = { en: 'w', ar: 'ك' } as const
const BLOCKS = ['p', 'i', 'q', 'r']

const wordsIn = (text: string): string[] => text.match(/[wك]\d+/g) ?? []
const textOf = ({ content }: ArticleDoc): string =>
  content.flatMap((block) => (block.content ?? []).map((node) => (node.type === 'text' ? node.text : ' '))).join(' ')

/** One article of four blocks, eight words of its own in each block and language. */
async function scene(seed: number) {
  const house = await openHouse()
  const secretariat = await house.person('secretariat', ['secretariat'])
  const chair = await house.person('chair', ['chair'])
  const parties = [await house.person('ann', ['head'], 'D01'), await house.person('ben', ['drafter'], 'D02')]
  const made = value(
    await house.app.createCharter(secretariat, { slug: `c${seed}`, title: 'Charter', languages: [...LANGUAGES] }),
  )
  const article = value(
    await house.app.createArticle(secretariat, made.id, { heading: 'Purpose', after: null, inAllLanguages: true }),
  )
  const documentOf = (lang: string): string => article.documents.find((one) => one.lang === lang)!.id
  const head = (await house.context.texts.read(documentOf('en'))).content[0]!.attrs.id
  for (const lang of LANGUAGES) {
    let n = 0
    const words = (): string => Array.from({ length: 8 }, () => `${SIGN[lang]}${++n}`).join(' ')
    await house.context.texts.write(
      documentOf(lang),
      doc(heading(head, 'Purpose'), para('p', words()), item('i', words()), para('q', words()), para('r', words())),
      personally(chair),
    )
  }
  return { house, chair, parties, articleId: article.id, documentOf }
}

interface Scene {
  house: House
  chair: Actor
  parties: Actor[]
  articleId: string
  documentOf: (lang: string) => string
}

/** One act by chance; what it decided, if anything. Many are refused, which is as well. */
async function step(
  { house, chair, parties, articleId, documentOf }: Scene,
  random: Random,
  fresh: () => Record<'en' | 'ar', string>,
): Promise<Result<unknown>> {
  const { brackets } = house.app
  const texts = await Promise.all(LANGUAGES.map((lang) => house.context.texts.read(documentOf(lang))))
  const open = [...openBrackets(texts)]
  const blockId = random.pick(BLOCKS)
  /** Up to three words of a block, in both languages or one. */
  const quotes = () =>
    Object.fromEntries(
      LANGUAGES.flatMap((lang, i) => {
        const found = wordsIn(
          textOf({ type: 'doc', content: texts[i]!.content.filter(({ attrs }) => attrs.id === blockId) }),
        )
        if (found.length === 0 || (lang === 'ar' && random.below(3) === 0)) return []
        const at = random.below(found.length)
        return [[lang, { exact: found.slice(at, at + 1 + random.below(2)).join(' ') }]]
      }),
    )
  const kind = random.pick(['optional', 'alternatives', 'placeholder'] as const)
  const put = () =>
    brackets.putBracket(chair, articleId, {
      ...{ blockId, kind, ...(random.below(5) > 0 ? { quotes: quotes() } : {}) },
      ...(kind === 'alternatives' ? { alternative: fresh() } : {}),
    })
  const id = open[random.below(open.length)]
  if (id === undefined || random.below(3) === 0) return put()
  const found = bracketAt(texts[0]!, id)!
  const options = found.options.map((option) => option.id)
  const option = random.pick(options)
  switch (random.below(5)) {
    case 0: {
      const words = fresh()
      return brackets.addOption(chair, articleId, id, { words: random.below(2) === 0 ? words : { en: words.en } })
    }
    case 1:
      return brackets.joinOption(random.pick(parties), articleId, id, option)
    case 2: {
      // somebody types the brackets away
      const bare = (text: ArticleDoc): ArticleDoc => ({
        type: 'doc',
        content: text.content.map((block) => ({
          ...block,
          attrs: block.attrs.bracket === id ? { ...block.attrs, bracket: null, bracketKind: null } : block.attrs,
          content: (block.content ?? []).flatMap((node) => {
            if (node.type === 'opt' && node.attrs.br === id) return []
            const { marks = [], ...rest } = node
            const left = marks.filter((mark) => mark.type !== 'br' || mark.attrs.id !== id)
            return [left.length > 0 ? { ...rest, marks: left } : rest]
          }) as NonNullable<typeof block.content>,
        })),
      })
      if (random.below(4) > 0) return brackets.reserveOnBracket(random.pick(parties), articleId, id)
      await house.context.texts.change(documentOf('en'), bare, personally(parties[0]!))
      return { ok: true, value: null }
    }
    default: {
      const act = random.pick(['keep', 'delete', 'choose', 'replace', 'merge', 'split', 'widen'] as const)
      const input: SettleInput = {
        act,
        ...(act === 'choose' || act === 'merge' ? { option } : {}),
        ...(act === 'merge' ? { options: [...new Set([option, random.pick(options)])] } : {}),
        ...(act === 'replace' || (act === 'merge' && random.below(2) === 0) ? { words: fresh() } : {}),
        ...(act === 'split' || act === 'widen' ? { quotes: quotes() } : {}),
      }
      return brackets.settleBracket(chair, articleId, id, input)
    }
  }
}

it.each(Array.from({ length: SEEDS }, (_, seed) => seed))('BD4, BD11, DC1, DC2: history %i', async (seed) => {
  const random = randomFrom(seed + 1)
  const at = await scene(seed)
  const { house, articleId, documentOf, chair } = at
  const read = () => Promise.all(LANGUAGES.map((lang) => house.context.texts.read(documentOf(lang))))
  let n = 1000
  const fresh = () => ({ en: `w${++n}`, ar: `ك${n}` })
  let done = 0
  for (let i = 0; i < STEPS; i++) {
    const answer = await step(at, random, fresh)
    if (answer.ok) done++
    // nobody is kept from deciding by how languages put brackets within one another
    else expect(answer.code, `step ${i}`).not.toBe('structure-differs')
    const [en, ar] = (await read()) as [ArticleDoc, ArticleDoc]
    expect(keepsStructure(en, ar), `step ${i}`).toBe(true)
    expect([...faultsOf(en), ...faultsOf(ar)], `step ${i}`).toEqual([])
  }
  expect(done).toBeGreaterThan(STEPS / 5)
  const texts = await read()
  const decisions: DecisionView[] = value(
    await house.app.brackets.listArticleDecisions(chair, articleId, { limit: 500 }),
  ).items
  for (const [i, lang] of LANGUAGES.entries()) {
    const known = [
      ...wordsIn(textOf(texts[i]!)),
      ...decisions.flatMap(({ dropped }) => dropped.flatMap(({ words }) => wordsIn(words[lang] ?? ''))),
    ]
    const first = Array.from({ length: 32 }, (_, k) => `${SIGN[lang]}${k + 1}`)
    // where brackets were typed away in the text that leads, the other may have lost what went with them; what leads has everything
    if (lang === 'en') expect(first.filter((word) => !known.includes(word))).toEqual([])
    expect(known.filter((word, k) => known.indexOf(word) !== k)).toEqual([])
  }
  const open = openBrackets(texts)
  for (const { id, status, settledDecisionId } of await listBrackets(house.store.db, { articleId })) {
    if (settledDecisionId !== null) expect(open.has(id), id).toBe(false)
    if (open.has(id)) expect(status, id).toBe('open')
  }
  for (const { seqs } of decisions) for (const [before, after] of Object.values(seqs)) expect(after).toBe(before + 1)
  await house.close()
})
