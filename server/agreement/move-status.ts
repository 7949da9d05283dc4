// Over 250 lines: what an act says of a part, of the others and of the article is written together, or none of it.
/**
 * Moves an article, or a part of it, in its agreement, within a transaction that holds the article while its texts stand still (rules
 * AG*): what is allowed, what it makes of every other part and of the article, and the record's entry.
 */
import {
  isLocked,
  type ArticleDoc,
  type ArticleStatus,
  type Block,
  type PartStatus,
} from '../../src/lib/domain/article.ts'
import { bracketsIn, changePart, changeStatus, reasonNotToDeclare } from '../../src/lib/domain/agreement.ts'
import { dueFault } from '../../src/lib/domain/due.ts'
import type { Worn } from '../../src/lib/domain/hat.ts'
import { standing } from '../../src/lib/domain/position.ts'
import {
  deletedIn,
  isBeyond,
  notesOf,
  partFor,
  provisionsAfter,
  statusOf,
  statusOfPart,
  type Part,
  type Provisions,
} from '../../src/lib/domain/provision.ts'
import { ok, refuse, type Fault, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { moveStatus, type ArticleRow, type DocumentRow } from '../store/articles.ts'
import { partiesById, type PartyRow } from '../store/people.ts'
import { listPositions } from '../store/positions.ts'
import {
  insertConfirmations,
  insertProvisionEvent,
  listConfirmations,
  listProvisions,
  replaceProvisions,
  WHOLE,
  type ProvisionEventRow,
  type ProvisionRow,
} from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import type { Gone } from './beside.ts'
import { roleIn } from '../charter/wear.ts'

/** What is to become of the article (`blockId` null) or of the part in which this block stands. Texts are cleaned, parties are known. */
export interface Move {
  blockId: string | null
  to: PartStatus
  reason: string
  /** Of agreement in a group: which. */
  group: string
  /** Of agreement ad referendum: until when it is to be confirmed, RFC 3339 UTC; null: no deadline. */
  confirmBy: string | null
  /** And by whom; empty: nobody is waited for. */
  parties: readonly Pick<PartyRow, 'id' | 'code'>[]
}

/** What is acted on, as it is while nobody writes. */
export interface Standing {
  article: ArticleRow
  documents: readonly DocumentRow[]
  originalLanguage: string
  /** Document id -> text. */
  now: ReadonlyMap<string, ArticleDoc>
  /** Blocks that some language has yet to be looked at in. */
  unchecked: ReadonlySet<string>
  at: string
}

/** What became of it. */
export interface Moved {
  /** The act among the article's events. */
  eventId: string
  from: PartStatus
  /** How far the article is agreed now. */
  article: ArticleStatus
  part: Part | null
  /** What is deleted by it. */
  gone: Gone | null
}

/** For programs; pages have words of their own. */
const FAULTS = {
  'no-instant': 'must be an instant that there is, RFC 3339 UTC with Z',
  midnight: 'must not be midnight UTC, which is unclear: of which day?',
  past: 'must be an instant to come',
} as const

/**
 * Refuses with `not-found` (no such block), `transition-not-allowed`, `open-brackets`, `language-unchecked`, `not-confirmed`, `invalid` (`reason`,
 * `confirmBy`, `parties`, `group`); then nothing is written.
 */
export async function moveTo(
  { newId }: Pick<Context, 'newId'>,
  rows: Rows,
  { article, documents, originalLanguage, now, unchecked, at }: Standing,
  move: Move,
  by: Worn,
): Promise<Result<Moved>> {
  if (article.deletedAt !== null) return refuse('transition-not-allowed', { detail: 'The article is marked deleted.' })
  const lead = now.get(documents.find(({ lang }) => lang === originalLanguage)?.id ?? '')
  if (!lead) return refuse('not-found')
  const docs = [...now.values()]
  const part = move.blockId === null ? null : (partFor(docs, lead, move.blockId) ?? null)
  if (move.blockId !== null && part === null) return refuse('not-found')
  const stood = await listProvisions(rows, [article.id])
  const own = stood.filter(({ blockId }) => blockId !== WHOLE)
  const provisions: Provisions = new Map(own.map(({ blockId, status }) => [blockId, status]))
  const from = part === null ? article.status : statusOfPart(article.status, provisions, part)
  const blocks = part === null ? null : new Set([...part.blocks, ...notesOf(docs, part.blocks)])
  const look = { docs, flagged: unchecked, reason: move.reason, deleted: deletedIn(provisions) }
  const isHeading = lead.content.some(({ attrs }) => attrs.kind === 'heading' && attrs.id === part?.id)
  const allowed =
    blocks === null
      ? changeArticle(article.status, move.to, look)
      : changePart(from, move.to, { ...look, isHeading }, blocks)
  if (!allowed.ok) return allowed
  const wrong = faultOf(move, at)
  if (wrong) return wrong
  if (from === 'agreed_ad_referendum' && move.to === 'agreed') {
    const open = await reasonNotYet(rows, stood, part, at)
    if (open) return open
  }

  const parties = await objecting(rows, article.id, part)
  const event: ProvisionEventRow = {
    id: newId(),
    articleId: article.id,
    blockId: part?.id ?? WHOLE,
    from,
    to: move.to,
    actorId: by.actor.id,
    hat: by.hat,
    at,
    reason: move.reason === '' ? null : move.reason,
    group: move.group === '' ? null : move.group,
    objections: isLocked(move.to) ? parties : [],
  }
  await insertProvisionEvent(rows, event)
  await insertConfirmations(
    rows,
    event.id,
    move.parties.map(({ id }) => ({ id: newId(), partyId: id })),
  )
  const fresh: Fresh = {
    ...{ articleId: article.id, status: move.to, since: at, eventId: event.id },
    confirmBy: move.confirmBy === null ? null : new Date(move.confirmBy).toISOString(),
  }
  const after =
    part === null
      ? wholeAfter(own, fresh)
      : partAfter(article, stood, part, docs, lead, fresh, (blockId) =>
          move.to === 'deleted'
            ? []
            : emptyIn(
                documents.filter(({ lang }) => lang !== originalLanguage),
                now,
                blockId,
              ),
        )
  await replaceProvisions(rows, article.id, after.rows)
  // its row is held, and was not deleted
  if (!(await moveStatus(rows, article.id, article.status, after.status)))
    throw new Error(`article ${article.id} moved`)
  await record(rows, {
    at,
    actor: by.actor,
    ...roleOf(by),
    ...(await entry(rows, article, event, part, fresh.confirmBy, move.parties, after.status)),
  })
  const gone = part !== null && blocks !== null && move.to === 'deleted' ? goneWith(part, blocks, docs) : null
  return ok({ eventId: event.id, from, article: after.status, part, gone })
}

/** AR5: an article as a whole is marked deleted by another act. */
const changeArticle = (from: ArticleStatus, to: PartStatus, look: Parameters<typeof changeStatus>[2]) =>
  to === 'deleted' ? refuse('transition-not-allowed') : changeStatus(from, to, look)

const goneWith = ({ id }: Part, blocks: ReadonlySet<string>, docs: readonly ArticleDoc[]): Gone => ({
  ...{ id, blocks },
  brackets: new Set(
    docs.flatMap((doc) => [
      ...bracketsIn({ ...doc, content: doc.content.filter(({ attrs }) => blocks.has(attrs.id)) }),
    ]),
  ),
})

const roleOf = (by: Worn) => {
  const as = roleIn(by)
  return as === undefined ? {} : { as }
}

/** What is said of the blocks that an act is about. */
type Fresh = Omit<ProvisionRow, 'blockId' | 'emptyIn'>

interface After {
  /** Of the article. */
  status: ArticleStatus
  rows: ProvisionRow[]
}

/** The article as a whole: parts that are as far or further stay as they are; reopened, all of it is open. What is deleted stays so. */
function wholeAfter(own: readonly ProvisionRow[], fresh: Fresh): After {
  const { status } = fresh
  if (status === 'deleted') throw new Error('an article is marked deleted by another act')
  const gone = own.filter((row) => row.status === 'deleted')
  if (!isLocked(status)) return { status, rows: gone }
  const kept = own.filter((row) => row.status === 'deleted' || !isBeyond(status, row.status))
  return { status, rows: [{ ...fresh, blockId: WHOLE, emptyIn: [] }, ...kept] }
}

/** One part: the others keep what they had, by rows of their own where the article said it of all. */
function partAfter(
  article: ArticleRow,
  stood: readonly ProvisionRow[],
  part: Part,
  docs: readonly ArticleDoc[],
  lead: ArticleDoc,
  fresh: Fresh,
  emptyInOf: (blockId: string) => string[],
): After {
  const whole = stood.find(({ blockId }) => blockId === WHOLE)
  const own = new Map(stood.filter(({ blockId }) => blockId !== WHOLE).map((row) => [row.blockId, row]))
  const provisions: Provisions = new Map([...own].map(([id, { status }]) => [id, status]))
  const to = isLocked(fresh.status) || fresh.status === 'deleted' ? fresh.status : null
  const touched = new Set([...part.blocks, ...notesWith(article.status, provisions, part, docs, lead, to)])
  const after = provisionsAfter(article.status, provisions, lead, touched, to)
  return {
    status: after.article,
    rows: [...after.provisions].map(([blockId, status]): ProvisionRow => {
      if (touched.has(blockId)) return { ...fresh, blockId, emptyIn: emptyInOf(blockId) }
      return (
        own.get(blockId) ?? {
          ...{ articleId: article.id, blockId, status, emptyIn: [] },
          since: whole?.since ?? article.createdAt,
          eventId: whole?.eventId ?? null,
          confirmBy: whole?.confirmBy ?? null,
        }
      )
    }),
  }
}

/** The notes that change with a part: agreed, all that it calls; else those that no other part calls that stays agreed, deleted, those that no other calls that stays. */
function notesWith(
  article: ArticleStatus,
  provisions: Provisions,
  part: Part,
  docs: readonly ArticleDoc[],
  lead: ArticleDoc,
  to: PartStatus | null,
): Set<string> {
  const keeps = (status: PartStatus): boolean => (to === 'deleted' ? status !== 'deleted' : isLocked(status))
  const others = lead.content.flatMap(({ attrs: { id, kind } }) =>
    kind !== 'note' && !part.blocks.includes(id) && keeps(statusOf(article, provisions, id)) ? [id] : [],
  )
  const theirs = notesOf(docs, others)
  const takesAll = to !== null && to !== 'deleted'
  return new Set([...notesOf(docs, part.blocks)].filter((id) => takesAll || !theirs.has(id)))
}

/** LK5: those of the languages in which a block has no words. */
const emptyIn = (documents: readonly DocumentRow[], now: ReadonlyMap<string, ArticleDoc>, blockId: string): string[] =>
  documents.flatMap(({ id, lang }) => {
    const block = now.get(id)?.content.find(({ attrs }) => attrs.id === blockId)
    return block && hasWords(block) ? [] : [lang]
  })
const hasWords = ({ content = [] }: Block): boolean =>
  content.some((inline) => (inline.type === 'text' ? inline.text.trim() !== '' : inline.type !== 'opt'))

function faultOf({ to, confirmBy, parties, group }: Move, at: string): Refused | null {
  const errors: Fault[] = []
  if (to !== 'agreed_ad_referendum') {
    if (confirmBy !== null) errors.push({ path: 'confirmBy', message: 'belongs to agreement ad referendum' })
    if (parties.length > 0) errors.push({ path: 'parties', message: 'belong to agreement ad referendum' })
  } else if (confirmBy !== null) {
    const fault = dueFault(confirmBy, at)
    if (fault) errors.push({ path: 'confirmBy', message: FAULTS[fault] })
  }
  if (group !== '' && to !== 'agreed_in_group')
    errors.push({ path: 'group', message: 'belongs to agreement in a group' })
  return errors.length > 0 ? refuse('invalid', { errors }) : null
}

/** AG9: everything in what is to be agreed that waits for a confirmation. */
async function reasonNotYet(
  rows: Rows,
  stood: readonly ProvisionRow[],
  part: Part | null,
  at: string,
): Promise<Refused | null> {
  const meant =
    part === null
      ? stood
      : stood.filter(({ blockId }) => part.blocks.includes(blockId) || (blockId === WHOLE && !hasOwn(stood, part)))
  const waiting = meant.filter(({ status }) => status === 'agreed_ad_referendum')
  const said = await listConfirmations(
    rows,
    waiting.flatMap(({ eventId }) => eventId ?? []),
  )
  for (const { eventId, confirmBy } of waiting) {
    const open = reasonNotToDeclare(
      said.filter((one) => one.eventId === eventId),
      confirmBy,
      at,
    )
    if (open) return open
  }
  return null
}
const hasOwn = (stood: readonly ProvisionRow[], { id }: Part): boolean => stood.some(({ blockId }) => blockId === id)

/** The parties that object, as they stand, to this part or to the article: consensus is the chair's to declare, and the record says who objected. */
async function objecting(rows: Rows, articleId: string, part: Part | null): Promise<string[]> {
  const stands = standing(await listPositions(rows, [articleId])).filter(
    ({ blockId, stand }) =>
      stand === 'objects' && (part === null || blockId === WHOLE || part.blocks.includes(blockId)),
  )
  return [...new Set(stands.map(({ partyId }) => partyId))].sort()
}

/** What the record says. Of an article as a whole as it ever did, with what is new beside it. */
async function entry(
  rows: Rows,
  article: ArticleRow,
  event: ProvisionEventRow,
  part: Part | null,
  confirmBy: string | null,
  parties: Move['parties'],
  status: ArticleStatus,
) {
  const named = await partiesById(rows, event.objections)
  const more = {
    from: event.from,
    to: event.to,
    ...(event.reason === null ? {} : { reason: event.reason }),
    ...(event.group === null ? {} : { group: event.group }),
    ...(confirmBy === null ? {} : { confirmBy }),
    ...(parties.length === 0 ? {} : { confirm: parties.map(({ code }) => code) }),
    ...(event.objections.length === 0 ? {} : { objections: [...named.values()].map(({ code }) => code).sort() }),
  }
  if (part === null) return { act: 'article.status-set', subject: { kind: 'article', id: article.id }, data: more }
  return {
    act: 'provision.status-set',
    subject: { kind: 'provision', id: part.id },
    data: {
      ...{ article: article.id, blocks: part.blocks },
      ...more,
      ...(status === article.status ? {} : { articleStatus: { from: article.status, to: status } }),
    },
  }
}
