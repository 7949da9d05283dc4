/**
 * Articles as they are really written, in English, Arabic and Russian, full of words that repeat, and drafters who edit them at random: words, sentences,
 * splits, joins, moves, brackets. Two drafters put in words of vocabularies of their own, which repeat as well, so that whose word is missing or
 * doubled can be counted.
 */
import type { ArticleDoc } from '#lib/domain/article.ts'
import { deltaFromDoc, docFromDelta, isBlockStart, type DeltaInsert, type Formats } from '#lib/domain/text.ts'
import type { Random } from './random.ts'

export const LANGUAGES = ['en', 'ar', 'ru'] as const
export type Language = (typeof LANGUAGES)[number]

const PARAGRAPHS: Record<Language, string[]> = {
  en: [
    'The Parties shall, in the exercise of their duties, assist the persons in need, and the Parties shall inform the other Parties of the assistance.',
    'Each Party may request the assistance of the other Parties; the request shall state the need, the place and the time, and the request shall be answered.',
    'The Parties shall meet each year, and the Parties may meet at any other time; the meeting shall be open to the Parties, the observers and the public.',
    'Nothing in the present Article shall be read so as to limit the duties of the Parties, or the rights of the persons in need, or the right to assistance.',
    'the persons in need of the assistance, including the wounded, the sick and the displaced;',
    'the persons who give the assistance, including the volunteers and the staff of the Parties; and',
    'the other persons, whether or not the Parties have met.',
    'The Parties shall act, and the Parties shall be seen to act.',
  ],
  ar: [
    'تلتزم الجمعيات، في أداء واجباتها، بمساعدة الأشخاص المحتاجين، وتلتزم الجمعيات بإبلاغ الجمعيات الأخرى بالمساعدة.',
    'يجوز لكل جمعية أن تطلب مساعدة الجمعيات الأخرى؛ ويبين الطلب الحاجة والمكان والزمان، ويجاب على الطلب.',
    'تجتمع الجمعيات في كل سنة، ويجوز أن تجتمع الجمعيات في أي وقت آخر؛ ويكون الاجتماع مفتوحا أمام الجمعيات والمراقبين.',
    'ليس في هذه المادة ما يحد من واجبات الجمعيات، أو من حقوق الأشخاص المحتاجين، أو من الحق في المساعدة.',
    'الأشخاص المحتاجون إلى المساعدة، بمن فيهم الجرحى والمرضى والنازحون؛',
    'الأشخاص الذين يقدمون المساعدة، بمن فيهم المتطوعون وموظفو الجمعيات؛',
    'الأشخاص الآخرون، سواء اجتمعت الجمعيات أو لم تجتمع.',
    'تعمل الجمعيات، ويرى الجميع أن الجمعيات تعمل.',
  ],
  ru: [
    'Общества обязуются, при исполнении своих обязанностей, помогать нуждающимся лицам, и общества обязуются сообщать другим обществам о помощи.',
    'Каждое общество может просить о помощи другие общества; в просьбе указываются нужда, место и время, и на просьбу даётся ответ.',
    'Общества собираются каждый год, и общества могут собираться в любое другое время; собрание открыто для обществ, наблюдателей и общественности.',
    'Ничто в настоящей статье не ограничивает обязанности обществ, или права нуждающихся лиц, или право на помощь.',
    'лица, нуждающиеся в помощи, включая раненых, больных и перемещённых лиц;',
    'лица, которые оказывают помощь, включая добровольцев и персонал обществ; и',
    'другие лица, независимо от того, собирались ли общества.',
    'Общества действуют, и все видят, что общества действуют.',
  ],
}
const HEADINGS: Record<Language, string> = { en: 'Assistance', ar: 'المساعدة', ru: 'Помощь' }

/** Words that no article above has; a drafter's own, in the script of the article. */
const VOCABULARIES: Record<Language, [string[], string[]]> = {
  en: [
    ['promptly', 'fully', 'promptly', 'soon'],
    ['freely', 'jointly', 'freely', 'often'],
  ],
  ar: [
    ['فورا', 'تماما', 'فورا', 'قريبا'],
    ['بحرية', 'معا', 'بحرية', 'كثيرا'],
  ],
  ru: [
    ['быстро', 'полностью', 'быстро', 'скоро'],
    ['свободно', 'совместно', 'свободно', 'часто'],
  ],
}
export const vocabulary = (lang: Language, drafter: 0 | 1): string[] => VOCABULARIES[lang][drafter]

/** A heading, four paragraphs, three items and a paragraph; ids h, p1-p8. */
export function naturalArticle(lang: Language): ArticleDoc {
  const kinds = ['para', 'para', 'para', 'para', 'item', 'item', 'item', 'para']
  return docFromDelta([
    { insert: { b: 'h' }, attributes: { 'b.kind': 'heading' } },
    { insert: HEADINGS[lang] },
    ...PARAGRAPHS[lang].flatMap((words, i): DeltaInsert[] => [
      {
        insert: { b: `p${i + 1}` },
        attributes: kinds[i] === 'item' ? { 'b.kind': 'item', 'b.depth': '1' } : {},
      },
      { insert: words },
    ]),
  ])
}

/** How often each of these words stands in a text. */
export function counted(doc: ArticleDoc): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { content = [] } of doc.content)
    for (const piece of content)
      for (const word of piece.type === 'text' ? (piece.text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) : [])
        counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** A text as a drafter handles it: starts, words with the space behind them, embeds. */
type Piece = { insert: DeltaInsert['insert']; attributes: Formats }
const piecesOf = (doc: ArticleDoc): Piece[] =>
  deltaFromDoc(doc).flatMap(({ insert, attributes = {} }): Piece[] =>
    typeof insert === 'string'
      ? (insert.match(/\S+\s*|\s+/g) ?? []).map((word) => ({ insert: word, attributes }))
      : [{ insert, attributes }],
  )
const isStart = ({ insert }: Piece): boolean => isBlockStart(insert)
const isWord = ({ insert }: Piece): boolean => typeof insert === 'string' && /\S\s*$/.test(insert)

interface Drafting {
  random: Random
  words: readonly string[]
  /** Called by nobody else. */
  id: string
}
type Edit = (pieces: Piece[], drafting: Drafting) => void

const placesWhere = (pieces: readonly Piece[], wanted: (piece: Piece, i: number) => boolean): number[] =>
  pieces.flatMap((piece, i) => (wanted(piece, i) ? [i] : []))
const startsIn = (pieces: readonly Piece[]): number[] => placesWhere(pieces, isStart)

/** A block without the heading: [from, to). */
function aBlock(pieces: readonly Piece[], random: Random): [number, number] | null {
  const starts = [...startsIn(pieces), pieces.length]
  if (starts.length < 4) return null
  const n = 1 + random.below(starts.length - 2)
  return [starts[n]!, starts[n + 1]!]
}

/** Words that stand in no bracket. */
const free = (pieces: readonly Piece[]): number[] =>
  placesWhere(pieces, (piece) => isWord(piece) && !Object.keys(piece.attributes).some((key) => key.startsWith('br:')))

function type(pieces: Piece[], { random, words }: Drafting): void {
  const places = placesWhere(pieces, isWord)
  if (places.length === 0) return
  const at = random.pick(places)
  const phrase = Array.from({ length: 1 + random.below(3) }, () => `${random.pick(words)} `)
  pieces.splice(at, 0, ...phrase.map((insert) => ({ insert, attributes: pieces[at]!.attributes })))
}
function erase(pieces: Piece[], { random }: Drafting): void {
  const places = placesWhere(pieces, isWord)
  if (places.length === 0) return
  const at = random.pick(places)
  let to = at
  for (let n = 1 + random.below(4); n > 0 && to < pieces.length && isWord(pieces[to]!); n--) to++
  pieces.splice(at, to - at)
}
function rewrite(pieces: Piece[], drafting: Drafting): void {
  const places = free(pieces)
  if (places.length === 0) return
  const at = drafting.random.pick(places)
  let to = at
  for (let n = 2 + drafting.random.below(6); n > 0 && to < pieces.length && places.includes(to); n--) to++
  const phrase = Array.from({ length: to - at }, () => `${drafting.random.pick(drafting.words)} `)
  pieces.splice(at, to - at, ...phrase.map((insert) => ({ insert, attributes: {} })))
}
function split(pieces: Piece[], { random, id }: Drafting): void {
  const places = free(pieces).filter((i) => isWord(pieces[i - 1]!))
  if (places.length === 0) return
  const at = random.pick(places)
  const { b } = pieces.slice(0, at).findLast(isStart)!.insert as { b: string }
  pieces.splice(at, 0, { insert: { b: id }, attributes: { 'b.from': b } })
}
function join(pieces: Piece[], { random }: Drafting): void {
  const block = aBlock(pieces, random)
  if (block) pieces.splice(block[0], 1)
}
function remove(pieces: Piece[], { random }: Drafting): void {
  const block = aBlock(pieces, random)
  if (block) pieces.splice(block[0], block[1] - block[0])
}
function move(pieces: Piece[], { random }: Drafting): void {
  const block = aBlock(pieces, random)
  if (!block) return
  const moved = pieces.splice(block[0], block[1] - block[0])
  pieces.splice(random.pick([...startsIn(pieces).slice(1), pieces.length]), 0, ...moved)
}
function add(pieces: Piece[], { random, words, id }: Drafting): void {
  const phrase = Array.from({ length: 2 + random.below(4) }, () => `${random.pick(words)} `)
  const block = [{ insert: { b: id } }, ...phrase.map((insert) => ({ insert }))]
  const places = [...startsIn(pieces).slice(1), pieces.length]
  pieces.splice(random.pick(places), 0, ...block.map((piece) => ({ ...piece, attributes: {} })))
}
function shape(pieces: Piece[], { random }: Drafting): void {
  const block = aBlock(pieces, random)
  if (!block) return
  const start = pieces[block[0]]!
  const isItem = start.attributes['b.kind'] === 'item'
  pieces[block[0]] = { ...start, attributes: isItem ? {} : { 'b.kind': 'item', 'b.depth': '1' } }
}
function bold(pieces: Piece[], { random }: Drafting): void {
  const places = placesWhere(pieces, isWord)
  if (places.length === 0) return
  const at = random.pick(places)
  pieces[at] = { ...pieces[at]!, attributes: { ...pieces[at]!.attributes, bold: '1' } }
}
function bracket(pieces: Piece[], { random, words, id }: Drafting): void {
  const places = free(pieces)
  if (places.length === 0) return
  const at = random.pick(places)
  let to = at
  for (let n = 1 + random.below(4); n > 0 && to < pieces.length && places.includes(to); n--) to++
  const option = (n: number) => ({ [`br:${id}`]: `${id}.${n}` })
  const head = (n: number): Piece => ({
    insert: { opt: `${id}.${n}`, br: id, kind: 'alternatives', label: String(n) },
    attributes: option(n),
  })
  const inside = pieces.slice(at, to).map((piece) => ({ ...piece, attributes: { ...piece.attributes, ...option(1) } }))
  const other = { insert: `${random.pick(words)} `, attributes: option(2) }
  pieces.splice(at, to - at, head(1), ...inside, head(2), other)
}
function refer(pieces: Piece[], { random, id }: Drafting): void {
  const places = free(pieces)
  if (places.length > 0) pieces.splice(random.pick(places), 0, { insert: { ref: id, to: 'p1' }, attributes: {} })
}

const EDITS: readonly Edit[] = [type, type, type, erase, erase, rewrite, split, join, remove, move, add, shape, bold]
const ALL: readonly Edit[] = [...EDITS, bracket, refer]

/** The article after so many edits of one drafter, who calls everything new by `id`. */
export function drafted(
  doc: ArticleDoc,
  random: Random,
  { lang, drafter, edits, id }: { lang: Language; drafter: 0 | 1; edits: number; id: string },
): ArticleDoc {
  const pieces = piecesOf(doc)
  for (let n = 0; n < edits; n++)
    random.pick(ALL)(pieces, { random, words: vocabulary(lang, drafter), id: `${id}x${n}` })
  return docFromDelta(pieces)
}
