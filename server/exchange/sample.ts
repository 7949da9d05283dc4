/**
 * Reads a charter file (rules EX*, docs/exchange.md) whole or not at all: every fault by its path, or a plan with nothing left to check.
 */
import { ARTICLE_STATUSES, isLocked } from '../../src/lib/domain/article.ts'
import { hasBrackets } from '../../src/lib/domain/agreement.ts'
import { deletedIn, withoutDeleted } from '../../src/lib/domain/provision.ts'
import { isLanguageTag } from '../../src/lib/domain/language.ts'
import { compareNumbers, parseNumber } from '../../src/lib/domain/numbering.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { checkContribution, Texts } from './check-contributions.ts'
import { Faults, member } from './faults.ts'
import type { ArticlePlan, CharterFile, CharterPlan } from './format.ts'
import { LIMITS } from './limits.ts'
import { docOf, readDeleted, type ReadArticle } from './read-articles.ts'
import { openings, readContributions } from './read-contributions.ts'
import { readTalks } from './read-talks.ts'
import { blocksOf, preambleHeadingId, readExpression, readTranslations, type Expression } from './read-languages.ts'
import { readPeriods, readSocieties, readVersion } from './read-records.ts'
import type { Gathered } from './read-text.ts'
import { compareStructure } from './same-structure.ts'

const REQUIRED = ['title', 'lang', 'version', 'preamble', 'articles']
const OPTIONAL = [
  'slug',
  'preamble_heading',
  'preamble_deleted',
  'preamble_status',
  'typography',
  'notice',
  'translations',
  'rounds',
  'silences',
  'contributions',
  'societies',
  'talks',
]

/**
 * EX1: a plan, or `invalid` with every fault (at most 1,000) and nothing else. `input`: parsed JSON from anywhere.
 */
export function readCharterFile(input: unknown): Result<CharterPlan> {
  const faults = new Faults()
  const json = faults.object(input, '', REQUIRED, OPTIONAL)
  if (!json) return refuse('invalid', { errors: faults.list })
  if ('typography' in json) faults.oneOf(json.typography, 'typography', ['unchecked'] as const)
  const typography = json.typography === 'unchecked' ? null : 'checked'
  const gathered: Gathered = { faults, codes: [], references: [], definitions: new Set(), terms: [], typography }
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
  if ('preamble_deleted' in json) {
    const deleted = readDeleted(faults, json.preamble_deleted, 'preamble_deleted')
    if (master.preamble) master.preamble.deleted = deleted
    else faults.add('preamble_deleted', 'is of no preamble')
  }
  if ('preamble_status' in json) {
    const status = faults.oneOf(json.preamble_status, 'preamble_status', ARTICLE_STATUSES)
    if (!master.preamble) faults.add('preamble_status', 'is of no preamble')
    else if (status !== null) master.preamble.status = status
  }

  const contributions =
    'contributions' in json
      ? readContributions({ ...gathered, typography: null }, json.contributions, 'contributions', { rounds, silences })
      : []
  const articles = hasText ? planArticles(expressions) : []
  const said = new Set(contributions.map(({ id }) => id))
  const threads = openings(contributions)
  const talks =
    'talks' in json && hasText
      ? readTalks(gathered, { articles, languages, contributions: said, threads }, json.talks, 'talks')
      : null
  const deleted = deletedIn((talks?.agreed ?? []).map(({ block = '', status }) => [block, status] as const))
  checkAgreed(faults, expressions, deleted)
  const codes = new Set(societies.map((society) => society.code))
  for (const { code, path } of gathered.codes)
    if (!codes.has(code)) faults.add(path, `${code} is no society of this file`)
  const texts = new Texts(expressions)
  for (const { to, path } of hasText ? gathered.references : [])
    if (!texts.index.has(to)) faults.add(path, `${to} is no block of this charter`)
  for (const { to, path } of gathered.terms)
    if (!gathered.definitions.has(to)) faults.add(path, `${to} is no term that this charter defines`)
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
    articles,
    societies,
    contributions: planned.filter((plan) => plan !== null),
    talks,
    source: input as CharterFile,
  })
}

function readSlug(faults: Faults, value: unknown, path: string): string | null {
  const slug = faults.string(value, path, { longest: 80 })
  if (slug !== null && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))
    faults.add(path, 'must be lower-case words joined by hyphens')
  return slug
}

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

/** EX4 (AG2, AG13): no agreed article holds a bracket, in any language, but in what is deleted. */
function checkAgreed(faults: Faults, [master, ...others]: Expression[], deleted: ReadonlySet<string>): void {
  const texts = ({ preamble, articles }: Expression): ReadArticle[] => (preamble ? [preamble, ...articles] : articles)
  for (const article of texts(master!)) {
    if (!isLocked(article.status)) continue
    if (article.deleted) faults.add(member(article.path, 'deleted'), `is ${article.status}: it is reopened first`)
    const id = article.blocks[0]!.block.attrs.id
    const languages = [
      article,
      ...others.flatMap((other) => texts(other).filter((a) => a.blocks[0]!.block.attrs.id === id)),
    ]
    if (languages.some((each) => hasBrackets(withoutDeleted(docOf(each), deleted))))
      faults.add(member(article.path, 'status'), `is ${article.status}, and words of the article stand in brackets`)
  }
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
      deleted: article.deleted,
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
