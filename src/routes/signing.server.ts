/** What the pages for a signatory share: who signs, and what there is to sign. */
import { error } from '@sveltejs/kit'
import type { Actor, Party } from '#lib/domain/actor.ts'
import type { SignoffView, VersionView } from '#lib/domain/contract.ts'
import { nameIn } from '#lib/domain/language.ts'
import { can } from '#lib/domain/permissions.ts'
import { everyItem, mustBeSignedIn } from './answer.server.ts'
import { theCharter } from './charter/reading.server.ts'

export interface Signable extends VersionView {
  /** The standing sign-off of this party, or null. */
  own: SignoffView | null
}

/** Published versions, newest first, with the sign-off of the signatory's party; the error page for everybody else. */
export async function signables(
  locals: App.Locals,
  url: URL,
): Promise<{ actor: Actor; party: Party; versions: Signable[] }> {
  const actor = mustBeSignedIn(locals.actor, url)
  if (!can(actor, 'version.sign', { kind: 'version', isPublished: true }) || actor.party === null)
    error(403, { message: 'not allowed', code: 'not-allowed' })
  const { app } = locals
  const { code, name } = actor.party
  const own = await app.readParty(actor, code)
  const party = { code, name: own.ok ? nameIn(own.value.names, locals.lang, name) : name }
  const charter = await theCharter(locals)
  const all = await everyItem((page) => app.listVersions(actor, charter.id, page))
  const published = all.filter((version) => version.publishedAt !== null).sort((a, b) => b.number - a.number)
  const versions = await Promise.all(
    published.map(async (version) => {
      const signoffs = await everyItem((page) => app.listSignoffs(actor, version.id, page))
      const own = signoffs.find((signoff) => signoff.party.code === party.code && signoff.withdrawnAt === null)
      return { ...version, own: own ?? null }
    }),
  )
  return { actor, party, versions }
}

/** The version that the address names, or the error page. */
export function signableByNumber(versions: Signable[], text: string): Signable {
  const version = versions.find(({ number }) => String(number) === text)
  return version ?? error(404, { message: 'no such version', code: 'not-found' })
}
