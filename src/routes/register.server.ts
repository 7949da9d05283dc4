/** The public register: every sign-off of every published version. */
import type { SignoffView, VersionView } from '#lib/domain/contract.ts'
import { nameIn } from '#lib/domain/language.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'
import { isFound } from '#lib/ui/fold.ts'
import { everyItem, valueOf } from './answer.server.ts'
import { theCharter } from './charter/reading.server.ts'

export interface RegisterEntry extends SignoffView {
  /** What the party is called in the language of the page. */
  partyName: string
  version: { number: number; label: string; stage: string }
  articles: (SignoffView['articles'][number] & { label: string; slug: string })[]
}

/** Versions newest first; entries by party name, then newest first; names and labels in the reader's language. */
export async function readRegister(locals: App.Locals): Promise<{ versions: VersionView[]; entries: RegisterEntry[] }> {
  const { app, actor, lang } = locals
  const charter = await theCharter(locals)
  const versions = (await everyItem((page) => app.listVersions(actor, charter.id, page)))
    .filter((version) => version.publishedAt !== null)
    .sort((a, b) => b.number - a.number)
  const entries = await Promise.all(
    versions.map(async (version) => {
      const signoffs = await everyItem((page) => app.listSignoffs(actor, version.id, page))
      const hasArticles = signoffs.some((signoff) => signoff.articles.length > 0)
      const texts = hasArticles ? valueOf(await app.readVersion(actor, version.id)).articles : []
      const numbers = new Map(texts.map((article) => [article.id, article.number]))
      return signoffs.map((signoff) => ({
        ...signoff,
        partyName: nameIn(signoff.partyNames, lang, signoff.party.name),
        version: { number: version.number, label: version.label, stage: version.stage },
        articles: signoff.articles.map((one) => {
          const number = numbers.get(one.articleId) ?? null
          return { ...one, label: articleLabel(number, lang), slug: articleSlug(number) }
        }),
      }))
    }),
  )
  const byName = new Intl.Collator(lang, { numeric: true })
  return {
    versions,
    entries: entries
      .flat()
      .sort((a, b) => byName.compare(a.partyName, b.partyName) || (a.signedAt < b.signedAt ? 1 : -1)),
  }
}

/** The entries in which every word of `query` occurs somewhere. */
export function searchRegister(entries: RegisterEntry[], query: string, version: number | null): RegisterEntry[] {
  return entries.filter((entry) => {
    if (version !== null && entry.version.number !== version) return false
    const { party, partyNames, signatory, place, statement, articles } = entry
    const names = [party.code, party.name, ...Object.values(partyNames)]
    const said = [statement, ...articles.map(({ text }) => text)]
    return isFound(query, ...names, signatory.name, signatory.capacity, place, ...said)
  })
}

/** `?version=2` -> 2; anything else: every version. */
export const versionOf = (url: URL): number | null => {
  const text = url.searchParams.get('version') ?? ''
  return /^[1-9][0-9]{0,5}$/.test(text) ? Number(text) : null
}
