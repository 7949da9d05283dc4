/** Sittings as pages and programs see them, with what was decided in each. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Page, PageRequest } from '../../src/lib/domain/contract.ts'
import type { SittingRecord, SittingView } from '../../src/lib/domain/contract-sittings.ts'
import { bracketAt } from '../../src/lib/domain/brackets.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { referenceLabel } from '../../src/lib/domain/reference.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { actsInOrder } from '../../src/lib/domain/sitting.ts'
import { languageFor } from '../charter/article-view.ts'
import { readCharterTexts } from '../charter/charter-texts.ts'
import { badCursor, behind, limitOf, pageOf } from '../charter/page.ts'
import { readsWorkingTexts, seeCharter } from '../charter/see.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import { findCharter, type CharterRow } from '../store/charters.ts'
import {
  findSitting,
  listSittingActs,
  listSittings,
  openSittingOf,
  type NamedSitting,
  type SittingActRow,
} from '../store/sittings.ts'
import type { Rows } from '../store/store.ts'

const SITTING = { kind: 'sitting' } as const

export function sittingView(actor: Actor, row: NamedSitting): SittingView {
  const { id, charterId, title, place, chairedBy, chairName, beganAt, endedAt, articleId, blockId } = row
  return {
    ...{ id, charterId, title, place, beganAt, endedAt },
    chair: chairedBy === null ? null : { id: chairedBy, name: chairName ?? '' },
    at: articleId === null ? null : { articleId, blockId },
    permissions: { hold: endedAt === null && can(actor, 'sitting.hold', SITTING) },
  }
}

/** A sitting of a charter that one may read. */
export async function seeSitting(rows: Rows, actor: Actor, id: string): Promise<NamedSitting | undefined> {
  const sitting = await findSitting(rows, id)
  return sitting && can(actor, 'sitting.see', SITTING) ? sitting : undefined
}

/** Oldest first. Refuses with `not-allowed`, and `invalid` at `cursor`. */
export async function listSittingsOf(
  { store: { db } }: Context,
  actor: Actor | null,
  charterId: string,
  page: PageRequest = {},
): Promise<Result<Page<SittingView>>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const rest = behind(await listSittings(db, charter.id), page.cursor)
  if (rest === null) return badCursor()
  const { items, next } = pageOf(rest, limitOf(page), ({ id }) => id)
  return ok({ items: items.map((row) => sittingView(actor, row)), next })
}

/** With what was decided in it; `lang`: in which places are named. */
export async function readSitting(
  context: Context,
  actor: Actor | null,
  id: string,
  lang?: string,
): Promise<Result<SittingRecord>> {
  if (actor === null) return refuse('not-signed-in')
  const row = await seeSitting(context.store.db, actor, id)
  const charter = row && (await findCharter(context.store.db, row.charterId))
  return charter ? ok(await recordOf(context, actor, charter, row, lang)) : refuse('not-found')
}

/** The one that goes on; null: none does. */
export async function readOpenSitting(
  context: Context,
  actor: Actor | null,
  charterId: string,
  lang?: string,
): Promise<Result<SittingRecord | null>> {
  const { db } = context.store
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const row = await openSittingOf(db, charter.id)
  return ok(row ? await recordOf(context, actor, charter, row, lang) : null)
}

async function recordOf(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  row: NamedSitting,
  asked: string | undefined,
): Promise<SittingRecord> {
  const found = await listSittingActs(context.store.db, row.id)
  const acts = await Promise.all(
    found.map(async ({ seqs, filed, ...act }) => ({
      ...act,
      blockId: act.blockId ?? (await blockOf(context, charter, { ...act, seqs, filed })),
    })),
  )
  const lang = languageFor(charter, asked)
  const { articles, index } = await readCharterTexts(context, charter)
  const labelOf = (articleId: string, blockId: string | null): string => {
    const article = articles.find(({ id }) => id === articleId)
    if (!article) return ''
    if (blockId === null || !index.has(blockId)) return articleLabel(article.number, lang)
    return referenceLabel({ to: blockId, form: 'full', as: null }, lang, index, articleId)
  }
  return { ...sittingView(actor, row), acts: actsInOrder(acts, labelOf) }
}

/** SI3: the block in which a bracket stood that was settled; null: around the article, or nobody knows. */
async function blockOf(
  context: Context,
  { originalLanguage }: CharterRow,
  { articleId, bracketId, seqs, filed }: SittingActRow,
): Promise<string | null> {
  if (bracketId === null) return null
  const blocks = filed.find(({ lang }) => lang === originalLanguage)?.blocks ?? []
  if (blocks.length > 0) return blocks.find(({ label }) => label !== null)?.id ?? null
  const document = (await listDocumentsOf(context.store.db, articleId)).find(({ lang }) => lang === originalLanguage)
  const before = document && seqs[document.id]?.[0]
  if (before === undefined) return null
  const bracket = bracketAt((await textHistory(context, document!.id)).docAt(before), bracketId)
  return bracket && bracket.level !== 'article' ? bracket.blockId : null
}
