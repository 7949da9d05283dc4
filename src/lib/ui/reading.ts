/** What the reading pages show; the shape that their `load` makes. */
import type { ArticleStatus } from '#lib/domain/article.ts'
import type { CharterView, Decision, VersionText } from '#lib/domain/contract.ts'
import type { ArticleSection } from '#lib/domain/html.ts'

export interface ReadArticle {
  id: string
  slug: string
  /** `Article 14 bis`, in the language read. */
  label: string
  heading: string
  /** How far it was agreed when the version was cut. */
  status: ArticleStatus
  /** Brackets in any language of the version. */
  openBrackets: number
  /** Null where the language has no text of it. */
  section: ArticleSection | null
}

export interface Reading {
  charter: CharterView
  version: Omit<VersionText, 'articles'>
  /** The latest published number, for the notice on older versions; null: none is published. */
  latest: number | null
  title: string
  lang: string
  dir: 'ltr' | 'rtl'
  languages: { lang: string; isComplete: boolean }[]
  /** Standing sign-offs of this version. */
  signed: { total: number; decisions: { decision: Decision; parties: number }[] }
  /** In the order of the status machine; a status that no article has is left out. */
  statuses: { status: ArticleStatus; articles: number }[]
  /** Of this site, for addresses that are copied. */
  origin: string
  /** In the order of the charter. */
  articles: ReadArticle[]
}

/** The stable address of a version, or of one article of it, in a language. */
export const versionHref = (number: number, lang: string, slug?: string): string =>
  `/charter/v/${number}${slug === undefined ? '' : `/${slug}`}?lang=${lang}`
