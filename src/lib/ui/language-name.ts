import { listWords } from './locale.ts'

/** The name of language `tag` as written in `locale`, as it stands alone; the tag itself where the runtime knows no name. */
export const languageName = (tag: string, locale: string): string => begun(languageWithin(tag, locale), locale)

/** The same within a sentence or after other words: French, Spanish and Russian write it small there. */
export const languageWithin = (tag: string, locale: string): string =>
  new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' }).of(tag) ?? tag

/** `Anglais, arabe et français`: a list of them that stands alone. */
export const languageList = (tags: readonly string[], locale: string): string =>
  begun(languagesWithin(tags, locale), locale)

/** The same within a sentence. */
export const languagesWithin = (tags: readonly string[], locale: string): string =>
  listWords(
    tags.map((tag) => languageWithin(tag, locale)),
    locale,
  )

const begun = (words: string, locale: string): string => words.charAt(0).toLocaleUpperCase(locale) + words.slice(1)
