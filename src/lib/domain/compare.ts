// Over 250 lines: one comparison, from charter down to words.
/** Two texts of a charter compared, word by word within blocks that keep their ids (rules CM5-CM9; practice 6.4, 10.5). */
import type { ArticleDoc, Block } from './article.ts'
import { compareTexts, flaggedRuns, flagsOfRuns, mergedRuns } from './compare-words.ts'
import { shapeOf } from './compare-shape.ts'
import type {
  ComparedArticle,
  ComparedBlock,
  ComparedCounts,
  ComparedRun,
  ComparedSide,
  Comparison,
} from './contract.ts'
import { noteNumbers, superscript, type NoteNumbers } from './notes.ts'
import { labelsOf } from './places.ts'
import { referenceLabel, type IndexedArticle, type ReferenceIndex } from './reference.ts'
import { piecesOf, textOfPieces } from './rendering.ts'
import { termsOf } from './terms.ts'

/** One text in one language: its articles in order, and the index of the whole charter as it was then. */
export interface ComparedVersion {
  index: ReferenceIndex
  /** `id` as the index names the article. */
  articles: readonly IndexedArticle[]
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
  side: ComparedSide
  block: Block
  text: string
  /** Its place in its article. */
  place: number
}

/** CM13: the numbers that notes have in both texts: the new ones, so that renumbering alone is no change; old ones of notes that are gone. */
const notesOf = (...versions: ComparedVersion[]): NoteNumbers =>
  new Map(versions.flatMap(({ articles }) => articles.flatMap(({ doc }) => [...noteNumbers(doc)])))

function placed({ index, articles }: ComparedVersion, lang: string, notes: NoteNumbers): Map<string, Placed> {
  const all = new Map<string, Placed>()
  const dangling = termsOf(lang).refs.danglingNote
  for (const { id, number, doc, round } of articles) {
    const labels = labelsOf(doc, lang, round)
    doc.content.forEach((block, place) => {
      const pieces = piecesOf(block, { lang, index, articleId: id, number, notes })
      const text = textOfPieces(pieces, (call) => (call.number === null ? dangling : superscript(call.number)))
      const { kind, depth } = block.attrs
      const name = referenceLabel({ to: block.attrs.id, form: 'full', as: null }, lang, index, id)
      const side = {
        articleId: id,
        kind,
        depth,
        label: labels[place] ?? notes.get(block.attrs.id)?.toString() ?? null,
        name,
      }
      if (!all.has(block.attrs.id)) all.set(block.attrs.id, { side, block, text: text.normalize('NFC'), place })
    })
  }
  return all
}

/**
 * CM6: every article of both texts in the order of the new one, removed ones where they stood; blocks likewise.
 * A block is known by its id: in another order or another article it has moved, and its runs still say what changed in it; `movedFrom` says where it stood.
 */
export function compareVersions(before: ComparedVersion, after: ComparedVersion, lang: string): Comparison {
  const notes = notesOf(before, after)
  const old = placed(before, lang, notes)
  const now = placed(after, lang, notes)
  const carried = carriedWords(old, now, before, lang)
  const oldArticles = new Map(before.articles.map((article) => [article.id, article]))
  const newArticles = new Map(after.articles.map((article) => [article.id, article]))
  const articles = inBothOrders([...oldArticles.keys()], [...newArticles.keys()]).map((id): ComparedArticle => {
    const wasHere = idsOf(oldArticles.get(id)?.doc)
    const isHere = idsOf(newArticles.get(id)?.doc)
    const common = isHere.filter((block) => old.get(block)?.side.articleId === id)
    const moved = movedPlaces(common.map((block) => old.get(block)!.place))
    const order = inBothOrders(
      // A block that went to another article is shown there, as moved.
      wasHere.filter((block) => now.get(block)?.side.articleId === id || !now.has(block)),
      isHere,
    )
    const blocks = order.map((block) => compareBlock(block, old.get(block), now.get(block), moved, carried, lang))
    return {
      id,
      before: oldArticles.get(id)?.number,
      after: newArticles.get(id)?.number,
      blocks,
      movedFrom: movedFrom(wasHere, blocks, now, id),
    }
  })
  return { lang, counts: countsOf(articles), articles }
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

/** CM7: a block that moved is marked at its old place too: behind what it followed there, of what has not moved itself. */
function movedFrom(
  wasHere: readonly string[],
  blocks: readonly ComparedBlock[],
  now: ReadonlyMap<string, Placed>,
  articleId: string,
): ComparedArticle['movedFrom'] {
  const stays = new Set(blocks.filter((block) => block.change !== 'moved').map((block) => block.id))
  const movedHere = new Set(blocks.filter((block) => block.change === 'moved').map((block) => block.id))
  let behind: string | null = null
  return wasHere.flatMap((id) => {
    if (stays.has(id)) behind = id
    const isGone = now.has(id) && now.get(id)!.side.articleId !== articleId
    return isGone || movedHere.has(id) ? [{ id, behind }] : []
  })
}

/** What splits and joins did to the runs of blocks, by block id (CM8). */
interface Carried {
  runs: Map<string, ComparedRun[]>
  from: Map<string, string>
  into: Map<string, string>
}

/** Stands between two blocks compared as one; no text has it. */
const BREAK = '\u2029'

/**
 * CM8: words that a split or a join carried from one block to another are neither lost nor new: they are deleted here and inserted there,
 * each naming the other block. A split is known by `from`; a join by most words of a removed block standing in the one before it.
 */
function carriedWords(
  old: ReadonlyMap<string, Placed>,
  now: ReadonlyMap<string, Placed>,
  before: ComparedVersion,
  lang: string,
): Carried {
  const carried: Carried = { runs: new Map(), from: new Map(), into: new Map() }
  for (const [origin, parts] of splits(old, now)) {
    const texts = [origin, ...parts].map((id) => now.get(id)!.text)
    const runs = compareTexts(old.get(origin)!.text, texts.join(BREAK), lang)
    const of = distributed(runs, [origin, ...parts], 'ins')
    // Parts that share no word with the block they came from are new paragraphs.
    if (![...of.values()].slice(1).some((own) => own.some((run) => run.moved !== undefined))) continue
    for (const [id, own] of of) carried.runs.set(id, own)
    for (const id of parts) carried.from.set(id, origin)
  }
  for (const { doc } of before.articles)
    for (const [i, { attrs }] of doc.content.entries()) {
      const { id } = attrs
      if (now.has(id) || i === 0) continue
      const heir = doc.content.slice(0, i).findLast((block) => now.has(block.attrs.id))?.attrs.id
      if (heir === undefined || carried.runs.has(heir)) continue
      const texts = [old.get(heir)!.text, old.get(id)!.text]
      const of = distributed(compareTexts(texts.join(BREAK), now.get(heir)!.text, lang), [heir, id], 'del')
      const kept = of.get(id)!.filter((run) => run.moved !== undefined)
      if (letters(kept) * 2 <= texts[1]!.length) continue
      for (const [block, own] of of) carried.runs.set(block, own)
      carried.into.set(id, heir)
    }
  return carried
}

const letters = (runs: readonly ComparedRun[]): number => runs.reduce((sum, { text }) => sum + text.length, 0)

/** Blocks that were split -> the parts that went out of them, in the order of the new text. */
function splits(old: ReadonlyMap<string, Placed>, now: ReadonlyMap<string, Placed>): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [id, { block }] of now) {
    if (old.has(id)) continue
    let origin = fromOf(block)
    for (let steps = 0; origin !== null && !old.has(origin) && steps < now.size; steps++)
      origin = now.has(origin) ? fromOf(now.get(origin)!.block) : null
    if (origin !== null && old.has(origin) && now.has(origin)) found.set(origin, [...(found.get(origin) ?? []), id])
  }
  return found
}

const fromOf = (block: Block): string | null => block.attrs.from ?? null

/**
 * Runs over several blocks compared as one, given back to each: breaks stand in the `side` that has them. What is kept beyond the first break
 * went from the first block to another (`ins`: there it is inserted, here deleted), or came from it (`del`: the other way round).
 */
function distributed(
  runs: readonly ComparedRun[],
  ids: readonly string[],
  side: 'ins' | 'del',
): Map<string, ComparedRun[]> {
  const of = new Map(ids.map((id): [string, ComparedRun[]] => [id, []]))
  const first = of.get(ids[0]!)!
  const other = side === 'ins' ? 'del' : 'ins'
  let at = 0
  for (const run of runs) {
    const pieces = run.op === side ? run.text.split(BREAK) : [run.text]
    pieces.forEach((text, i) => {
      if (i > 0) at++
      const id = ids[at]!
      if (run.op === other || at === 0) first.push({ ...run, text })
      else if (run.op === side) of.get(id)!.push({ op: side, text })
      else {
        const was = run.was ?? text
        // spaces and marks alone are nobody's: they went here and came there
        const [to, from] = /[\p{L}\p{N}]/u.test(text) ? [{ moved: id }, { moved: ids[0]! }] : [{}, {}]
        first.push({ op: other, text: other === 'del' ? was : text, ...to })
        of.get(id)!.push({ op: side, text: side === 'del' ? was : text, ...from })
      }
    })
  }
  return new Map([...of].map(([id, own]) => [id, mergedRuns(own)]))
}

function compareBlock(
  id: string,
  before: Placed | undefined,
  after: Placed | undefined,
  moved: ReadonlySet<number>,
  carried: Carried,
  lang: string,
): ComparedBlock {
  const rest = {
    id,
    before: before?.side ?? null,
    after: after?.side ?? null,
    from: carried.from.get(id) ?? null,
    into: carried.into.get(id) ?? null,
  }
  const runs = carried.runs.get(id)
  const whole = (op: 'ins' | 'del', text = ''): ComparedRun[] => runs ?? (text === '' ? [] : [{ op, text }])
  if (!before) return { ...rest, change: 'added', runs: whole('ins', after?.text), flags: [], shape: [] }
  if (!after) return { ...rest, change: 'removed', runs: whole('del', before.text), flags: [], shape: [] }
  const own = runs ?? compareTexts(before.text, after.text, lang)
  const shape = shapeOf(before.block, after.block, before.text === after.text)
  const isSame = own.every((run) => run.op === 'keep') && shape.length === 0
  const hasMoved = before.side.articleId !== after.side.articleId || moved.has(before.place)
  const flags = flagsOfRuns(own, lang)
  const change = hasMoved ? 'moved' : isSame ? 'same' : 'changed'
  return { ...rest, change, runs: flaggedRuns(own, flags, lang), flags, shape }
}

/** CM9: how much changed, for the top of the page. A substantive change that no single place shows counts once for its block. */
export function countsOf(articles: readonly ComparedArticle[]): ComparedCounts {
  const blocks = articles.flatMap((article) => article.blocks)
  const count = (change: ComparedBlock['change']): number => blocks.filter((block) => block.change === change).length
  const places = (flag: 'modal' | 'conjunction'): number =>
    blocks
      .filter(({ flags }) => flags.includes(flag))
      .reduce((sum, { runs }) => sum + Math.max(1, placesWith(runs, flag)), 0)
  return {
    articles: articles.filter(hasChanged).length,
    changed: count('changed'),
    added: count('added'),
    removed: count('removed'),
    moved: count('moved'),
    modal: places('modal'),
    conjunction: places('conjunction'),
  }
}

/** A deletion and the insertion in its stead are one place. */
const placesWith = (runs: readonly ComparedRun[], flag: 'modal' | 'conjunction'): number =>
  runs.filter((run, i) => run.flags?.includes(flag) && !runs[i - 1]?.flags?.includes(flag)).length

/** Whether anything in an article differs, blocks that left it included. */
export const hasChanged = (article: ComparedArticle): boolean =>
  article.before !== article.after ||
  article.movedFrom.length > 0 ||
  article.blocks.some((block) => block.change !== 'same')
