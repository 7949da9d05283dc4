/** What random histories brought to light, each as short as it can be told. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ArticleView } from '#lib/domain/contract.ts'
import { textHistory } from '#server/charter/text-history.ts'
import { followSource } from '#server/proposals/follow.ts'
import { listDecisions } from '#server/store/decisions.ts'
import { block, option, para } from '../../support/blocks.ts'
import { shownBlock } from '../../support/brackets.ts'
import { codeOf, value } from '../../support/house.ts'
import { openTalks, type Talks } from '../../support/talks.ts'
import { personally } from '../../support/authors.ts'

let talks: Talks
beforeAll(async () => {
  talks = await openTalks('sqlite')
}, 60_000)
afterAll(() => talks.close())

/** Whose words stand in a text: `words<name>`. */
async function credits(article: ArticleView, lang = 'en'): Promise<string> {
  const history = await textHistory(talks.house.context, article.documents.find((one) => one.lang === lang)!.id)
  const names = new Map(Object.values(talks.people).map(({ id, name }) => [id, name]))
  return history
    .deltaAt()
    .flatMap(({ insert, seq }) =>
      typeof insert === 'string' ? [`${insert}<${names.get(history.entries[seq - 1]!.authorId ?? '') ?? '-'}>`] : [],
    )
    .join('')
}

/** The article as somebody has it who writes it as a whole. */
const rewrite = (article: ArticleView, by: keyof Talks['people'], blocks: ReturnType<typeof para>[], lang = 'en') =>
  talks.house.context.texts.change(
    article.documents.find((one) => one.lang === lang)!.id,
    (now) => ({ type: 'doc', content: [now.content[0]!, ...blocks] }),
    personally(talks.people[by]),
  )

test('MV5: what moves to another article stands there in the names of those who wrote it', async () => {
  const { app } = talks.house
  const [from, to] = [await talks.article({ a: 'First words', b: 'Other words' }), await talks.article({ c: 'Theirs' })]
  await rewrite(from, 'drafter', [para('a', 'First words'), para('b', 'Other fine words')])
  await rewrite(from, 'drafter', [para('a', 'نص'), para('b', 'نص جديد')], 'ar')
  value(await app.moveBlocks(talks.people.secretariat, from.id, { blockIds: ['b'], to: to.id, before: null }))
  expect(await credits(to)).toBe('Purpose<secretariat>Theirs<->Other <->fine <drafter>words<->')
  expect(await credits(to, 'ar')).toBe('نص<->نص<-> جديد<drafter>')
})

test('PS9, HI2: the languages that follow an accepted proposal keep their authors, too', async () => {
  const { people, house } = talks
  const { proposals } = house.app
  const article = await talks.article({ a: 'They meet.', b: 'They speak.' }, { a: 'يجتمعون', b: 'يتحدثون' })
  await rewrite(article, 'drafter', [para('a', 'يجتمعون'), para('b', 'يتحدثون كثيرا')], 'ar')
  const { id, texts } = value(await proposals.begin(people.other, article.id, {}))
  // the second paragraph joins the first
  await house.context.texts.change(
    texts[0]!.documentId,
    (now) => ({ type: 'doc', content: [now.content[0]!, para('a', 'They meet. They speak.')] }),
    personally(people.other),
  )
  value(await proposals.submit(people.other, id, {}))
  value(await proposals.admit(people.secretariat, id, {}))
  value(await proposals.takeUp(people.chair, id, {}))
  value(await proposals.accept(people.chair, id, {}))
  expect(await credits(article, 'ar')).toBe('يجتمعون<-> <chair>يتحدثون<-> كثيرا<drafter>')
})

test('DC2, ST3: a decision names no text that it left as it was, empty paragraphs or not', async () => {
  const { people, house } = talks
  const { proposals } = house.app
  const article = await talks.article({ a: 'They meet.', b: 'They speak.' }, { a: 'يجتمعون', b: '' })
  const { id } = value(await proposals.begin(people.other, article.id, {}))
  value(await proposals.writeText(people.other, id, 'en', { blocks: [{ id: 'a', text: 'They meet often.' }] }))
  value(await proposals.submit(people.other, id, {}))
  value(await proposals.admit(people.secretariat, id, {}))
  value(await proposals.takeUp(people.chair, id, {}))
  value(await proposals.accept(people.chair, id, {}))
  const [decision] = (await listDecisions(house.store.db, { articleId: article.id }, 1))!.items
  expect(Object.keys(decision!.seqs)).toEqual([article.documents.find(({ lang }) => lang === 'en')!.id])
})

test('BD2, BD5: what is put into a bracket of a language that has no words in it stands apart from those before it', async () => {
  const { people, house } = talks
  const { brackets } = house.app
  const article = await talks.article({ a: 'They shall meet.' }, { a: 'تجتمع الجمعيات' })
  const input = { blockId: 'a', kind: 'optional', quotes: { en: { exact: 'shall' } } } as const
  const { id } = value(await brackets.putBracket(people.chair, article.id, input))
  value(await brackets.addOption(people.chair, article.id, id, { words: { en: 'should', ar: 'دائما' } }))
  value(await brackets.settleBracket(people.chair, article.id, id, { act: 'choose', option: (await options(id))[1]! }))
  expect(shownBlock(await talks.read(article, 'ar'), 'a')).toBe('تجتمع الجمعيات دائما')

  const other = await talks.article({ a: 'They shall meet.' }, { a: 'تجتمع الجمعيات' })
  const alternative = { en: 'should', ar: 'دائما' }
  const put = value(await brackets.putBracket(people.chair, other.id, { ...input, kind: 'alternatives', alternative }))
  const [, second] = put.options
  value(await brackets.settleBracket(people.chair, other.id, put.id, { act: 'choose', option: second!.id }))
  expect(shownBlock(await talks.read(other, 'ar'), 'a')).toBe('تجتمع الجمعيات دائما')

  async function options(bracket: string): Promise<string[]> {
    const { items } = value(await brackets.listArticleBrackets(people.chair, article.id))
    return items.find((one) => one.id === bracket)!.options.map((one) => one.id)
  }
})

test('PS9, HI2: an option that a split carries along in another language keeps its author, where the proposal has a text, too', async () => {
  const { people, house } = talks
  const { proposals } = house.app
  const may = (words: [string, string, string]) => [
    block('para', 'a', [words[0], ...option('br', 'br.1', 'text', words[1]), words[2]]),
    para('b', 'نص'),
  ]
  const [english, arabic] = [may(['They ', 'may', ' meet.']), may(['هم ', 'قد', ' يجتمعون'])]
  const article = await talks.article({ a: 'They', b: 'They speak.' }, { a: 'هم', b: 'نص' })
  await rewrite(article, 'drafter', english)
  await rewrite(article, 'drafter', arabic, 'ar')
  const { id, texts } = value(await proposals.begin(people.other, article.id, {}))
  await house.context.texts.change(
    texts[0]!.documentId,
    ({ content: [head, , ...rest] }) => ({
      type: 'doc',
      content: [
        head!,
        para('a', 'They'),
        block('para', 'n', [...option('br', 'br.1', 'text', 'may'), ' meet.']),
        ...rest,
      ],
    }),
    personally(people.other),
  )
  value(await proposals.addText(people.other, id, { lang: 'ar' }))
  value(await proposals.submit(people.other, id, {}))
  value(await proposals.admit(people.secretariat, id, {}))
  value(await proposals.takeUp(people.chair, id, {}))
  value(await proposals.accept(people.chair, id, {}))
  expect((await talks.read(article, 'ar')).content.map(({ attrs }) => attrs.id).slice(1)).toEqual(['a', 'n', 'b'])
  expect(await credits(article, 'ar')).toContain('قد<drafter>')
})

/** A proposal to the Arabic text alone, under discussion, of whose two paragraphs the second has gone from the article since. */
async function toGonePart() {
  const { people, house } = talks
  const { proposals } = house.app
  const article = await talks.article({ a: 'They meet.', b: 'They speak.' }, { a: 'يجتمعون', b: 'يتحدثون' })
  const { id, texts } = value(await proposals.begin(people.other, article.id, { lang: 'ar' }))
  await house.context.texts.change(
    texts[0]!.documentId,
    (now) => ({ type: 'doc', content: [now.content[0]!, para('a', 'يجتمعون'), para('b', 'يتحدثون كثيرا')] }),
    personally(people.other),
  )
  const go = async (): Promise<void> => {
    await rewrite(article, 'drafter', [para('a', 'They meet.')])
    await followSource(house.context, id)
  }
  return { article, id, go }
}

test('PS16, MG14: a copy in another language brings no paragraph back that the original language has lost', async () => {
  const { people, house } = talks
  const { proposals } = house.app
  const { article, id, go } = await toGonePart()
  value(await proposals.submit(people.other, id, {}))
  value(await proposals.admit(people.secretariat, id, {}))
  value(await proposals.takeUp(people.chair, id, {}))
  await go()
  value(await proposals.modify(people.chair, id, { held: 'proposal' }))
  value(await proposals.acceptModified(people.chair, id, {}))
  const texts = [await talks.read(article), await talks.read(article, 'ar')]
  expect(texts.map(({ content }) => content.slice(1).map(({ attrs }) => attrs.id))).toEqual([['a'], ['a']])
})

test('MG14: nor do its sponsors take it back where words collide', async () => {
  const { people, house } = talks
  const { id, go } = await toGonePart()
  await go()
  const settle = (take: 'article' | 'proposal') =>
    house.app.proposals.settleHeld(people.other, id, { lang: 'ar', block: 'b', take })
  expect(codeOf(await settle('proposal'))).toBe('structure-differs')
  expect(value(await settle('article')).isHeld).toBe(false)
})
