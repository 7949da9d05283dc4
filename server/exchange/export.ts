/**
 * Writes a charter as a file of the exchange format (rules EX9, EX10): what was imported and not changed comes back as it was.
 */
import { isDeepStrictEqual } from 'node:util'
import { directionOf } from '../../src/lib/domain/language.ts'
import { termsDefinedIn } from '../../src/lib/domain/defined-terms.ts'
import { isNote } from '../../src/lib/domain/notes.ts'
import { allFitForFile } from './characters.ts'
import type { CharterFile, CharterPlan, ContributionFile, SocietyFile, SocietyPlan, TranslationFile } from './format.ts'
import type { TalksFile } from './format-talks.ts'
import { readCharterFile } from './sample.ts'
import { docIn, preambleHeading, writeArticle, writeDeleted, writePreamble } from './write-articles.ts'
import type { Attributions, Writing } from './write-text.ts'

/** A charter as it stands now. `source`: the file it was imported from; null: begun here. */
export type CharterData = Pick<CharterPlan, 'titles' | 'originalLanguage' | 'languages' | 'articles' | 'societies'> & {
  slug: string
  source: CharterFile | null
  contributions: ContributionFile[]
}

/**
 * The file of a charter, in the key order of the format. EX9: of a charter imported and not changed since, the imported file,
 * key for key; what did change is written anew in its place. EX10: a contribution whose quoted words are gone is marked an orphan.
 */
export function exportCharter(data: CharterData): CharterFile {
  const now = write(data)
  if (data.source === null) return now
  const { talks: _, ...source } = data.source
  const read = readCharterFile(source)
  if (!read.ok) return now
  const { contributions, ...plan } = read.value
  const then = write({ ...plan, slug: data.slug, contributions: contributions.map(({ data }) => data) })
  return asItWas(source, then, now) as CharterFile
}

/** The file with its talks (EX15) and with whoever they name. `societies`: of the house. */
export function withTalks(file: CharterFile, talks: TalksFile, societies: readonly SocietyPlan[]): CharterFile {
  const named = namedIn(talks)
  const listed = file.societies ?? []
  const further = societies.filter(({ code }) => named.has(code) && !listed.some((one) => one.code === code))
  const all = [...listed, ...further.map(writeSociety)]
  return { ...file, ...(all.length > 0 || file.societies ? { societies: all } : {}), talks: allFitForFile(talks) }
}

/** Codes of the delegations that talks name. */
function namedIn(talks: TalksFile): Set<string> {
  const { proposals = [], brackets = [], moves = [], positions = [], decisions = [], fixes = [] } = talks
  const named = [
    ...proposals.flatMap(
      ({
        party,
        sponsors,
        story,
        on_behalf_of: group,
        submitted: { on_behalf_of: before, sponsors: had = [] } = {},
      }) => [
        ...[party, ...sponsors.map((one) => one.party), ...(group?.members ?? []), ...(group?.except ?? [])],
        ...[...had.map((one) => one.party), ...(before?.members ?? []), ...(before?.except ?? [])],
        ...story.flatMap((step) => [step.party, step.about, step.heir]),
      ],
    ),
    ...brackets.flatMap(({ owner, stands }) => [owner, ...stands.map(({ party }) => party)]),
    ...moves.flatMap(({ objections = [], confirmations = [] }) => [
      ...objections,
      ...confirmations.map(({ party }) => party),
    ]),
    ...positions.map(({ party }) => party),
    ...fixes.map(({ objection }) => objection?.party),
    ...decisions.flatMap(({ dropped = [] }) => dropped.flatMap(({ by }) => by)),
  ]
  return new Set(named.filter((code) => code !== undefined))
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What tells the members of a list apart. */
const nameOf = (value: unknown): unknown =>
  isObject(value)
    ? (value.id ?? value.code ?? (value.lang === undefined ? undefined : `lang ${String(value.lang)}`))
    : undefined

/**
 * `now`, in the form of `file` wherever it says the same as `then` did, which is `file` as this code would write it:
 * order of keys, empty lists, texts in several strings.
 */
function asItWas(file: unknown, then: unknown, now: unknown): unknown {
  if (isDeepStrictEqual(then, now)) return file
  if (isObject(file) && isObject(then) && isObject(now)) {
    const kept = Object.keys(file).filter((key) => key in now || !(key in then))
    const added = Object.keys(now).filter((key) => !(key in file))
    return Object.fromEntries([
      ...kept.map((key) => [
        key,
        key in now ? (key in then ? asItWas(file[key], then[key], now[key]) : now[key]) : file[key],
      ]),
      ...added.map((key) => [key, now[key]]),
    ])
  }
  if (!Array.isArray(file) || !Array.isArray(then) || !Array.isArray(now)) return now
  const names = now.map(nameOf)
  if (names.includes(undefined)) return now
  return now.map((member: unknown, i) => {
    const before = then.findIndex((each) => nameOf(each) === names[i])
    const original: unknown = file.find((each) => nameOf(each) === names[i])
    return before < 0 || original === undefined ? member : asItWas(original, then[before], member)
  })
}

function write(data: CharterData): CharterFile {
  const { source, originalLanguage: lang, articles } = data
  const attributions: Attributions = new Map(
    articles.flatMap(({ brackets }) => brackets.map((bracket) => [bracket.id, bracket])),
  )
  const blocks = new Set(
    articles.flatMap((article) => docIn(article, lang)?.content ?? []).map(({ attrs }) => attrs.id),
  )
  const all = articles.flatMap(({ docs }) => docs).flatMap(({ doc }) => doc.content)
  const notes = new Set(all.filter(isNote).map(({ attrs }) => attrs.id))
  const terms = new Set(all.flatMap(termsDefinedIn))
  const writing: Writing = {
    attributions,
    isMaster: true,
    hasBlock: (id) => blocks.has(id),
    hasNote: (id) => notes.has(id),
    hasTerm: (id) => terms.has(id),
  }
  const translations = data.languages
    .filter((each) => each !== lang)
    .map((each) => writeTranslation(data, each, { ...writing, isMaster: false }))
  const preamble = articles.find((article) => article.kind === 'preamble')
  const societies = writeSocieties(data)
  return markOrphans(
    markTypography({
      title: data.titles[lang] ?? '',
      ...(source?.slug === undefined && source !== null ? {} : { slug: source?.slug ?? data.slug }),
      lang,
      version: source?.version ?? { label: 'Draft' },
      ...preambleHeading(preamble, lang, writing),
      ...writeDeleted(preamble, 'preamble_deleted'),
      ...(preamble && preamble.status !== 'under_discussion' ? { preamble_status: preamble.status } : {}),
      preamble: writePreamble(preamble, lang, writing),
      articles: articles.flatMap((article) => writeArticle(article, lang, writing)),
      ...(source?.typography === undefined ? {} : { typography: source.typography }),
      ...(source?.notice === undefined ? {} : { notice: source.notice }),
      ...(translations.length > 0 ? { translations } : {}),
      ...(source?.rounds ? { rounds: source.rounds } : {}),
      ...(source?.silences ? { silences: source.silences } : {}),
      ...(data.contributions.length > 0 ? { contributions: data.contributions } : {}),
      ...(societies.length > 0 ? { societies } : {}),
    }),
  )
}

function writeTranslation(data: CharterData, lang: string, writing: Writing): TranslationFile {
  const before = data.source?.translations?.find((translation) => translation.lang === lang)
  const preamble = data.articles.find((article) => article.kind === 'preamble')
  return {
    title: data.titles[lang] ?? data.titles[data.originalLanguage] ?? '',
    lang,
    dir: directionOf(lang),
    ...(before?.status === undefined ? {} : { status: before.status }),
    ...preambleHeading(preamble, lang, writing),
    preamble: writePreamble(preamble, lang, writing),
    articles: data.articles.flatMap((article) => writeArticle(article, lang, writing)),
  }
}

/** The societies of the imported file in its order, as they are called now, and others that brackets name. */
function writeSocieties({ source, societies, articles, contributions }: CharterData): SocietyFile[] {
  const named = new Set([
    ...articles.flatMap(({ brackets }) =>
      brackets.flatMap(({ reservedBy, options }) => [...(reservedBy ?? []), ...options.flatMap((option) => option.by)]),
    ),
    ...contributions.map(({ society }) => society),
  ])
  const listed = (source?.societies ?? []).map((society) => society.code)
  const now = new Map(societies.map((society) => [society.code, society]))
  const further = societies.filter(({ code }) => named.has(code) && !listed.includes(code))
  return [...listed.flatMap((code) => now.get(code) ?? []), ...further].map(writeSociety)
}

const writeSociety = ({ code, name, names, region, contactLanguage, timeZone }: SocietyPlan): SocietyFile => ({
  code,
  name,
  ...(Object.keys(names).length > 0 ? { names } : {}),
  ...(region === null ? {} : { region }),
  ...(contactLanguage === null ? {} : { contact_language: contactLanguage }),
  ...(timeZone === null ? {} : { time_zone: timeZone }),
})

/** EX11: a text that people typed in other habits than its language's says so, so that it can be read again. */
function markTypography(file: CharterFile): CharterFile {
  const faultsOf = (each: CharterFile): number => {
    const read = readCharterFile(each)
    return read.ok ? 0 : (read.errors?.length ?? 0)
  }
  const { title, lang, version, ...rest } = file
  const unasked: CharterFile = { title, lang, version, typography: 'unchecked', ...rest }
  const count = faultsOf(file)
  return count > 0 && faultsOf(unasked) < count ? unasked : file
}

/** EX10: a contribution that points at words, blocks or brackets that are gone says so; then a reader asks no more of it. */
function markOrphans(file: CharterFile): CharterFile {
  const read = readCharterFile(file)
  if (read.ok || !file.contributions) return file
  const gone = new Set(read.errors?.map(({ path }) => /^contributions\[(\d+)\]/.exec(path)?.[1]))
  const orphan = { since: file.version.label, reason: 'quoted text no longer present' }
  const contributions = file.contributions.map((contribution, i) =>
    gone.has(String(i)) && !contribution.orphan ? { ...contribution, orphan } : contribution,
  )
  return { ...file, contributions }
}
