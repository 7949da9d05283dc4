/** The register of a version: every sign-off, withdrawn ones marked, in the order of signing. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Page, PageRequest, SignoffView } from '../../src/lib/domain/contract.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { isCapacity } from '../../src/lib/domain/people.ts'
import type { Context } from '../context.ts'
import { findCharter } from '../store/charters.ts'
import { readCursor, writeCursor } from '../store/cursor.ts'
import { namedPartiesById } from '../store/people.ts'
import { listSignoffRows, type SignoffRow } from '../store/signoffs.ts'
import type { Rows } from '../store/store.ts'
import { findVersion } from '../store/versions.ts'
import { badCursor, limitOf, pageOf } from './page.ts'
import { seeVersion } from './see.ts'

/** Of one version. */
export async function signoffViews(rows: Rows, signoffs: SignoffRow[]): Promise<SignoffView[]> {
  const version = signoffs[0] && (await findVersion(rows, signoffs[0].versionId))
  const charter = version && (await findCharter(rows, version.charterId))
  const showsCapacities = charter?.capacities === 'shown'
  const parties = await namedPartiesById(
    rows,
    signoffs.map(({ partyId }) => partyId),
  )
  return signoffs.map((signoff) => ({
    id: signoff.id,
    versionId: signoff.versionId,
    party: parties.get(signoff.partyId)!.party,
    partyNames: parties.get(signoff.partyId)!.names,
    decision: signoff.decision,
    stage: signoff.stage,
    sha256: signoff.sha256,
    signedAt: signoff.signedAt,
    signatory: {
      name: signoff.signatoryName,
      capacity: signoff.capacity,
      ...(signoff.isAlternate ? { alternate: true as const } : {}),
      ...(showsCapacities
        ? { speaksAs: isCapacity(signoff.speaksAs) ? signoff.speaksAs : null, ties: signoff.officialTies }
        : {}),
    },
    place: signoff.place,
    statement: signoff.statement,
    articles: signoff.articles,
    withdrawnAt: signoff.withdrawnAt,
  }))
}

export async function listSignoffs(
  { store }: Context,
  actor: Actor | null,
  versionId: string,
  page?: PageRequest,
): Promise<Result<Page<SignoffView>>> {
  const version = await seeVersion(store.db, actor, versionId)
  if (!version) return refuse('not-found')
  const after = page?.cursor === undefined ? null : readCursor(page.cursor, ['string', 'string'])
  if (page?.cursor !== undefined && after === null) return badCursor()
  const limit = limitOf(page)
  const found = await listSignoffRows(store.db, versionId, { after, limit: limit + 1 })
  const { items, next } = pageOf(found, limit, ({ signedAt, id }) => writeCursor([signedAt, id]))
  return ok({ items: await signoffViews(store.db, items), next })
}
