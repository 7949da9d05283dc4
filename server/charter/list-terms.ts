/** The defined terms of a charter with every use in every language, linked or by words alone (rules DT*; practice 5.8): what renaming one has to look at. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { DefinedTerm, TermPlace } from '../../src/lib/domain/contract.ts'
import { definitionsIn, usesIn } from '../../src/lib/domain/defined-terms.ts'
import { excerptOf } from '../../src/lib/domain/find.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf } from '../store/articles.ts'
import { readStandingTexts } from './charter-texts.ts'
import { articleSubject, seeCharter } from './see.ts'

/** Uses of one term that are told; all are counted. */
export const SHOWN_USES = 500

/** Terms in the order of their definitions; those whose definition is gone (`definitions` empty) last. For readers of working texts. */
export async function listTerms(
  context: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<{ items: DefinedTerm[] }>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const [{ articles, documents, texts }, assignments] = await Promise.all([
    readStandingTexts(context, charter, () => true),
    assignmentsOf(context.store.db, actor.id, { charterId: charter.id }),
  ])
  const readable = articles.filter((article) =>
    can(actor, 'article.read', articleSubject(article, assignments.get(article.id) ?? [], charter.originalLanguage)),
  )
  if (articles.length > 0 && readable.length === 0) return refuse('not-allowed')

  const terms = new Map<string, DefinedTerm>()
  const termOf = (id: string): DefinedTerm => {
    const known = terms.get(id)
    if (known) return known
    const term: DefinedTerm = { id, definitions: [], useCount: 0, uses: [] }
    terms.set(id, term)
    return term
  }
  const each = (visit: (doc: ArticleDoc, lang: string, place: (block: string) => TermPlace) => void): void => {
    for (const lang of charter.languages)
      for (const article of readable) {
        const document = documents.find((one) => one.articleId === article.id && one.lang === lang)
        const doc = document && texts.get(document.id)
        if (!doc) continue
        const labels = labelsOf(doc, lang, article.round)
        visit(doc, lang, (block) => ({
          lang,
          articleId: article.id,
          articleNumber: article.number,
          articleLabel: articleLabel(article.number, lang),
          blockId: block,
          label: labels[doc.content.findIndex(({ attrs }) => attrs.id === block)] ?? null,
        }))
      }
  }
  each((doc, lang, place) => {
    for (const { id, block, words, text } of definitionsIn(doc)) {
      const { definitions } = termOf(id)
      if (!definitions.some((one) => one.lang === lang)) definitions.push({ ...place(block), words, text })
    }
  })
  each((doc, lang, place) => {
    const here = [...terms.values()].flatMap(({ id, definitions }) =>
      definitions.filter((one) => one.lang === lang).map(({ words }) => ({ id, words })),
    )
    for (const { term, block, from, to, isLinked } of usesIn(doc, lang, here)) {
      const found = termOf(term)
      found.useCount++
      if (found.uses.length >= SHOWN_USES) continue
      const words = doc.content.find(({ attrs }) => attrs.id === block)!
      found.uses.push({ ...place(block), ...excerptOf(words, { from, to }), isLinked })
    }
  })
  const items = [...terms.values()]
  return ok({
    items: [...items.filter((term) => term.definitions.length > 0), ...items.filter((t) => t.definitions.length === 0)],
  })
}
