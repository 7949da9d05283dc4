/** Signs a version off in the name of the signatory's party (rules SO*). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { SignoffView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { checkSignable, checkSignoff, isConfirmed } from '../../src/lib/domain/signoff.ts'
import type { SignoffInput } from '../app.ts'
import type { Door } from '../auth/door.ts'
import { confirmPassword } from '../auth/sign-in.ts'
import type { Context } from '../context.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { holdPerson, loadActor } from '../store/people.ts'
import { confirmSession, findSession } from '../store/sessions.ts'
import { insertSignoff, type SignoffRow } from '../store/signoffs.ts'
import { holdVersion, listVersionArticles } from '../store/versions.ts'
import { record } from './record.ts'
import { seeVersion } from './see.ts'
import { signoffViews } from './signoffs.ts'

/**
 * Refuses with `text-changed` (another hash), `confirm-password`, `already-signed` (by constraint), `not-published`,
 * `version-withdrawn`, `invalid`, `too-many-attempts`.
 */
export async function signOff(
  context: Context,
  door: Door,
  actor: Actor | null,
  versionId: string,
  input: SignoffInput,
): Promise<Result<SignoffView>> {
  const { store, events, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeVersion(store.db, actor, versionId)
  if (!seen) return refuse('not-found')
  const { partyId, party, sessionId } = actor
  const versionSubject = { kind: 'version', isPublished: seen.publishedAt !== null } as const
  if (!can(actor, 'version.sign', versionSubject) || !partyId || !party) return refuse('not-allowed')
  const articleIds = new Set((await listVersionArticles(store.db, versionId)).map(({ articleId }) => articleId))
  const words = checkSignoff(input, articleIds)
  if (!words.ok) return words
  // before the transaction: it takes its time
  if (input.password !== undefined) {
    const right = await confirmPassword(door, actor, input.password)
    if (!right.ok) return right
  }
  try {
    const signed = await store.transaction(async (rows): Promise<Result<SignoffRow>> => {
      // held, so that it is not withdrawn between this look and the signature
      const version = await holdVersion(rows, versionId)
      if (!version) return refuse('not-found')
      const signable = checkSignable(version, input.sha256)
      if (!signable.ok) return signable
      const now = await store.now(rows)
      // PE9: moved, removed or closed since the password was asked for? Held, so that it is not between this look and the signature
      await holdPerson(rows, actor.id)
      const still = await loadActor(rows, actor.id, now)
      const isStill =
        still !== null && still.partyId === partyId && can({ ...actor, ...still }, 'version.sign', versionSubject)
      if (!isStill) return refuse('not-allowed')
      const session = sessionId === null ? undefined : await findSession(rows, sessionId)
      // ended since: by oneself elsewhere, or by a new password
      if (sessionId !== null && session === undefined) return refuse('not-signed-in')
      if (input.password === undefined && !isConfirmed(session?.confirmed_at ?? null, now))
        return refuse('confirm-password')
      if (input.password !== undefined && sessionId !== null) await confirmSession(rows, sessionId, now)
      const signoff: SignoffRow = {
        id: newId(),
        versionId,
        partyId,
        personId: actor.id,
        signatoryName: actor.name,
        ...words.value,
        stage: version.stage,
        sha256: version.sha256,
        signedAt: now,
        withdrawnAt: null,
        withdrawnReason: null,
        speaksAs: still.capacity ?? null,
        officialTies: still.officialTies ?? null,
        isAlternate: still.alternateFor?.includes('signatory') === true,
      }
      await insertSignoff(rows, signoff)
      await record(rows, {
        at: now,
        // as they are now: what the session knew of their roles may be over
        actor: {
          ...still,
          sessionId,
          confirmedAt: actor.confirmedAt,
          ...(actor.request && { request: actor.request }),
        },
        as: 'signatory',
        act: 'signoff.made',
        subject: { kind: 'signoff', id: signoff.id },
        data: {
          version: versionId,
          number: version.number,
          stage: version.stage,
          sha256: version.sha256,
          party,
          decision: signoff.decision,
          articles: signoff.articles.map(({ articleId, kind }) => ({ article: articleId, kind })),
        },
      })
      return ok(signoff)
    })
    if (!signed.ok) return signed
    events.tell({ kind: 'signoff-changed', versionId, signoffId: signed.value.id })
    const [view] = await signoffViews(store.db, [signed.value])
    return ok(view!)
  } catch (error) {
    if (isUniqueViolation(error, 'signoff.party_id')) return refuse('already-signed')
    throw error
  }
}
