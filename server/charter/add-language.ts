/** Adds a language to a charter: every article gets its document in it, with the blocks of the original and without words (ST1). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import type { CharterView } from '../../src/lib/domain/contract.ts'
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { listDocuments } from '../store/articles.ts'
import { findCharter, lockCharter, updateCharter } from '../store/charters.ts'
import { beginDocument, withoutWords } from './article-text.ts'
import { charterView } from './charter-view.ts'
import { cleanText, LONGEST } from './input.ts'
import { record } from './record.ts'
import { charterSubject, seeCharter } from './see.ts'
import { asWorn, wear } from './wear.ts'

/** As many as a charter may begin with. */
const MOST_LANGUAGES = 30
/** How often it begins again because an article came while texts stood still. */
const ATTEMPTS = 5

/** Refuses with `language-taken`, `invalid`, `busy`. */
export async function addLanguage(
  context: Context,
  actor: Actor | null,
  charterId: string,
  input: { lang: string; title?: string | undefined },
): Promise<Result<CharterView>> {
  const { store, texts, newId, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeCharter(store.db, actor, charterId)
  if (!seen) return refuse('not-found')
  const worn = wear(actor, undefined, 'charter.edit', () => charterSubject(seen))
  if (!worn.ok) return worn
  const faults: Fault[] = []
  const { lang } = input
  const title = cleanText(faults, 'title', input.title ?? '', LONGEST.title, false)
  if (title.includes('\n')) faults.push({ path: 'title', message: 'must be one line' })
  if (!isLanguageTag(lang)) faults.push({ path: 'lang', message: 'is not a language tag' })
  if (seen.languages.length >= MOST_LANGUAGES)
    faults.push({ path: 'lang', message: `a charter has at most ${MOST_LANGUAGES} languages` })
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  if (seen.languages.includes(lang)) return refuse('language-taken')
  const by = authorOf(worn.value.actor, worn.value.hat)
  const isOriginal = (document: { lang: string }): boolean => document.lang === seen.originalLanguage
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const originals = (await listDocuments(store.db, seen.id)).filter(isOriginal)
    // the blocks of the original do not change until the new documents are there to follow them
    const added = await texts.whileStill(
      originals.map(({ id }) => id),
      (now, hold) =>
        store.transaction(async (rows): Promise<Result<CharterView> | null> => {
          await hold(rows)
          await lockCharter(rows, seen.id)
          const charter = (await findCharter(rows, seen.id))!
          if (charter.languages.includes(lang)) return refuse('language-taken')
          const documents = await listDocuments(rows, seen.id)
          const has = new Set(documents.filter((one) => one.lang === lang).map(({ articleId }) => articleId))
          const standing = documents.filter(isOriginal)
          if (standing.some(({ id }) => !now.has(id))) return null
          const at = await store.now(rows)
          for (const { id, articleId } of standing)
            if (!has.has(articleId))
              await beginDocument(rows, newId, by, { articleId, lang, doc: withoutWords(now.get(id)!), at })
          const languages = [...charter.languages, lang]
          const titles = title === '' ? charter.titles : { ...charter.titles, [lang]: title }
          await updateCharter(rows, seen.id, { languages, titles })
          await record(rows, {
            at,
            ...asWorn(worn.value),
            act: 'charter.language-added',
            subject: { kind: 'charter', id: seen.id },
            data: { lang, ...(title === '' ? {} : { title }) },
          })
          return ok(charterView(actor, (await findCharter(rows, seen.id))!))
        }),
    )
    if (added === null) continue
    if (added.ok)
      for (const { articleId } of originals) events.tell({ kind: 'article-changed', charterId: seen.id, articleId })
    return added
  }
  return refuse('busy', { detail: 'Articles are being added; try again.' })
}
