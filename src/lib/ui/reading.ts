/** What the reading pages show; the shape that their `load` makes. */
import type { CharterView, VersionText } from '#lib/domain/contract.ts'
import type { ArticleSection } from '#lib/domain/html.ts'

export interface ReadArticle {
  id: string
  slug: string
  /** `Article 14 bis`, in the language read. */
  label: string
  heading: string
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
  /** In the order of the charter. */
  articles: ReadArticle[]
}

/** The stable address of a version, or of one article of it, in a language. */
export const versionHref = (number: number, lang: string, slug?: string): string =>
  `/charter/v/${number}${slug === undefined ? '' : `/${slug}`}?lang=${lang}`
