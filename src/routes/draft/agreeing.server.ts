/** What pages of agreement share: how paragraphs are called, what their forms say, and what was typed where one is refused. */
import { PART_STATUSES, type PartStatus } from '#lib/domain/article.ts'
import type { ArticleText } from '#lib/domain/contract.ts'
import { openingOf } from '#lib/domain/find.ts'
import { labelsOf } from '#lib/domain/places.ts'
import { anchorText } from '#lib/domain/rendering.ts'
import { markOf, type SeenWords } from '#lib/domain/words-seen.ts'
import { SEEN } from '#lib/ui/seen-words.ts'
import { hatOf } from '../hat.server.ts'
import { textOf } from '../answer.server.ts'
import { contextOf } from './blocks.server.ts'

/** Typed, shown again where it is refused. `about`: a part's first block, a fix or `article`. */
export const typedOf = (form: FormData) => ({
  about: textOf(form, 'about'),
  status: textOf(form, 'status'),
  reason: textOf(form, 'reason'),
  group: textOf(form, 'group'),
  who: textOf(form, 'who'),
  parties: form.getAll('party').filter((code) => typeof code === 'string'),
  confirmBy: textOf(form, 'confirmBy'),
  lang: textOf(form, 'lang'),
  exact: textOf(form, 'exact'),
  words: textOf(form, 'words'),
  why: textOf(form, 'why'),
})
export type Typed = ReturnType<typeof typedOf>

/** What belongs to the status that was chosen; what was typed for another is left out. Null: none was. */
export function statusIn(form: FormData) {
  const { status: asked, reason, group, who, parties, confirmBy } = typedOf(form)
  const status: PartStatus | undefined = PART_STATUSES.find((known) => known === asked)
  if (status === undefined) return null
  const isSubject = status === 'agreed_ad_referendum'
  return {
    status,
    ...(reason !== '' && { reason }),
    ...(status === 'agreed_in_group' && group !== '' && { group }),
    // typed on the clock of UTC
    ...(isSubject && confirmBy !== '' && { confirmBy: `${confirmBy}Z` }),
    ...(isSubject && who === 'all' && { parties: 'all' as const }),
    ...(isSubject && who === 'some' && { parties }),
    seen: seenOf(form),
    as: hatOf(form),
  }
}

/** AG15: the words that the page showed. */
export const seenOf = (form: FormData): SeenWords[] =>
  form.getAll(SEEN).flatMap((one) => {
    const [, lang, mark] = /^(\S+) ([0-9a-f]+)$/.exec(typeof one === 'string' ? one : '') ?? []
    return lang === undefined || mark === undefined ? [] : [{ lang, mark }]
  })

/** The words of a part, or of an article, as a page shows them in its language: for whoever may say how far that is agreed. */
export const shownTo = (
  next: readonly PartStatus[],
  { json, document: { lang } }: Pick<ArticleText, 'json' | 'document'>,
  blockId: string | null,
): SeenWords[] => (next.length === 0 ? [] : [{ lang, mark: markOf(json, blockId) }])

/** Characters of a paragraph by which it is known. */
const EXCERPT = 160

export interface NamedBlock {
  id: string
  label: string | null
  excerpt: string
  /** Its own words, whole, brackets shown. */
  text: string
}

/** By id: what each block is called, how it begins, and what it says. */
export function blocksOf(article: ArticleText): Map<string, NamedBlock> {
  const { json, document, round } = article
  const context = contextOf(article)
  const labels = labelsOf(json, document.lang, round)
  return new Map(
    json.content.map((block, i) => {
      const { id } = block.attrs
      const text = anchorText(block, context)
      return [id, { id, label: labels[i] ?? null, excerpt: openingOf(text, EXCERPT), text }]
    }),
  )
}
