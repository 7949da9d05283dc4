/** What a person may do with a document over a socket; asked at every upgrade and again when access changes. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { assignedIn } from '../../src/lib/domain/article-hats.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { Disclosure } from '../../src/lib/domain/contract.ts'
import { hatsOf, wearing, writesAs, type Hat } from '../../src/lib/domain/hat.ts'
import { lockedIn } from '../../src/lib/domain/locks.ts'
import { isCommenter } from '../../src/lib/domain/permission-terms.ts'
import { can, type ArticleSubject } from '../../src/lib/domain/permissions.ts'
import { canTurnProposal, isWritable } from '../../src/lib/domain/proposal.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { gathered } from '../store/gathered.ts'
import {
  assignmentsOfAll,
  findDocumentsWithArticle,
  type ArticleRow,
  type DocumentWithArticle,
} from '../store/articles.ts'
import { findProposedTexts, type ProposedText } from '../store/forks.ts'
import { heldBracketsOf } from '../store/held-brackets.ts'
import { listProvisions, WHOLE, type ProvisionRow } from '../store/provisions.ts'
import { articleSubject } from './see.ts'

/** What one person may do with one document now. */
export interface DocumentAccess {
  /** Whose text it is, or to whose text it is a proposal. */
  articleId: string
  /** The proposal whose own text it is; null: the article's. */
  proposalId: string | null
  charterId: string
  lang: string
  /** False: this actor may not know of it. */
  read: boolean
  edit: boolean
  /** Why not `edit`; null where it is allowed. */
  reason: RefusalCode | null
  /** To whom the charter shows who is here. */
  presence: Disclosure
  /** Parties whose people write it together and see each other here (PR9), in one order: a proposal's sponsors. Of an article's text none. */
  together: readonly string[]
  /** Blocks that are agreed by themselves, which nobody changes in this language (GA12); in one order. */
  lockedBlocks: readonly string[]
  /** Brackets that end by a decision alone (GA11), in one order: those that are known to be there; of an article that is not discussed yet, null: any may be typed away. */
  heldBrackets: readonly string[] | null
  /** Their capacities in which they may write it now. */
  hats: readonly Hat[]
  /** In which their words are kept (HW4); null: they may not write, or have none in which to (HW6). */
  hat: Hat | null
  /** False: they asked for a capacity that is not theirs here. */
  isTheirs: boolean
}

/** Who asks for which document. */
interface AccessQuestion {
  actor: Actor
  documentId: string
  /** The capacity that was chosen; null: none. */
  as: Hat | null
}

/** What an actor may do with a document; null: there is no such document. Who asks at the same moment is asked about together. */
export function makeDocumentAccess(
  context: Pick<Context, 'store'>,
): (actor: Actor, documentId: string, as?: Hat | null) => Promise<DocumentAccess | null> {
  const ask = gathered((questions: readonly AccessQuestion[]) => documentAccesses(context, questions))
  return (actor, documentId, as = null) => ask({ actor, documentId, as })
}

/** In the order of the questions. */
async function documentAccesses(
  { store }: Pick<Context, 'store'>,
  questions: readonly AccessQuestion[],
): Promise<(DocumentAccess | null)[]> {
  const distinct = (of: (question: AccessQuestion) => string): string[] => [...new Set(questions.map(of))]
  const found = await findDocumentsWithArticle(
    store.db,
    distinct(({ documentId }) => documentId),
  )
  const articleIds = [...new Set([...found.values()].map(({ article }) => article.id))]
  if (articleIds.length === 0) return questions.map(() => null)
  const [assignments, proposed, provisions, held] = await Promise.all([
    assignmentsOfAll(
      store.db,
      distinct(({ actor }) => actor.id),
      { articleIds },
    ),
    findProposedTexts(
      store.db,
      [...found].flatMap(([id, { proposalId }]) => (proposalId === null ? [] : [id])),
    ),
    listProvisions(store.db, articleIds),
    heldBracketsOf(store.db, articleIds),
  ])
  const standing = (article: ArticleRow): Standing => ({
    agreed: provisions.filter(({ articleId, blockId }) => articleId === article.id && blockId !== WHOLE),
    brackets: article.status === 'draft' ? null : (held.get(article.id) ?? []),
  })
  return questions.map(({ actor, documentId, as }) => {
    const one = found.get(documentId)
    if (one === undefined) return null
    const own = assignments.get(actor.id)?.get(one.article.id) ?? []
    const place = placeOf(one, standing(one.article))
    const kinds = articleSubject(one.article, own, one.document.lang).assignments
    const text = one.proposalId === null ? null : proposed.get(documentId)
    if (text === undefined) return null
    const ask = (asker: Actor, kinds: Kinds): Asked | null =>
      text === null ? accessTo(one, place, asker, kinds) : accessToProposed(one, place, text, asker, kinds)
    return inCapacity(actor, kinds, as, ask)
  })
}

/** What nobody touches in an article and what is proposed to it, whatever else they may write there. */
interface Standing {
  agreed: readonly ProvisionRow[]
  brackets: readonly string[] | null
}

type Kinds = ArticleSubject['assignments']
type Asked = Omit<DocumentAccess, 'hats' | 'hat' | 'isTheirs'>
type Place = Omit<Asked, 'read' | 'edit' | 'reason'>

/** HW4: they read it as whom they are, and write in one capacity. */
function inCapacity(
  actor: Actor,
  kinds: Kinds,
  as: Hat | null,
  ask: (actor: Actor, kinds: Kinds) => Asked | null,
): DocumentAccess | null {
  const access = ask(actor, kinds)
  if (access === null) return null
  const holdsPen = kinds.includes('pen_holder')
  const asWorn = (hat: Hat): Asked | null => ask(wearing(actor, hat), assignedIn(hat, kinds))
  const hats = access.edit ? hatsOf(actor, holdsPen).filter((hat) => asWorn(hat)?.edit === true) : []
  if (as === null) return { ...access, hats, hat: access.edit ? writesAs(hats) : null, isTheirs: true }
  const isTheirs = hatsOf(actor, holdsPen).includes(as)
  if (hats.includes(as)) return { ...access, hats, hat: as, isTheirs }
  const reason = access.reason ?? (isTheirs ? (asWorn(as)?.reason ?? 'not-allowed') : 'not-allowed')
  return { ...access, edit: false, reason, hats, hat: null, isTheirs }
}

const placeOf = (
  { document: { lang }, article, presence, proposalId }: DocumentWithArticle,
  { agreed, brackets }: Standing,
): Place => ({
  articleId: article.id,
  proposalId,
  charterId: article.charterId,
  lang,
  presence,
  together: [],
  lockedBlocks: lockedIn(agreed, lang),
  heldBrackets: brackets,
})

function accessTo({ document, article }: DocumentWithArticle, place: Place, actor: Actor, kinds: Kinds): Asked {
  const subject = { ...articleSubject(article, [], document.lang), assignments: kinds }
  if (!can(actor, 'article.read', subject)) return { ...place, read: false, edit: false, reason: 'not-allowed' }
  if (can(actor, 'article.edit', subject)) return { ...place, read: true, edit: true, reason: null }
  const reason = closed(article) ?? (actor.standing === 'unverified' ? 'not-verified' : 'not-allowed')
  return { ...place, read: true, edit: false, reason }
}

/** Why nobody writes about an article now; null: some do. */
const closed = ({ deletedAt, status }: ArticleRow): RefusalCode | null =>
  deletedAt !== null ? 'already-deleted' : isLocked(status) ? 'article-locked' : null

/** FK4: for whom a proposal is not, there is no such document. Its text is written by those who write the proposal, the pen-holder's copy of it by the pen. */
function accessToProposed(
  { article, document }: DocumentWithArticle,
  own: Place,
  text: ProposedText,
  actor: Actor,
  kinds: Kinds,
): Asked | null {
  const isModified = text.kind === 'modified'
  // whether a head approves is not asked of who reads and writes
  const subject = {
    ...text,
    lang: document.lang,
    needsHead: false,
    isPenHolder: kinds.includes('pen_holder') && isCommenter(actor),
  }
  if (!can(actor, 'proposal.text', subject)) return null
  const place = { ...own, together: text.sponsors }
  const isOpen = isModified ? canTurnProposal('modify', text.status) : isWritable(text.status)
  const mayWrite = can(actor, isModified ? 'proposal.modify' : 'proposal.write', subject)
  const reason = closed(article) ?? (!isOpen ? 'proposal-closed' : mayWrite ? null : 'not-allowed')
  return { ...place, read: true, edit: reason === null, reason }
}
