// @vitest-environment node
/** The interface texts: complete in every language, nothing left over, and really in the build. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from '@inlang/paraglide-js'
import { beforeAll, describe, expect, it } from 'vitest'
import { catalogues } from '../../messages/compile.ts'
import { ROLES } from '../../src/lib/domain/actor.ts'
import { TRIAGE_ORDER } from '../../src/lib/domain/triage.ts'
import {
  AUTHOR_ROLES,
  PAST_OPS,
  PAST_POSITIONS,
  PAST_STATUSES,
  PAST_TYPES,
  THREAD_STATUSES,
  VISIBILITIES,
} from '../../src/lib/domain/thread.ts'
import { PART_STATUSES } from '../../src/lib/domain/article.ts'
import { DECISIONS } from '../../src/lib/domain/contract.ts'
import { CAPACITIES } from '../../src/lib/domain/people.ts'
import { STANDS } from '../../src/lib/domain/position.ts'
import { PROPOSAL_ACTS, PROPOSAL_STATUSES, RETURN_GROUNDS } from '../../src/lib/domain/proposal.ts'
import { REFUSALS } from '../../src/lib/domain/result.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

type Entry = string | [{ declarations: string[]; selectors: string[]; match: Record<string, string> }]
const { locales } = JSON.parse(read('messages/project.inlang/settings.json')) as { locales: string[] }
const all = Object.fromEntries(
  locales.map((locale) => [locale, JSON.parse(read(`messages/${locale}.json`)) as Record<string, Entry>]),
)
const keysOf = (locale: string): string[] => Object.keys(all[locale]!).filter((key) => !key.startsWith('$'))
const keys = keysOf('en')
const textsOf = (entry: Entry): string[] => (typeof entry === 'string' ? [entry] : Object.values(entry[0].match))
/** The names that a text takes: in braces, or declared. */
const inputsOf = (entry: Entry): string =>
  (typeof entry === 'string'
    ? [...new Set([...entry.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))]
    : entry[0].declarations.filter((line) => line.startsWith('input')).map((line) => line.slice(6))
  )
    .sort()
    .join()

/** Keys that code puts together: each beginning with every ending there is. */
const COMPOSED: Record<string, readonly string[]> = {
  refusal_: Object.keys(REFUSALS).map((code) => code.replaceAll('-', '_')),
  role_: ROLES,
  status_: PART_STATUSES,
  stand_: STANDS,
  proposal_status_: PROPOSAL_STATUSES,
  proposal_event_: PROPOSAL_ACTS,
  proposal_ground_: RETURN_GROUNDS,
  decision_: DECISIONS,
  kind_: ['reservation', 'declaration'],
  capacity_: CAPACITIES,
  triage_kind_: TRIAGE_ORDER,
  thread_status_: [...THREAD_STATUSES, ...PAST_STATUSES],
  author_role_: AUTHOR_ROLES,
  past_type_: PAST_TYPES,
  past_op_: PAST_OPS,
  past_position_: PAST_POSITIONS,
  past_visibility_: VISIBILITIES,
}

/** Whether a text has words of its own: letters beside the names in braces, and more than a name of a format. */
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replace(/\{\w+\}|UTC|SHA-256|JSON|CSV/g, ''))

/** Words that are spelt as in English. */
const SAME: Record<'fr' | 'es', readonly string[]> = {
  fr: [
    ...['Concord', 'Article', 'Articles', 'Version', 'Version {n}', 'Versions', 'Sources', 'Images', 'Pages'],
    'Confirmations',
    ...[
      'chapeau',
      '{n} signature',
      '{n} signatures',
      'Public',
      'Position',
      'Cookies',
      'Sessions',
      'Code',
      'Invitation',
      'Suspension',
      'original',
    ],
    ...['{n} article', '{n} articles', '{title} · version {n} ({label}) · SHA-256 {hash}'],
  ],
  es: ['Concord', 'Auditor', 'Cookies', 'original', 'Esc'],
}

/** Marks that a language sets otherwise. */
const MISSET: Record<string, RegExp> = {
  // a space that does not break before : ; ? ! and within « »
  fr: /[^\u00a0\u202f\s][;?!]|[^\u00a0\d]:(?!\d)| [:;?!]|«(?!\u00a0)|(?<!\u00a0)»|[“”]/,
  // opened as well as closed
  es: /^[^¿]*\?|^[^¡]*!|[“”]|« | »/,
  ar: /(?<!\d)[,;?]|[“”]/,
  ru: /[“”]|« | »| —/,
}

/** Where a number stands beside the words or is a name, so that these need not change with it; and "version {n}". */
const UNCOUNTED: readonly string[] = [
  ...['compare_change_of', 'writing_sitting_of', 'editor_option_label', 'find_n_of_m', 'note_back_nth'],
  ...['outline_behind_in', 'pause_waiting', 'paste_done', 'paste_too_long', 'term_uses', 'typed_link_all'],
  ...['typed_linked'],
]

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'paraglide' ? [] : sourcesBelow(path)
    return /\.(ts|svelte)$/.test(entry.name) ? [read(path)] : []
  })
}

describe('catalogues', () => {
  it('say each text once: of two under one key the first would be lost unseen', () => {
    for (const locale of Object.keys(all)) {
      const keys = [...read(`messages/${locale}.json`).matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key)
      expect(
        keys.filter((key, i) => keys.indexOf(key) !== i),
        locale,
      ).toEqual([])
    }
  })
  it('are in the five languages, and not empty', () => {
    expect(locales).toEqual(['en', 'fr', 'es', 'ar', 'ru'])
    expect(keys.length).toBeGreaterThan(100)
  })

  it.each(locales)('%s has every key and no other', (locale) => {
    expect(keysOf(locale).sort()).toEqual([...keys].sort())
  })

  it.each(locales)('%s has no empty text', (locale) => {
    expect(keys.filter((key) => textsOf(all[locale]![key]!).some((text) => text.trim() === ''))).toEqual([])
  })

  it.each([
    ['ar', /\p{Script=Arabic}/u],
    ['ru', /\p{Script=Cyrillic}/u],
  ])('%s leaves nothing in English', (locale, letter) => {
    const left = keys.filter((key) =>
      textsOf(all[locale]![key]!).some(
        (text) => hasWords(text) && !letter.test(text) && text !== 'Concord' && !key.startsWith('key_'),
      ),
    )
    expect(left).toEqual([])
  })

  it.each(Object.entries(SAME))('%s leaves nothing in English, but words that are the same', (locale, same) => {
    const english = new Set(keys.flatMap((key) => textsOf(all['en']![key]!)))
    const left = keys.flatMap((key) =>
      textsOf(all[locale]![key]!).filter((text) => hasWords(text) && english.has(text) && !same.includes(text)),
    )
    expect(left).toEqual([])
    const words = keys.filter((key) =>
      textsOf(all[locale]![key]!).some((text) => /\b(the|of|and|is|are|this|with|your?)\b/i.test(text)),
    )
    expect(words).toEqual([])
  })

  it.each(locales)('%s is set in its own punctuation', (locale) => {
    const wrong = keys.flatMap((key) =>
      textsOf(all[locale]![key]!).filter((text) => MISSET[locale]?.test(text) || /['"]|\.\.\.| $/.test(text.trim())),
    )
    expect(wrong).toEqual([])
  })

  it.each(locales)('%s changes its words with every number that counts something', (locale) => {
    const bare = keys.filter((key) => {
      const entry = all[locale]![key]!
      if (typeof entry !== 'string' || UNCOUNTED.includes(key)) return false
      return /\{(n|count)\}/.test(entry) && !/version \{n\}/i.test(textsOf(all['en']![key]!)[0]!)
    })
    expect(bare).toEqual([])
    expect(UNCOUNTED.filter((key) => typeof all[locale]![key] !== 'string')).toEqual([])
  })

  it('take the same inputs in every language', () => {
    const differ = (key: string): boolean =>
      locales.some((locale) => inputsOf(all[locale]![key]!) !== inputsOf(all['en']![key]!))
    expect(keys.filter(differ)).toEqual([])
  })

  it.each(locales)('%s uses every plural form that it has', (locale) => {
    const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
    const wrong = keys.filter((key) => {
      const entry = all[locale]![key]!
      if (typeof entry === 'string') return false
      const forms = Object.keys(entry[0].match).map((name) => name.split('=')[1]!)
      return forms.sort().join() !== [...needed].sort().join()
    })
    expect(wrong).toEqual([])
  })

  it('hold nothing that no page uses, and everything that one does', () => {
    const code = sourcesBelow('src')
      .filter((source) => source.includes('paraglide/messages.js'))
      .join('\n')
    const used = new Set([...code.matchAll(/\bm\.([a-z0-9_]+)/g)].map((match) => match[1]!))
    for (const [beginning, endings] of Object.entries(COMPOSED)) for (const end of endings) used.add(beginning + end)
    // acts of the record are named by the server; one without words is shown by its name
    expect(keys.filter((key) => !used.has(key) && !key.startsWith('act_'))).toEqual([])
    expect([...used].filter((key) => !keys.includes(key))).toEqual([])
    // a browser has the texts of one language (messages/spoken.ts)
    expect(code).not.toMatch(/\{ locale: /)
  })
})

describe('compiled catalogues', () => {
  let m: Record<string, (inputs: Record<string, unknown>, options: { locale: string }) => string>
  beforeAll(async () => {
    await compile(catalogues)
    m = ((await import('../../src/lib/paraglide/messages.js')) as unknown as { m: typeof m }).m
  }, 60_000)

  it.each(locales)('hold every text in %s', (locale) => {
    expect(Object.keys(m).sort()).toEqual([...keys].sort())
    // a compiler without its plugin answers with the key
    expect(keys.filter((key) => m[key]!({ n: 3 }, { locale }) === key)).toEqual([])
  })

  it.each([
    ['ar', [0, 1, 2, 3, 11, 100], ['لا مواد', 'مادة واحدة', 'مادتان', '3 مواد', '11 مادة', '100 مادة']],
    ['ru', [0, 1, 2, 5, 11, 21], ['0 статей', '1 статья', '2 статьи', '5 статей', '11 статей', '21 статья']],
    ['fr', [0, 1, 2, 1_000_000], ['0 article', '1 article', '2 articles', '1000000 d’articles']],
    ['es', [0, 1, 2, 1_000_000], ['0 artículos', '1 artículo', '2 artículos', '1000000 de artículos']],
    ['en', [0, 1, 2], ['0 articles', '1 article', '2 articles']],
  ])('count in %s as that language counts', (locale, numbers, words) => {
    expect(numbers.map((n) => m['n_articles']!({ n }, { locale }))).toEqual(words)
  })
})
