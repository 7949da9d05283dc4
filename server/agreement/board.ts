/** The board: how every article of a charter stands, at one glance, for every reader (rules BO*). Counts and no names, in charter order. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import { openBrackets } from '../../src/lib/domain/brackets.ts'
import type { BoardRow } from '../../src/lib/domain/contract-agreement.ts'
import { fixState } from '../../src/lib/domain/editorial-fix.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { daysAfter } from '../../src/lib/domain/people.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { standing } from '../../src/lib/domain/position.ts'
import { countParts, partsOf, statusOfPart, type Provisions } from '../../src/lib/domain/provision.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { headingOf, languageFor } from '../charter/article-view.ts'
import { readCharterTexts, standingText } from '../charter/charter-texts.ts'
import { seeCharter } from '../charter/see.ts'
import { commentSubject, countOpen, countOrphans } from '../charter/threads.ts'
import type { Context } from '../context.ts'
import { listAnchors, listThreadHeads } from '../store/comments.ts'
import { listFixes } from '../store/editorial-fixes.ts'
import { listPositions } from '../store/positions.ts'
import { listProvisionEvents, listProvisions, WHOLE } from '../store/provisions.ts'
import type { Beside } from './beside.ts'
import { seenPositions } from './positions.ts'

/** Days for which the board says that something was reopened. */
const REOPENED_DAYS = 7

const counted = (all: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** `lang`: of labels and headings. Refuses with `not-allowed` to whom the working texts are closed. */
export async function readBoard(
  context: Context,
  beside: Beside,
  actor: Actor | null,
  charterId: string,
  lang?: string,
): Promise<Result<{ items: BoardRow[]; next: null }>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'board.see', { kind: 'agreement' })) return refuse('not-allowed')
  const shown = languageFor(charter, lang)
  const read = await readCharterTexts(context, charter, () => true)
  const { articles, documents, texts, index } = read
  const standingArticles = articles.filter(({ deletedAt }) => deletedAt === null)
  const ids = standingArticles.map(({ id }) => id)
  const now = await store.now(store.db)
  const [provisions, events, fixes, positions, heads, anchors, unchecked, proposals] = await Promise.all([
    listProvisions(store.db, ids),
    listProvisionEvents(store.db, ids, daysAfter(now, -REOPENED_DAYS)),
    listFixes(store.db, ids),
    listPositions(store.db, ids),
    listThreadHeads(store.db, charter.id),
    listAnchors(store.db, charter.id),
    beside.unchecked(store.db, { charterId: charter.id }),
    beside.countProposals(store.db, actor, charter.id),
  ])
  const sees = (head: (typeof heads)[number]): boolean => can(actor, 'comment.see', commentSubject(head))
  const comments = countOpen(heads, sees)
  const orphans = await countOrphans(context, read, anchors.filter(sees))
  const all = standing(positions)
  // BO2: of positions that not everybody may see not even the number is told; where each delegation stands, to those who lead the talks
  const seesAll = actor.roles.some((role) => role === 'secretariat' || role === 'chair')
  const seesCount = seesAll || charter.positions === 'all'
  const told = seenPositions(actor, all, charter.positions)

  return ok({
    items: standingArticles.map((article): BoardRow => {
      const own = documents.filter(({ articleId }) => articleId === article.id)
      const textIn = (tag: string) => texts.get(own.find((one) => one.lang === tag)?.id ?? '')
      const docs = own.flatMap(({ id }) => texts.get(id) ?? [])
      const lead = textIn(charter.originalLanguage)
      const heading = [shown, charter.originalLanguage]
        .map((tag) => {
          const doc = textIn(tag)
          return doc ? headingOf(doc, article, tag, index) : ''
        })
        .find((words) => words !== '')
      const of = <T extends { articleId: string }>(list: readonly T[]): T[] =>
        list.filter(({ articleId }) => articleId === article.id)
      const map: Provisions = new Map(
        of(provisions).flatMap(({ blockId, status }) => (blockId === WHOLE ? [] : [[blockId, status] as const])),
      )
      const parts = lead ? partsOf(lead) : []
      const flagged = unchecked.get(article.id) ?? new Set<string>()
      const stands = of(told).map(({ stand }) => stand)
      return {
        articleId: article.id,
        number: article.number,
        label: articleLabel(article.number, shown),
        heading: heading ?? '',
        status: article.status,
        parts: counted(parts.map((part) => statusOfPart(article.status, map, part))),
        openBrackets: openBrackets(docs.map((doc) => standingText(article, doc))).size,
        openComments: comments.get(article.id) ?? 0,
        orphanedComments: orphans.get(article.id) ?? 0,
        proposals: proposals.get(article.id) ?? {},
        positions: seesCount ? new Set(of(told).map(({ partyId }) => partyId)).size : null,
        stands: seesAll ? counted(stands) : null,
        unchecked: lead
          ? countParts(
              docs.map((doc) => standingText(article, doc)),
              standingText(article, lead),
              flagged,
            )
          : 0,
        fixes: of(fixes).filter((fix) => fixState(fix, now) === 'shown').length,
        reopenedAt: of(events).findLast(({ from, to }) => isLocked(from) && !isLocked(to))?.at ?? null,
      }
    }),
    next: null,
  })
}
