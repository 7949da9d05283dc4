// @vitest-environment node
/** The record in words: every act that the server writes has its sentence in every language; what it was about is named. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { actAbout, actKey, actWords } from '../../src/lib/ui/acts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const { locales } = JSON.parse(read('messages/project.inlang/settings.json')) as { locales: string[] }

/** What `can` is asked about looks like an act too. */
const actions = new Set(
  [...read('src/lib/domain/permissions.ts').matchAll(/^ {2}'([a-z]+\.\w+)'/gm)].map(([, name]) => name!),
)
const acts = [
  ...new Set(
    readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(charter|people|cli|auth)\/.*\.ts$/.test(file))
      .flatMap((file) =>
        [
          ...read(`server/${file}`)
            .replaceAll(/isUniqueViolation\([^)]*\)/g, '')
            .matchAll(/'([a-z]+\.[a-z]+(?:-[a-z]+)*)'/g),
        ].map(([, name]) => name!),
      )
      .filter((name) => !actions.has(name) && !/\.(json|ts|js|example)$/.test(name)),
  ),
]

describe('acts of the record', () => {
  it('are found in the code of the server', () => {
    expect(acts).toEqual(
      expect.arrayContaining(['version.published', 'comment.made', 'words.replaced', 'person.created']),
    )
  })

  it.each(locales)('each have a sentence in %s', (locale) => {
    const texts = JSON.parse(read(`messages/${locale}.json`)) as Record<string, string>
    expect(acts.filter((act) => !texts[actKey(act)])).toEqual([])
  })

  it('an act without words is shown by its name', () => {
    expect(actWords({ act: 'moon.landed', subject: { kind: 'moon', id: '1' } })).toContain('moon.landed')
  })
})

describe('what an act was about', () => {
  const names = {
    people: new Map([['p1', 'A person']]),
    articles: new Map([
      ['a1', 'Article 4'],
      ['a2', 'Article 5'],
    ]),
  }
  const about = (kind: string, id: string, data: Record<string, unknown> = {}) =>
    actAbout({ subject: { kind, id }, data }, names)

  it('is named by article, version, person, status and reason', () => {
    expect(about('article', 'a1', { from: 'draft', to: 'under_discussion', reason: 'Asked for' })).toEqual([
      'Article 4',
      'From “Draft” to “Under discussion”',
      'Reason: Asked for',
    ])
    expect(about('comment', 'c', { article: 'a2' })).toEqual(['Article 5'])
    expect(about('article', 'a1', { to: 'a2' })).toEqual(['Article 4', 'Article 5'])
    expect(about('version', 'v', { number: 3, label: 'Rev.3' })).toEqual(['Version 3 · Rev.3'])
    expect(about('article', 'a1', { person: 'p1' })).toEqual(['Article 4', 'A person'])
    expect(about('replacement', 'r', { words: 'shall', by: 'should' })).toEqual(['“shall” became “should”'])
  })

  it('is silent of what it does not know, and never throws', () => {
    expect(about('article', 'gone')).toEqual([])
    expect(about('', '', { number: 'x', to: 7, from: null, reason: 1, article: ['a'] })).toEqual([])
  })
})
