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
  readdirSync(join(root, 'src/lib/domain'))
    .filter((file) => file.startsWith('permissions'))
    .flatMap((file) => [...read(`src/lib/domain/${file}`).matchAll(/^ {2}'([a-z]+\.\w+)'/gm)])
    .map(([, name]) => name!),
)
const acts = [
  ...new Set(
    readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(charter|people|agreement|brackets|cli|auth)\/.*\.ts$/.test(file))
      .flatMap((file) =>
        [
          ...read(`server/${file}`)
            .replaceAll(/isUniqueViolation\([^)]*\)/g, '')
            .matchAll(/'([a-z]+\.[a-z]+(?:-[a-z]+)*)'/g),
        ].map(([, name]) => name!),
      )
      // what no act of the record wrote has a sentence where it is shown
      .filter((name) => !name.startsWith('text.') && !actions.has(name) && !/\.(json|ts|js|example)$/.test(name)),
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
    parties: new Map([['d4', 'Delegation 04']]),
  }
  /** Without the signs that keep names in order. */
  const said = (act: string, kind: string, id: string, data: Record<string, unknown>) =>
    actAbout({ act, subject: { kind, id }, data }, names).map((one) => one.replaceAll(/[\u2068\u2069]/g, ''))
  const about = (kind: string, id: string, data: Record<string, unknown> = {}) => said('', kind, id, data)
  const D01 = { code: 'D01', name: 'Delegation 01' }
  const D02 = { code: 'D02', name: 'Delegation 02' }

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

  it('tells which roles, and from and to which delegation', () => {
    expect(said('person.roles-set', 'person', 'p1', { from: ['drafter'], to: ['drafter', 'signatory'] })).toEqual([
      'A person',
      'Roles: From “Drafter” to “Drafter and Signatory”',
    ])
    const roles = { from: [], to: ['head'] }
    expect(said('person.moved', 'person', 'p1', { from: D01, to: D02, roles })).toEqual([
      'A person',
      'From “Delegation 01” to “Delegation 02”',
      'Roles: From “none” to “Head of delegation”',
    ])
    expect(said('person.moved', 'person', 'p1', { from: null, to: D02 })[1]).toBe(
      'From “Without a delegation” to “Delegation 02”',
    )
    expect(
      said('invitation.made', 'invitation', 'i', {
        party: null,
        roles: ['chair'],
        expires: '2026-03-09T09:00:00.000Z',
      }),
    ).toEqual(['Of no delegation', 'Roles: Chair', 'Works until Monday 9 March 2026, 09:00\u00a0UTC'])
    expect(said('party.renamed', 'party', 'd', { from: D01, to: { ...D01, name: 'Another' } })).toEqual([
      'From “Delegation 01” to “Another”',
    ])
  })

  it('tells whose time as an alternate, and what a signature said', () => {
    const time = { from: '2026-06-18T12:00:00.000Z', until: '2026-06-19T12:00:00.000Z' }
    expect(said('alternate.named', 'alternate', 'x', { party: D01, person: 'p1', role: 'signatory', ...time })).toEqual(
      [
        'A person',
        'Delegation 01',
        'Roles: Signatory',
        'From Thursday 18 June 2026, 12:00\u00a0UTC until Friday 19 June 2026, 12:00\u00a0UTC',
      ],
    )
    const articles = [{ article: 'a1', kind: 'reservation' }]
    expect(said('signoff.made', 'signoff', 's', { number: 2, party: D01, decision: 'endorse', articles })).toEqual([
      'Version 2',
      'Delegation 01',
      'Endorses',
      'Reservation: Article 4',
    ])
  })

  it('tells settings, titles, the due date and the drafting group', () => {
    const before = { presence: 'own_party', authorship: 'all', capacities: 'hidden' }
    const to = { ...before, presence: 'off', capacities: 'shown' }
    expect(said('charter.settings-set', 'charter', 'c', { from: before, to })).toEqual([
      'Who sees who is here: From “Own delegation” to “Nobody”',
      'As what people speak: From “Hidden” to “Shown”',
    ])
    expect(
      said('charter.edited', 'charter', 'c', { from: { en: 'A', fr: 'B' }, to: { en: 'A', fr: 'Une charte' } }),
    ).toEqual(['French: From “B” to “Une charte”'])
    const due = { at: '2026-06-18T12:00:00.000Z', what: 'Comments' }
    expect(said('charter.due-set', 'charter', 'c', { due })).toEqual([
      'Thursday 18 June 2026, 12:00\u00a0UTC: Comments',
    ])
    expect(said('charter.due-set', 'charter', 'c', { due: null })).toEqual(['Nothing is due any more.'])
    const group = { people: ['p1'], parties: ['d4'] }
    expect(said('charter.drafters-set', 'charter', 'c', { from: {}, to: group, articles: [] })).toEqual([
      'Drafting group: A person and Delegation 04',
    ])
    expect(said('article.placed', 'article', 'a1', { from: '4', to: '6' })).toEqual(['Article 4', 'From “4” to “6”'])
  })

  it('tells who was assigned as what, and from whom the pen came', () => {
    expect(
      said('article.assigned', 'article', 'a1', {
        ...{ party: D02, kind: 'pen_holder', lang: 'fr', from: [{ party: D01, lang: '*', keeps: ['en', 'ar'] }] },
      }),
    ).toEqual([
      'Article 4',
      'Delegation 02',
      'As: Pen-holder · French',
      'Before, the pen was with Delegation 01 (Every language).',
      'Delegation 01 keeps it in: English and Arabic.',
    ])
    expect(said('article.unassigned', 'article', 'a1', { person: 'p1', kind: 'drafter', lang: '*' })).toEqual([
      'Article 4',
      'A person',
      'As: Drafter · Every language',
    ])
    expect(
      said('person.declared', 'person', 'p1', {
        from: { name: 'B', capacity: null },
        to: { name: 'C', capacity: 'ifrc' },
      }),
    ).toEqual(['A person', 'Name: From “B” to “C”', 'As what people speak: From “none” to “IFRC”'])
  })

  it('is silent of what it does not know, and never throws', () => {
    expect(about('article', 'gone')).toEqual([])
    expect(about('', '', { number: 'x', to: 7, from: null, reason: 1, article: ['a'] })).toEqual([])
  })
})
