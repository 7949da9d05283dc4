/**
 * Reads a charter file (rules EX*, docs/exchange.md) whole or not at all: every fault by its path, or a plan with nothing left to check.
 */
import { isLocked } from '../../src/lib/domain/article.ts'
import { hasBrackets } from '../../src/lib/domain/agreement.ts'
import type { Anchor } from '../../src/lib/domain/contract.ts'
import { occurrences } from '../../src/lib/domain/anchor.ts'
import { directionOf, isLanguageTag } from '../../src/lib/domain/language.ts'
import { compareNumbers, parseNumber } from '../../src/lib/domain/numbering.ts'
import { indexBlocks, type ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { anchorText, optionRanges } from '../../src/lib/domain/rendering.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { Faults, member, type Json } from './faults.ts'
import type { ArticlePlan, CharterFile, CharterPlan, ContributionFile, ContributionPlan } from './format.ts'
import { LIMITS } from './limits.ts'
import { docOf, readArticle, readPreamble, type ReadArticle, type ReadBlock } from './read-articles.ts'
import {
  readContributions,
  readLanguage,
  readPeriods,
  readSocieties,
  readVersion,
  type ReadContribution,
} from './read-records.ts'
import type { FoundBracket, Gathered } from './read-text.ts'
import { compareStructure } from './same-structure.ts'

const REQUIRED = ['title', 'lang', 'version', 'preamble', 'articles']
const OPTIONAL = [
  'slug',
  'preamble_heading',
  'notice',
  'translations',
  'rounds',
  'silences',
  'contributions',
  'societies',
]

/** One language of the file. */
interface Expression {
  lang: string
  title: string
  path: string
  preamble: ReadArticle | null
  articles: ReadArticle[]
}

/**
 * EX1: a plan, or `invalid` with every fault (at most 1,000) and nothing else. `input`: parsed JSON from anywhere.
 */
export function readCharterFile(input: unknown): Result<CharterPlan> {
  const faults = new Faults()
  const gathered: Gathered = { faults, codes: [], references: [] }
  const json = faults.object(input, '', REQUIRED, OPTIONAL)
  if (!json) return refuse('invalid', { errors: faults.list })
  const slug = 'slug' in json ? readSlug(faults, json.slug, 'slug') : null
  const versionLabel = faults.at(json, '', 'version', (value, at) => readVersion(faults, value, at))
  const notice =
    'notice' in json ? faults.string(json.notice, 'notice', { longest: LIMITS.note, hasLines: true }) : null
  const societies = 'societies' in json ? readSocieties(faults, json.societies, 'societies') : []
  const rounds = 'rounds' in json ? readPeriods(faults, json.rounds, 'rounds', []) : new Set<string>()
  const silences = 'silences' in json ? readPeriods(faults, json.silences, 'silences', ['rule']) : new Set<string>()

  const headingId = preambleHeadingId(json)
  const master = readExpression(gathered, json, '', true, headingId)
  const others = readTranslations(gathered, json, headingId)
  // Without the text itself nothing can be held against it; saying so of every line would bury the one fault.
  const hasText = Array.isArray(json.articles) && Array.isArray(json.preamble) && isLanguageTag(master.lang)
  checkIds(faults, master)
  checkNumbers(faults, master)
  if (hasText) for (const other of others) compareExpressions(faults, master, other)
  const languages = [master.lang, ...others.map((other) => other.lang)]
  const expressions = [master, ...others]
  checkAgreed(faults, expressions)

  const contributions =
    'contributions' in json
      ? readContributions(gathered, json.contributions, 'contributions', { rounds, silences })
      : []
  const codes = new Set(societies.map((society) => society.code))
  for (const { code, path } of gathered.codes)
    if (!codes.has(code)) faults.add(path, `${code} is no society of this file`)
  const texts = new Texts(expressions)
  for (const { to, path } of hasText ? gathered.references : [])
    if (!texts.index.has(to)) faults.add(path, `${to} is no block of this charter`)
  const planned = (hasText ? contributions : []).map((contribution) =>
    checkContribution(faults, contribution, texts, versionLabel ?? '', languages),
  )
  if (faults.list.length > 0) return refuse('invalid', { errors: faults.list })

  return ok({
    slug,
    titles: Object.fromEntries(expressions.map(({ lang, title }) => [lang, title])),
    originalLanguage: master.lang,
    languages,
    versionLabel: versionLabel!,
    notice,
    articles: planArticles(expressions),
    societies,
    contributions: planned.filter((plan) => plan !== null),
    source: input as CharterFile,
  })
}

function readSlug(faults: Faults, value: unknown, path: string): string | null {
  const slug = faults.string(value, path, { longest: 80 })
  if (slug !== null && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    faults.add(path, 'must be lower-case words joined by hyphens')
  return slug
}

/** Id of the preamble's heading, which the format does not name: `preamble`, or with a mark where something has that id. */
function preambleHeadingId(json: Json): string {
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

function readExpression(
  gathered: Gathered,
  json: Json,
  path: string,
  isMaster: boolean,
  headingId: string,
): Expression {
  const { faults } = gathered
  const lang = faults.at(json, path, 'lang', (value, at) => readLanguage(faults, value, at)) ?? 'und'
  const title = faults.at(json, path, 'title', (value, at) =>
    faults.string(value, at, { longest: LIMITS.title, script: 'words' }),
  )
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

function readTranslations(gathered: Gathered, json: Json, headingId: string): Expression[] {
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

const blocksOf = ({ preamble, articles }: Expression): ReadBlock[] =>
  (preamble ? [preamble, ...articles] : articles).flatMap((article) => article.blocks)

/** EX2: ids of blocks and brackets are unique in the charter. */
function checkIds(faults: Faults, master: Expression): void {
  const seen = new Map<string, string>()
  const note = (id: string, path: string): void => {
    const first = seen.get(id)
    if (first === undefined) seen.set(id, path)
    else faults.add(member(path, 'id'), `${id} is the id of ${first === '' ? 'the preamble' : first} already`)
  }
  for (const { block, path, brackets } of blocksOf(master)) {
    note(block.attrs.id, path)
    for (const bracket of brackets) note(bracket.id, bracket.path)
  }
}

/** EX2: articles stand in the order of their numbers, each once. */
function checkNumbers(faults: Faults, master: Expression): void {
  let last: string | null = null
  for (const { number, path } of master.articles) {
    if (number === null || !parseNumber(number)) continue
    const order = last === null ? -1 : compareNumbers(last, number)
    if (order === 0) faults.add(member(path, 'number'), `${number} is the number of another article`)
    if (order > 0) faults.add(member(path, 'number'), `${number} must stand before ${last}`)
    else last = number
  }
}

function compareExpressions(faults: Faults, master: Expression, other: Expression): void {
  if (master.preamble && other.preamble) compareStructure(faults, master.preamble, other.preamble)
  else if (master.preamble) faults.add(member(other.path, 'preamble'), 'is missing, and the original has one')
  else if (other.preamble) faults.add(member(other.path, 'preamble'), 'must be empty, as in the original')
  const idOf = (article: ReadArticle): string => article.blocks[0]!.block.attrs.id
  const originals = new Map(master.articles.map((article) => [idOf(article), article]))
  const seen = new Set<string>()
  for (const article of other.articles) {
    const id = idOf(article)
    const original = originals.get(id)
    if (seen.has(id)) faults.add(member(article.path, 'id'), `${id} stands twice`)
    else if (original) compareStructure(faults, original, article)
    else faults.add(member(article.path, 'id'), `${id} is no article of the original`)
    seen.add(id)
  }
}

/** EX4 (AG2): no agreed article holds a bracket, in any language. */
function checkAgreed(faults: Faults, [master, ...others]: Expression[]): void {
  for (const article of master!.articles) {
    if (!isLocked(article.status)) continue
    const id = article.blocks[0]!.block.attrs.id
    const languages = [
      article,
      ...others.flatMap((other) => other.articles.filter((a) => a.blocks[0]!.block.attrs.id === id)),
    ]
    if (languages.some((each) => hasBrackets(docOf(each))))
      faults.add(member(article.path, 'status'), `is ${article.status}, and words of the article stand in brackets`)
  }
}

/** The texts of the file, for looking up what contributions quote. */
class Texts {
  readonly index: ReferenceIndex
  private readonly found = new Map<string, { article: ReadArticle; block: ReadBlock }>()
  private readonly expressions: Expression[]

  constructor(expressions: Expression[]) {
    this.expressions = expressions
    for (const expression of expressions)
      for (const article of expression.preamble ? [expression.preamble, ...expression.articles] : expression.articles)
        for (const block of article.blocks) {
          const key = `${expression.lang} ${block.block.attrs.id}`
          if (!this.found.has(key)) this.found.set(key, { article, block })
        }
    const { preamble, articles } = expressions[0]!
    this.index = indexBlocks(
      (preamble ? [preamble, ...articles] : articles).map((article) => ({
        id: article.blocks[0]!.block.attrs.id,
        number: article.number,
        doc: docOf(article),
      })),
    )
  }

  hasLanguage(lang: string): boolean {
    return this.expressions.some((expression) => expression.lang === lang)
  }

  /** The heading of the article that holds a block of the original language. */
  headingOf(id: string): string | null {
    return this.index.get(id)?.articleId ?? null
  }

  /** Own text of a block and where an option of that label stands in it; null where that language lacks the block. */
  read(
    id: string,
    lang: string,
  ): { text: string; optionIds: (label: string) => string[]; ranges: (id: string) => [number, number][] } | null {
    const found = this.found.get(`${lang} ${id}`)
    if (!found) return null
    const { block, brackets } = found.block
    const context = { lang, index: this.index, articleId: this.headingOf(id) ?? '', number: found.article.number }
    return {
      text: anchorText(block, context),
      optionIds: (label) =>
        brackets.flatMap((bracket) =>
          bracket.options.filter((_, i) => bracket.labels[i] === label).map((option) => option.id),
        ),
      ranges: (option) => optionRanges(block, option, context),
    }
  }

  /** A bracket of the original language, and the article it stands in. */
  bracket(id: string): { bracket: FoundBracket; headingBlock: string } | null {
    for (const block of blocksOf(this.expressions[0]!)) {
      const bracket = block.brackets.find((each) => each.id === id)
      if (bracket) return { bracket, headingBlock: this.headingOf(block.block.attrs.id) ?? '' }
    }
    return null
  }
}

/** EX8: a contribution points at what the file holds, and what it quotes stands there exactly once. Null after a fault that leaves nothing to plan. */
function checkContribution(
  faults: Faults,
  contribution: ReadContribution,
  texts: Texts,
  version: string,
  languages: readonly string[],
): ContributionPlan | null {
  const { path, target, anchor, change, isOrphan } = contribution
  if (target === null) return null
  const headingBlock = texts.headingOf(target)
  if (headingBlock === null && !isOrphan) {
    faults.add(member(path, 'target'), `${target} is no block of this charter`)
    return null
  }
  let planned: Anchor | null = null
  if (anchor) {
    const at = member(path, 'anchor')
    const isCurrent = anchor.version === version && !isOrphan
    if (!languages.includes(anchor.lang)) faults.add(member(at, 'lang'), `${anchor.lang} is no language of this file`)
    else if (isCurrent)
      planned = findQuote(faults, texts, target, anchor.lang, anchor.exact, anchor.option, at, 'exact')
    planned ??= { blockId: target, exact: anchor.exact }
  }
  if (change && !isOrphan) {
    const at = member(path, 'change')
    const bracket = change.bracket === null ? null : texts.bracket(change.bracket)
    if (change.bracket !== null && bracket?.headingBlock !== headingBlock)
      faults.add(member(at, 'bracket'), `${change.bracket} is no bracket of the article it is about`)
    else if (change.option !== null && bracket && !bracket.bracket.labels.includes(change.option))
      faults.add(member(at, 'option'), `${change.option} is no option of ${change.bracket}`)
    const lang = change.lang ?? languages[0]!
    if (!languages.includes(lang)) faults.add(member(at, 'lang'), `${lang} is no language of this file`)
    else if (change.find !== null)
      findQuote(faults, texts, target, lang, change.find, change.bracket === null ? change.option : null, at, 'find')
  }
  return { id: contribution.id, headingBlock, anchor: planned, data: contribution.json as ContributionFile }
}

/** Looks a quote up in the own text of its block: there once, and inside the option of that label. */
function findQuote(
  faults: Faults,
  texts: Texts,
  target: string,
  lang: string,
  exact: string,
  label: string | null,
  path: string,
  key: 'exact' | 'find',
): Anchor | null {
  const block = texts.read(target, lang)
  if (!block) {
    faults.add(path, `${target} has no text in ${lang}`)
    return null
  }
  const count = occurrences({ exact }, { text: block.text, rangesOf: block.ranges }).length
  if (count !== 1) {
    faults.add(
      member(path, key),
      `must occur exactly once in ${target}, and occurs ${count === 0 ? 'nowhere' : `${count} times`}`,
    )
    return null
  }
  if (label === null) return { blockId: target, exact }
  const optionId = block
    .optionIds(label)
    .find((id) => occurrences({ exact, optionId: id }, { text: block.text, rangesOf: block.ranges }).length === 1)
  if (optionId === undefined) {
    faults.add(member(path, 'option'), `${label} is no option of ${target} that holds the quoted words`)
    return null
  }
  return { blockId: target, exact, optionId }
}

function planArticles([master, ...others]: Expression[]): ArticlePlan[] {
  const { preamble, articles } = master!
  return (preamble ? [preamble, ...articles] : articles).map((article) => {
    const heading = article.blocks[0]!.block.attrs
    const translated = others.flatMap(({ lang, preamble, articles }) =>
      (preamble ? [preamble, ...articles] : articles)
        .filter((each) => each.blocks[0]!.block.attrs.id === heading.id)
        .map((each) => {
          const doc = docOf(each)
          // The bracket around a whole article is shared by its languages, whether they repeat it or not.
          const { bracket, bracketKind } = heading
          doc.content[0]!.attrs = { ...doc.content[0]!.attrs, bracket, bracketKind }
          return { lang, doc }
        }),
    )
    return {
      kind: article.number === null ? 'preamble' : 'article',
      number: article.number,
      headingBlock: heading.id,
      status: article.status,
      sources: article.sources,
      docs: [{ lang: master!.lang, doc: docOf(article) }, ...translated],
      brackets: article.blocks.flatMap(({ brackets }) =>
        brackets.map(({ id, kind, level, note, reservedBy, options }) => ({
          id,
          kind,
          level,
          note,
          reservedBy,
          options,
        })),
      ),
    }
  })
}
