/**
 * How far the parts of an article are agreed (rules AG5-AG7; practice 8.1). A part is a paragraph with its items and flush text, the heading,
 * a recital, a chapeau, a formula; the notes that it calls go with it.
 */
import {
  ARTICLE_STATUSES,
  isLocked,
  type ArticleDoc,
  type ArticleStatus,
  type Block,
  type PartStatus,
} from './article.ts'
import { callsOf, isNote } from './notes.ts'

/** Block id -> how far it is agreed by itself; a block that is not in it is as its article is. */
export type Provisions = ReadonlyMap<string, PartStatus>

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

/** How many parts have one of these blocks, or call one of these notes. */
export const countParts = (docs: readonly ArticleDoc[], lead: ArticleDoc, ids: ReadonlySet<string>): number =>
  partsOf(lead).filter(({ blocks }) => [...blocks, ...notesOf(docs, blocks)].some((id) => ids.has(id))).length

/** How far a block is agreed. */
export const statusOf = (article: ArticleStatus, provisions: Provisions, blockId: string): PartStatus =>
  provisions.get(blockId) ?? article

/** AG12: the blocks of these that are deleted. */
export const deletedIn = (provisions: Iterable<readonly [blockId: string, status: PartStatus]>): Set<string> =>
  new Set([...provisions].flatMap(([blockId, status]) => (status === 'deleted' ? [blockId] : [])))

/** AG12: the text without what is deleted; a note stays that something calls which stays. */
export function withoutDeleted(doc: ArticleDoc, deleted: ReadonlySet<string>): ArticleDoc {
  if (!doc.content.some(({ attrs }) => deleted.has(attrs.id))) return doc
  const stays = doc.content.flatMap(({ attrs }) => (isDeletedText(attrs, deleted) ? [] : [attrs.id]))
  const called = notesOf([doc], stays)
  return {
    ...doc,
    content: doc.content.filter(
      ({ attrs }) => !isDeletedText(attrs, deleted) && (!deleted.has(attrs.id) || called.has(attrs.id)),
    ),
  }
}
const isDeletedText = ({ id, kind }: Block['attrs'], deleted: ReadonlySet<string>): boolean =>
  kind !== 'note' && deleted.has(id)

const rank = (status: ArticleStatus): number => ARTICLE_STATUSES.indexOf(status)

/** The less agreed of two. */
export const lesser = (a: ArticleStatus, b: ArticleStatus): ArticleStatus => (rank(a) <= rank(b) ? a : b)

/** The least agreed of these; what is deleted says nothing (AG12), and of nothing all is agreed. */
export const leastOf = (statuses: readonly PartStatus[]): ArticleStatus =>
  statuses.flatMap((status) => (status === 'deleted' ? [] : [status])).reduce(lesser, 'agreed')

/** Whether `a` is further agreed than `b`. */
export const isBeyond = (a: ArticleStatus, b: ArticleStatus): boolean => rank(a) > rank(b)

/** How far a part is agreed: as far as the least agreed of its blocks; deleted where its own block is. */
export function statusOfPart(article: ArticleStatus, provisions: Provisions, { id, blocks }: Part): PartStatus {
  const statuses = blocks.map((one) => statusOf(article, provisions, one))
  return statusOf(article, provisions, id) === 'deleted' ? 'deleted' : leastOf(statuses)
}

/**
 * AG6: how far an article is agreed, as its parts say: where all of them are, as far as the least agreed of them; else it is under discussion, or
 * still a draft. What is deleted says nothing (AG12).
 */
export function derivedStatus(article: ArticleStatus, provisions: Provisions, doc: ArticleDoc): ArticleStatus {
  const least = leastOf(partsOf(doc).map((part) => statusOfPart(article, provisions, part)))
  if (isLocked(least)) return least
  return article === 'draft' ? 'draft' : 'under_discussion'
}

/**
 * What is said of the blocks once these are `to`, and how far the article is agreed then. `to` null: they are neither agreed nor deleted any more. What the article
 * said of all its blocks is said of each of the others by itself where the article itself falls behind it.
 */
export function provisionsAfter(
  article: ArticleStatus,
  provisions: Provisions,
  doc: ArticleDoc,
  blockIds: ReadonlySet<string>,
  to: PartStatus | null,
): { article: ArticleStatus; provisions: Map<string, PartStatus> } {
  const own = new Map(doc.content.map(({ attrs }) => [attrs.id, statusOf(article, provisions, attrs.id)]))
  for (const id of blockIds) if (own.has(id)) own.set(id, to ?? 'under_discussion')
  const stage = isLocked(article) ? 'under_discussion' : article
  const after = derivedStatus(stage, own, doc)
  return {
    article: after,
    provisions: new Map([...own].filter(([, status]) => isLocked(status) || status === 'deleted')),
  }
}
