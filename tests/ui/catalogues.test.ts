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
import { ARTICLE_STATUSES } from '../../src/lib/domain/article.ts'
import { DECISIONS } from '../../src/lib/domain/contract.ts'
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
  status_: ARTICLE_STATUSES,
  decision_: DECISIONS,
  kind_: ['reservation', 'declaration'],
  triage_kind_: TRIAGE_ORDER,
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'paraglide' ? [] : sourcesBelow(path)
    return /\.(ts|svelte)$/.test(entry.name) ? [read(path)] : []
  })
}

describe('catalogues', () => {
  it('are English and Arabic at least, and not empty', () => {
    expect(locales).toEqual(expect.arrayContaining(['en', 'ar']))
    expect(keys.length).toBeGreaterThan(100)
  })

  it.each(locales)('%s has every key and no other', (locale) => {
    expect(keysOf(locale).sort()).toEqual([...keys].sort())
  })

  it.each(locales)('%s has no empty text', (locale) => {
    expect(keys.filter((key) => textsOf(all[locale]![key]!).some((text) => text.trim() === ''))).toEqual([])
  })

  it('Arabic leaves nothing in English', () => {
    expect(keys.filter((key) => textsOf(all['ar']![key]!).some((text) => !/[\u0600-\u06ff]/.test(text)))).toEqual([])
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
  })
})

describe('compiled catalogues', () => {
  let m: Record<string, (inputs: Record<string, unknown>, options: { locale: string }) => string>
  beforeAll(async () => {
    await compile(catalogues)
    m = ((await import('../../src/lib/paraglide/messages.js')) as unknown as { m: typeof m }).m
  })

  it.each(locales)('hold every text in %s', (locale) => {
    expect(Object.keys(m).sort()).toEqual([...keys].sort())
    // a compiler without its plugin answers with the key
    expect(keys.filter((key) => m[key]!({ n: 3 }, { locale }) === key)).toEqual([])
  })

  it('count in Arabic as Arabic counts', () => {
    const articles = [0, 1, 2, 3, 11, 100].map((n) => m['n_articles']!({ n }, { locale: 'ar' }))
    expect(articles).toEqual(['لا مواد', 'مادة واحدة', 'مادتان', '3 مواد', '11 مادة', '100 مادة'])
  })
})
