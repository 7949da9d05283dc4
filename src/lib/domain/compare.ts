/** Two versions compared, word by word within blocks that keep their ids (rules CM*; practice 6.4, 10.5). */
import { diffArrays } from 'diff'
import type { ArticleDoc, Block } from './article.ts'
import type { ComparedBlock, ComparedRun, Comparison } from './contract.ts'
import type { ReferenceIndex } from './reference.ts'
import { anchorText } from './rendering.ts'
import { flagsOf } from './substance.ts'

/** One version in one language: its articles in order, and the index of the whole charter as it was then. */
export interface ComparedVersion {
  index: ReferenceIndex
  /** `id` as the index names the article. */
  articles: readonly { id: string; number: string | null; doc: ArticleDoc }[]
}

/** Above this many edited words a block is shown as struck and written anew: no reader could follow them one by one. */
const MOST_EDITS = 4_000

const TATWEEL = /\u0640/g

/** CM1: words, spaces and marks of a text in normal form C, as its language divides them; together they are the text. */
export const wordsOf = (text: string, lang: string): string[] =>
  [...new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)].map(({ segment }) => segment)

/** CM2: words that differ in elongation alone are the same. */
const sameWord = (a: string, b: string): boolean => a === b || a.replace(TATWEEL, '') === b.replace(TATWEEL, '')

/**
 * CM3: the runs between two texts: kept and deleted words give the old one, kept and inserted words the new one (elongation aside:
 * kept words are shown as they are now). Deletions stand before insertions, and single spaces between changes belong to them.
 */
export function compareTexts(before: string, after: string, lang: string): ComparedRun[] {
  const [from, to] = [before.normalize('NFC'), after.normalize('NFC')]
  if (from === to) return from === '' ? [] : [{ op: 'keep', text: from }]
  const parts = diffArrays(wordsOf(from, lang), wordsOf(to, lang), { comparator: sameWord, maxEditLength: MOST_EDITS })
  if (!parts) return inRuns([{ keep: '', del: from, ins: to }])
  const groups: { keep: string; del: string; ins: string }[] = [{ keep: '', del: '', ins: '' }]
  for (const { added, removed, value } of parts) {
    const text = value.join('')
    let last = groups.at(-1)!
    if (!added && !removed) {
      if (last.del !== '' || last.ins !== '') groups.push((last = { keep: '', del: '', ins: '' }))
      last.keep += text
    } else if (added) last.ins += text
    else last.del += text
  }
  return inRuns(groups)
}

/** Each group keeps, then deletes and inserts. A kept space between two changes joins them, as people read a changed phrase. */
function inRuns(groups: { keep: string; del: string; ins: string }[]): ComparedRun[] {
  const joined: typeof groups = []
  for (const group of groups) {
    const last = joined.at(-1)
    const isChange = group.del !== '' || group.ins !== ''
    if (last && last.del !== '' && last.ins !== '' && isChange && /^\s+$/.test(group.keep)) {
      last.del += group.keep + group.del
      last.ins += group.keep + group.ins
    } else joined.push({ ...group })
  }
  return joined.flatMap(({ keep, del, ins }) =>
    (
      [
        ['keep', keep],
        ['del', del],
        ['ins', ins],
      ] as const
    ).flatMap(([op, text]) => (text === '' ? [] : [{ op, text }])),
  )
}

/** CM4: which modal verbs and conjunctions the runs change. */
function flagsOfRuns(runs: readonly ComparedRun[], lang: string): ComparedBlock['flags'] {
  const changed = (op: 'ins' | 'del') =>
    runs
      .filter((run) => run.op === op)
      .flatMap((run) => wordsOf(run.text, lang).map((word) => word.replace(TATWEEL, '')))
  return flagsOf(changed('del'), changed('ins'), lang)
}

/** CM5: of items in another order, those that moved: all but a longest run that kept its order. Given as the old places in the new order. */
export function movedPlaces(places: readonly number[]): Set<number> {
  // Patience: tails[n] is where the smallest end of an increasing run of n + 1 stands.
  const tails: number[] = []
  const before: number[] = []
  places.forEach((place, i) => {
    let n = tails.findIndex((tail) => places[tail]! >= place)
    if (n < 0) n = tails.length
    before[i] = n > 0 ? tails[n - 1]! : -1
    tails[n] = i
  })
  const kept = new Set<number>()
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i]!) kept.add(places[i]!)
  return new Set(places.filter((place) => !kept.has(place)))
}

interface Placed {
  articleId: string
  block: Block
  text: string
  /** Its place in its article. */
  place: number
}

function placed({ index, articles }: ComparedVersion, lang: string): Map<string, Placed> {
  const all = new Map<string, Placed>()
  for (const { id, number, doc } of articles)
    doc.content.forEach((block, place) => {
      const text = anchorText(block, { lang, index, articleId: id, number }).normalize('NFC')
      if (!all.has(block.attrs.id)) all.set(block.attrs.id, { articleId: id, block, text, place })
    })
  return all
}

/**
 * CM6: every article of both versions in the order of the new one, removed ones where they stood; blocks likewise.
 * A block is known by its id: in another order or another article it has moved, and its runs still say what changed in it.
 */
export function compareVersions(before: ComparedVersion, after: ComparedVersion, lang: string): Comparison {
  const old = placed(before, lang)
  const now = placed(after, lang)
  const order = inBothOrders(
    before.articles.map(({ id }) => id),
    after.articles.map(({ id }) => id),
  )
  const oldArticles = new Map(before.articles.map((article) => [article.id, article.doc]))
  const newArticles = new Map(after.articles.map((article) => [article.id, article.doc]))
  const articles = order.map((id) => {
    const wasHere = idsOf(oldArticles.get(id))
    const isHere = idsOf(newArticles.get(id))
    const common = isHere.filter((block) => old.get(block)?.articleId === id)
    const moved = movedPlaces(common.map((block) => old.get(block)!.place))
    const blocks = inBothOrders(
      // A block that went to another article is shown there, as moved.
      wasHere.filter((block) => !now.has(block) || now.get(block)!.articleId === id),
      isHere,
    ).map((block) => compareBlock(block, old.get(block), now.get(block), moved, lang))
    return { id, blocks }
  })
  return { lang, articles }
}

const idsOf = (doc: ArticleDoc | undefined): string[] => (doc?.content ?? []).map((block) => block.attrs.id)

/** Everything in the order of `after`; what only `before` has stands behind what it followed there. */
function inBothOrders(before: readonly string[], after: readonly string[]): string[] {
  const is = new Set(after)
  const order = [...after]
  before.forEach((id, i) => {
    if (is.has(id)) return
    const previous = before[i - 1]
    order.splice(previous === undefined ? 0 : order.indexOf(previous) + 1, 0, id)
  })
  return order
}

function compareBlock(
  id: string,
  before: Placed | undefined,
  after: Placed | undefined,
  moved: ReadonlySet<number>,
  lang: string,
): ComparedBlock {
  const whole = (op: 'ins' | 'del', text: string): ComparedRun[] => (text === '' ? [] : [{ op, text }])
  if (!before) return { id, change: 'added', runs: whole('ins', after?.text ?? ''), flags: [] }
  if (!after) return { id, change: 'removed', runs: whole('del', before.text), flags: [] }
  const runs = compareTexts(before.text, after.text, lang)
  const isSame = runs.every((run) => run.op === 'keep') && sameShape(before.block, after.block)
  const hasMoved = before.articleId !== after.articleId || moved.has(before.place)
  return { id, change: hasMoved ? 'moved' : isSame ? 'same' : 'changed', runs, flags: flagsOfRuns(runs, lang) }
}

const sameShape = ({ attrs: a }: Block, { attrs: b }: Block): boolean =>
  a.kind === b.kind && a.depth === b.depth && a.bracket === b.bracket && a.bracketKind === b.bracketKind
