/** Editorial fixes as a reader sees them, and what they may do about each. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { compareTexts } from '../../src/lib/domain/compare-words.ts'
import type { FixView } from '../../src/lib/domain/contract-agreement.ts'
import { fixState } from '../../src/lib/domain/editorial-fix.ts'
import { wordsOfBlock } from '../../src/lib/domain/find.ts'
import { hatsOf, wearing } from '../../src/lib/domain/hat.ts'
import { can, type Action, type Actions } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { namesFor } from '../charter/attributed.ts'
import { seeArticle, type SeenArticle } from '../charter/see.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import { findFix, listFixes, type FixRow } from '../store/editorial-fixes.ts'
import { namesById, partiesById } from '../store/people.ts'
import type { Rows } from '../store/store.ts'

/** A fix and its article, for readers of it. */
export async function seeFix(
  rows: Rows,
  actor: Actor,
  id: string,
): Promise<{ fix: FixRow; seen: SeenArticle } | undefined> {
  const fix = await findFix(rows, id)
  const seen = fix && (await seeArticle(rows, actor, fix.articleId))
  return seen && { fix, seen }
}

/** Oldest first. Refuses with `not-found`. */
export async function listEditorialFixes(
  { store }: Context,
  actor: Actor | null,
  articleId: string,
): Promise<Result<{ items: FixView[]; next: null }>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const fixes = await listFixes(store.db, [articleId])
  return ok({ items: await fixViews(store.db, actor, seen.charter, fixes, await store.now(store.db)), next: null })
}

/** `now`: the database's instant. */
export async function fixViews(
  rows: Rows,
  actor: Actor,
  charter: CharterRow,
  fixes: readonly FixRow[],
  now: string,
): Promise<FixView[]> {
  const [names, parties, documents] = await Promise.all([
    namesById(
      rows,
      fixes.flatMap(({ proposedBy, confirmedBy }) => [proposedBy, confirmedBy]),
    ),
    partiesById(
      rows,
      fixes.map(({ objectedParty }) => objectedParty),
    ),
    Promise.all([...new Set(fixes.map(({ articleId }) => articleId))].map((id) => listDocumentsOf(rows, id))),
  ])
  const named = namesFor(charter, actor)
  const langs = new Map(documents.flat().map(({ id, lang }) => [id, lang]))
  const hats = hatsOf(actor).map((hat) => wearing(actor, hat))
  const may = <A extends Action>(action: A, subject: Actions[A]): boolean =>
    hats.some((worn) => can(worn, action, subject))
  return fixes.map((fix): FixView => {
    const lang = langs.get(fix.documentId) ?? ''
    const state = fixState(fix, now)
    const subject = { kind: 'fix', proposedBy: fix.proposedBy } as const
    return {
      ...{ id: fix.id, articleId: fix.articleId, lang, blockId: fix.blockId, state },
      runs: compareTexts(wordsOfBlock(fix.base), wordsOfBlock(fix.text), lang),
      why: fix.why,
      proposedBy: fix.proposedBy === null ? null : (names.get(fix.proposedBy) ?? null),
      proposedAt: fix.proposedAt,
      confirmedBy: fix.confirmedBy === null ? null : (names.get(fix.confirmedBy) ?? null),
      confirmedAt: fix.confirmedAt,
      until: fix.untilAt,
      objection:
        fix.objectedAt === null
          ? null
          : {
              party: named.isNamed(fix.objectedParty) ? (parties.get(fix.objectedParty ?? '') ?? null) : null,
              ...{ at: fix.objectedAt, reason: named.note(fix.objection, [fix.objectedParty]) },
            },
      takenBackAt: fix.takenBackAt,
      permissions: {
        confirm: state === 'proposed' && may('fix.confirm', subject),
        withdraw: state === 'proposed' && may('fix.withdraw', subject),
        object: state === 'shown' && may('fix.object', { kind: 'agreement' }),
        takeBack: state === 'objected' && fix.takenBackAt === null && may('fix.takeBack', { kind: 'agreement' }),
      },
    }
  })
}
