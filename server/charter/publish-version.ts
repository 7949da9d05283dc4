/** Opens a version to the public. Its bytes were frozen when it was cut. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { VersionView } from '../../src/lib/domain/contract.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { checkPublish } from '../../src/lib/domain/version.ts'
import type { Context } from '../context.ts'
import { findCharter, lockCharter } from '../store/charters.ts'
import { findVersion, listVersionArticles, setPublished, type VersionRow } from '../store/versions.ts'
import { reasonNotToPublish, removeDeleted } from './cut-version.ts'
import { viewVersion } from './read-version.ts'
import { record } from './record.ts'
import { blocksIn, goingFrom, publishWithout, tellGone } from './remove-deleted.ts'
import { seeVersion } from './see.ts'
import { asWorn, wear } from './wear.ts'

/** Refuses with `already-published`, `version-withdrawn`, `hidden-direction`. */
export async function publishVersion(
  context: Context,
  actor: Actor | null,
  versionId: string,
  mainSlug: string | null,
): Promise<Result<VersionView>> {
  const { store, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeVersion(store.db, actor, versionId)
  if (!seen) return refuse('not-found')
  const worn = wear(actor, undefined, 'version.publish', () => ({
    kind: 'version',
    isPublished: seen.publishedAt !== null,
  }))
  if (!worn.ok) return worn
  const reason = reasonNotToPublish(await listVersionArticles(store.db, seen.id))
  if (reason) return reason
  const charter = await findCharter(store.db, seen.charterId)
  if (!charter) return refuse('not-found')
  let refused: Refused = refuse('busy', { detail: 'What is deleted in the working text is changing; try again.' })
  const going = await goingFrom(store.db, charter.id, await blocksIn(store.db, versionId))
  const published = await publishWithout(
    context,
    worn.value,
    charter,
    going,
    async (rows): Promise<VersionRow | null> => {
      // articles are neither placed nor deleted while it becomes known which there are
      await lockCharter(rows, seen.charterId)
      const at = await store.now(rows)
      // of two at once the second waits here, then finds nothing left to publish
      if (!(await setPublished(rows, versionId, at))) {
        const allowed = checkPublish((await findVersion(rows, versionId)) ?? seen)
        if (!allowed.ok) refused = allowed
        return null
      }
      await record(rows, {
        at,
        ...asWorn(worn.value),
        act: 'version.published',
        subject: { kind: 'version', id: versionId },
        data: { number: seen.number, label: seen.label, sha256: seen.sha256 },
      })
      await removeDeleted(rows, seen.charterId, versionId, at)
      return { ...seen, publishedAt: at }
    },
  )
  if (published === null) return refused
  tellGone(context, charter.id, going)
  events.tell({ kind: 'version-changed', charterId: seen.charterId, versionId })
  return ok(await viewVersion(context, published, mainSlug))
}
