/** Words that came too late for their place, for their author (rules TX28, TX29): which of what was kept is to be told, and where it stands. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Page, RecoveredWords } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { bareId } from '../../src/lib/domain/text.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import {
  dismissRecoveredRows,
  listRecoveredRows,
  recoveredPersonOf,
  type RecoveredRow,
} from '../store/recovered-words.ts'
import type { Around, StillbornWords } from '../store/store.ts'
import type { TextHistory } from '../text/history.ts'
import { textHistory } from './text-history.ts'

/**
 * The place that these words, which entry `seq` brought, had lost: a start or head that somebody else than their author had removed, before the author
 * could know of it, with all that stood there. Null: they need no telling. `history` goes up to that entry at least.
 */
export function lostPlace(
  history: TextHistory,
  { before, after, knew, isCertain }: StillbornWords,
  seq: number,
  authorId: string,
): Unit | null {
  const removedByOthers = ([client, clock]: Around): boolean => {
    const gone = history.goneWith(client, clock)
    return gone > 0 && gone < seq && history.entries[gone - 1]!.authorId !== authorId
  }
  // a start that they took away themselves joined what stood after it to what stood before
  const isBorder = (one: Around): boolean => one[2] && removedByOthers(one)
  const at = before.findIndex(isBorder)
  if (at < 0) return null
  const next = after.findIndex(isBorder)
  const beside = [...before.slice(0, at), ...after.slice(0, next < 0 ? after.length : next)]
  const [client, clock] = before[at]!
  const gone = history.goneWith(client, clock)
  // what their page wrote since, it wrote on a line that had told it
  if (!isCertain && history.arrivedWith(...knew) > gone) return null
  // words that stood there before the place went say where these belong
  if (beside.some(([c, k, isPlaceGone]) => !isPlaceGone && history.arrivedWith(c, k) < gone)) return null
  return [client, clock]
}
type Unit = [client: number, clock: number]

/** Whether anybody else than their author took all of these words away, or nobody did. */
function isTheirsStill(history: TextHistory, { spans }: StillbornWords, authorId: string): boolean {
  return spans.some(([client, clock, length]) => {
    for (let at = clock; at < clock + length; at++) {
      const gone = history.goneWith(client, at)
      if (gone === 0 || history.entries[gone - 1]!.authorId !== authorId) return true
    }
    return false
  })
}

/** The block in which the first of these words stands; null: none of them is in the text. */
function standsIn(history: TextHistory, { spans }: StillbornWords): string | null {
  for (const [client, clock, length] of spans)
    for (let at = clock; at < clock + length; at++)
      if (history.goneWith(client, at) === 0) return history.blockAt(client, at)
  return null
}

/**
 * TX29: words of this person whose place was gone when they came, and which they have not put away, oldest first; of one article, one charter or everywhere. What
 * needs no telling after all (they removed the place themselves, or knew, or took the words away or elsewhere) is put away here.
 */
export async function listRecovered(
  context: Context,
  actor: Actor | null,
  asked: { articleId?: string | undefined; charterId?: string | undefined } = {},
): Promise<Result<Page<RecoveredWords>>> {
  if (actor === null) return refuse('not-signed-in')
  const { store } = context
  const rows = (await listRecoveredRows(store.db, actor.id, asked)).filter(({ personId }) =>
    can(actor, 'recovered.see', { kind: 'recovered', personId }),
  )
  const told: RecoveredWords[] = []
  const untold: string[] = []
  const blocks = new Set<string>()
  for (const row of rows) {
    const history = await textHistory(context, row.documentId)
    const place = lostPlace(history, row, row.seq, actor.id)
    const isTold = place !== null && isTheirsStill(history, row, actor.id)
    const blockId = (place && history.startAt(...place)) ?? row.blockId
    const block = `${row.documentId} ${row.seq} ${blockId}`
    if (isTold && row.option === null) blocks.add(block)
    // of a block that is gone as a whole its options need not be told
    if (isTold && (row.option === null || !blocks.has(block))) told.push(viewOf(history, { ...row, blockId }))
    else untold.push(row.id)
  }
  if (untold.length > 0)
    await store.transaction(async (inside) => dismissRecoveredRows(inside, untold, await store.now(inside)))
  return ok({ items: told, next: null })
}

function viewOf(history: TextHistory, row: RecoveredRow): RecoveredWords {
  const { id, documentId, articleId, lang, blockId, option, words, at } = row
  const isThere = history.docAt().content.some(({ attrs }) => bareId(attrs.id) === blockId)
  return { id, documentId, articleId, lang, blockId, isThere, option, words, standsIn: standsIn(history, row), at }
}

/** Its author has read it. `not-found` for what is not theirs; putting away twice is no fault. */
export async function dismissRecovered(context: Context, actor: Actor | null, id: string): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const { store } = context
  return store.transaction(async (rows): Promise<Result<null>> => {
    const personId = await recoveredPersonOf(rows, id)
    if (personId === null || !can(actor, 'recovered.see', { kind: 'recovered', personId })) return refuse('not-found')
    await dismissRecoveredRows(rows, [id], await store.now(rows))
    return ok(null)
  })
}
