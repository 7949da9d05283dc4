/**
 * How far the parts of an article are agreed (rules AG5-AG7; practice 8.1). A part is a paragraph with its items and flush text, the heading,
 * a recital, a chapeau, a formula; the notes that it calls go with it.
 */
import { ARTICLE_STATUSES, isLocked, type ArticleDoc, type ArticleStatus, type Block } from './article.ts'
import { callsOf, isNote } from './notes.ts'

/** Block id -> how far it is agreed by itself; a block that is not in it is as its article is. */
export type Provisions = ReadonlyMap<string, ArticleStatus>

/** A block of its own, and what hangs on it: ids in the order of the text, the first its own. */
export interface Part {
  id: string
  blocks: string[]
}

const hangs = ({ attrs }: Block): boolean => attrs.kind === 'item' || attrs.kind === 'tail'

/** AG5: the parts of an article in order. Notes are none; what hangs in the air is a part of its own. */
export function partsOf({ content }: ArticleDoc): Part[] {
  const parts: Part[] = []
  let canHold = false
  for (const block of content) {
    if (isNote(block)) continue
    const { id, kind } = block.attrs
    if (hangs(block) && canHold) {
      parts.at(-1)!.blocks.push(id)
      continue
    }
    parts.push({ id, blocks: [id] })
    canHold = !hangs(block) && kind !== 'heading'
  }
  return parts
}

/** The part in which a block stands; a note stands in none. */
const partWith = (doc: ArticleDoc, blockId: string): Part | undefined =>
  partsOf(doc).find(({ blocks }) => blocks.includes(blockId))

/** Notes that these blocks call, in any of the languages, through other notes too. */
export function notesOf(docs: Iterable<ArticleDoc>, blockIds: Iterable<string>): Set<string> {
  const all = [...docs]
  const notes = new Set(all.flatMap(({ content }) => content.filter(isNote).map(({ attrs }) => attrs.id)))
  const reached = new Set(blockIds)
  const called = new Set<string>()
  for (let size = -1; size !== called.size;) {
    size = called.size
    for (const doc of all)
      for (const { block, to } of callsOf(doc))
        if (reached.has(block) && notes.has(to)) {
          called.add(to)
          reached.add(to)
        }
  }
  return called
}

/** The part in which a block stands, or of a note the first that calls it. `docs`: all languages, `lead` the one that leads. */
export const partFor = (docs: readonly ArticleDoc[], lead: ArticleDoc, blockId: string): Part | undefined =>
  partWith(lead, blockId) ?? partsOf(lead).find(({ blocks }) => notesOf(docs, blocks).has(blockId))

/** How far a block is agreed. */
export const statusOf = (article: ArticleStatus, provisions: Provisions, blockId: string): ArticleStatus =>
  provisions.get(blockId) ?? article

const rank = (status: ArticleStatus): number => ARTICLE_STATUSES.indexOf(status)

/** The less agreed of two. */
export const lesser = (a: ArticleStatus, b: ArticleStatus): ArticleStatus => (rank(a) <= rank(b) ? a : b)

/** Whether `a` is further agreed than `b`. */
export const isBeyond = (a: ArticleStatus, b: ArticleStatus): boolean => rank(a) > rank(b)

/** How far a part is agreed: as far as the least agreed of its blocks. */
export const statusOfPart = (article: ArticleStatus, provisions: Provisions, { blocks }: Part): ArticleStatus =>
  blocks.map((id) => statusOf(article, provisions, id)).reduce(lesser)

/**
 * AG6: how far an article is agreed, as its parts say: where all of them are, as far as the least agreed of them; else it is under discussion, or
 * still a draft.
 */
export function derivedStatus(article: ArticleStatus, provisions: Provisions, doc: ArticleDoc): ArticleStatus {
  const least = partsOf(doc)
    .map((part) => statusOfPart(article, provisions, part))
    .reduce(lesser, 'agreed')
  if (isLocked(least)) return least
  return article === 'draft' ? 'draft' : 'under_discussion'
}

/**
 * What is said of the blocks once these are `to`, and how far the article is agreed then. `to` null: they are not agreed any more. What the article
 * said of all its blocks is said of each of the others by itself where the article itself falls behind it.
 */
export function provisionsAfter(
  article: ArticleStatus,
  provisions: Provisions,
  doc: ArticleDoc,
  blockIds: ReadonlySet<string>,
  to: ArticleStatus | null,
): { article: ArticleStatus; provisions: Map<string, ArticleStatus> } {
  const own = new Map(doc.content.map(({ attrs }) => [attrs.id, statusOf(article, provisions, attrs.id)]))
  for (const id of blockIds) if (own.has(id)) own.set(id, to ?? 'under_discussion')
  const stage = isLocked(article) ? 'under_discussion' : article
  const after = derivedStatus(stage, own, doc)
  return { article: after, provisions: new Map([...own].filter(([, status]) => isLocked(status))) }
}
