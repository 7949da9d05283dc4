/** Begins a charter: its address, title and languages; articles follow one by one. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { insertCharter } from '../store/charters.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { beginDraftingGroup } from './drafting-group.ts'
import { cleanText, LONGEST } from './input.ts'
import { record } from './record.ts'

/** Lower-case words of letters and digits, joined by hyphens. */
export const isSlug = (slug: string): boolean => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && slug.length <= 80

/** `languages`: BCP 47, the original first. Refuses with `slug-taken`, `invalid`. */
export async function createCharter(
  { store, newId }: Context,
  actor: Actor | null,
  input: { slug: string; title: string; languages: string[] },
): Promise<Result<{ id: string; slug: string }>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'charter.create', { kind: 'service' })) return refuse('not-allowed')
  const faults: Fault[] = []
  const title = cleanText(faults, 'title', input.title, LONGEST.title)
  if (!isSlug(input.slug))
    faults.push({ path: 'slug', message: 'must be lower-case words joined by hyphens, at most 80' })
  const { languages } = input
  if (languages.length === 0 || languages.length > 30)
    faults.push({ path: 'languages', message: 'must name 1 to 30 languages, the original first' })
  languages.forEach((lang, i) => {
    if (!isLanguageTag(lang)) faults.push({ path: `languages[${i}]`, message: 'is not a language tag' })
    else if (languages.indexOf(lang) < i) faults.push({ path: `languages[${i}]`, message: 'is named twice' })
  })
  const originalLanguage = languages[0]
  if (faults.length > 0 || originalLanguage === undefined) return refuse('invalid', { errors: faults })
  const id = newId()
  try {
    await store.transaction(async (rows) => {
      const createdAt = await store.now(rows)
      await insertCharter(rows, {
        id,
        slug: input.slug,
        titles: { [originalLanguage]: title },
        originalLanguage,
        languages,
        source: null,
        createdAt,
      })
      await beginDraftingGroup(rows, id)
      await record(rows, {
        at: createdAt,
        actor,
        as: 'secretariat',
        act: 'charter.created',
        subject: { kind: 'charter', id },
        data: { slug: input.slug, title, languages },
      })
    })
  } catch (error) {
    if (isUniqueViolation(error, 'charter.slug')) return refuse('slug-taken')
    throw error
  }
  return ok({ id, slug: input.slug })
}
