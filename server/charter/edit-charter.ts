/** What a charter is called, and which charter this site shows (P10): the secretariat's acts. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { CharterView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { CharterEdit } from '../app.ts'
import type { Context } from '../context.ts'
import { findCharter, listCharterRows, lockCharter, updateCharter, type CharterRow } from '../store/charters.ts'
import { charterView, setShownCharter } from './charter-view.ts'
import { cleanText, LONGEST } from './input.ts'
import { record } from './record.ts'
import { charterSubject, seeCharter } from './see.ts'

/** What is not named stays. A title of no words is taken away, but the original's. Refuses with `invalid`. */
export async function editCharter(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
  input: CharterEdit,
): Promise<Result<CharterView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeCharter(store.db, actor, charterId)
  if (!seen) return refuse('not-found')
  if (!can(actor, 'charter.edit', charterSubject(seen))) return refuse('not-allowed')
  const edited = await store.transaction(async (rows): Promise<Result<CharterRow>> => {
    await lockCharter(rows, seen.id)
    const before = (await findCharter(rows, seen.id))!
    const faults: Fault[] = []
    const titles: Record<string, string> = { ...before.titles }
    for (const [lang, words] of Object.entries(input.titles)) {
      const path = `titles.${lang}`
      const title = cleanText(faults, path, words, LONGEST.title, lang === before.originalLanguage)
      if (!before.languages.includes(lang)) faults.push({ path, message: 'is no language of this charter' })
      else if (title.includes('\n')) faults.push({ path, message: 'must be one line' })
      else titles[lang] = title
    }
    if (faults.length > 0) return refuse('invalid', { errors: faults })
    const kept = Object.fromEntries(Object.entries(titles).filter(([, title]) => title !== ''))
    await updateCharter(rows, seen.id, { titles: kept })
    await record(rows, {
      at: await store.now(rows),
      actor,
      as: 'secretariat',
      act: 'charter.edited',
      subject: { kind: 'charter', id: seen.id },
      data: { from: before.titles, to: kept },
    })
    return ok((await findCharter(rows, seen.id))!)
  })
  return edited.ok ? ok(charterView(actor, edited.value)) : edited
}

/**
 * AR7: from now on `/charter` shows this one. One that the public cannot read takes no other's place (`not-published`); where the operator has
 * named one (`CHARTER_SLUG`) it is theirs to change (`not-allowed`).
 */
export async function showCharter(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
  mainSlug: string | null,
): Promise<Result<CharterView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeCharter(store.db, actor, charterId)
  if (!seen) return refuse('not-found')
  if (!can(actor, 'charter.edit', charterSubject(seen))) return refuse('not-allowed')
  if (mainSlug !== null) return refuse('not-allowed', { detail: 'The operator names it by CHARTER_SLUG.' })
  const shown = await store.transaction(async (rows): Promise<Result<null>> => {
    const charters = await listCharterRows(rows)
    const isReadable = charters.some(({ id, hasPublishedVersion }) => id === seen.id && hasPublishedVersion)
    if (!isReadable && charters.some(({ hasPublishedVersion }) => hasPublishedVersion)) return refuse('not-published')
    await setShownCharter(rows, seen.id)
    await record(rows, {
      at: await store.now(rows),
      actor,
      as: 'secretariat',
      act: 'charter.shown',
      subject: { kind: 'charter', id: seen.id },
      data: { slug: seen.slug },
    })
    return ok(null)
  })
  return shown.ok ? ok(charterView(actor, seen)) : shown
}
