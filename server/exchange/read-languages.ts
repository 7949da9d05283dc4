/** Reads the languages of a charter file, each for itself (rules EX3, EX5). */
import { directionOf } from '../../src/lib/domain/language.ts'
import { member, type Json } from './faults.ts'
import { LIMITS } from './limits.ts'
import { readArticle, readPreamble, type ReadArticle, type ReadBlock } from './read-articles.ts'
import { readLanguage } from './read-records.ts'
import { checkTypography, type Gathered } from './read-text.ts'

/** One language of the file. */
export interface Expression {
  lang: string
  title: string
  path: string
  preamble: ReadArticle | null
  articles: ReadArticle[]
}

export const blocksOf = ({ preamble, articles }: Expression): ReadBlock[] =>
  (preamble ? [preamble, ...articles] : articles).flatMap((article) => article.blocks)

/** Id of the preamble's heading, which the format does not name: `preamble`, or with a mark where something has that id. */
export function preambleHeadingId(json: Json): string {
  const ids = new Set<unknown>()
  // A list of what is left, because a hostile file nests deeper than a stack.
  const left: unknown[] = [json.preamble, json.articles]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    if ('id' in value) ids.add(value.id)
    for (const inner of Object.values(value)) left.push(inner)
  }
  let id = 'preamble'
  while (ids.has(id)) id += '-heading'
  return id
}

export function readExpression(
  all: Gathered,
  json: Json,
  path: string,
  isMaster: boolean,
  headingId: string,
): Expression {
  const { faults } = all
  const lang = faults.at(json, path, 'lang', (value, at) => readLanguage(faults, value, at)) ?? 'und'
  const gathered: Gathered = { ...all, typography: all.typography === null ? null : lang }
  const title = faults.at(json, path, 'title', (value, at) => {
    const title = faults.string(value, at, { longest: LIMITS.title, script: 'words' })
    checkTypography(faults, title ?? '', at, gathered.typography)
    return title
  })
  const headingPath = member(path, 'preamble_heading')
  const heading = 'preamble_heading' in json ? { value: json.preamble_heading, path: headingPath } : undefined
  const preamble = faults.at(json, path, 'preamble', (value, at) =>
    readPreamble(gathered, { value, path: at }, heading, lang, headingId),
  )
  const articles = faults.at(json, path, 'articles', (value, at) =>
    faults
      .array(value, at, LIMITS.articles)
      .map((article) => readArticle(gathered, article.value, article.path, isMaster))
      .filter((article) => article !== null),
  )
  return { lang, title: title ?? '', path, preamble, articles: articles ?? [] }
}

const TRANSLATION_OPTIONAL = ['dir', 'status', 'preamble_heading']

export function readTranslations(gathered: Gathered, json: Json, headingId: string): Expression[] {
  const { faults } = gathered
  if (!('translations' in json)) return []
  const langs = new Set([json.lang])
  return faults.array(json.translations, 'translations', LIMITS.translations).flatMap(({ value, path }) => {
    const translation = faults.object(value, path, ['title', 'lang', 'preamble', 'articles'], TRANSLATION_OPTIONAL)
    if (!translation) return []
    const expression = readExpression(gathered, translation, path, false, headingId)
    if (langs.has(translation.lang))
      faults.add(member(path, 'lang'), `${expression.lang} is a language of this file already`)
    langs.add(translation.lang)
    if ('dir' in translation && translation.dir !== directionOf(expression.lang))
      faults.add(member(path, 'dir'), `must be ${directionOf(expression.lang)}, the direction of ${expression.lang}`)
    if ('status' in translation) faults.string(translation.status, member(path, 'status'), { longest: LIMITS.token })
    return [expression]
  })
}
