// Over 250 lines: one sentence after another of what acts of every kind were about.
/** What an entry of the record says, in the reader's language. */
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'
import { ROLES } from '#lib/domain/actor.ts'
import { PART_STATUSES } from '#lib/domain/article.ts'
import { DECISIONS, type AuditRow } from '#lib/domain/contract.ts'
import { isCapacity } from '#lib/domain/people.ts'
import { PROPOSAL_STATUSES } from '#lib/domain/proposal.ts'
import { capacityName } from './capacity.ts'
import { instantWords } from './instant.ts'
import { languageWithin } from './language-name.ts'
import { listWords } from './locale.ts'
import { decisionName, isolated, kindName, proposalStatusName, roleName, statusName } from './names.ts'

type Words = Record<string, (() => string) | undefined>
type Data = Record<string, unknown>

/** The message of an act. */
export const actKey = (act: string): string => `act_${act.replace(/[.-]/g, '_')}`

/** One sentence for the act; its bare name where the catalogues have no words for it. */
export function actWords({ act, subject }: Pick<AuditRow, 'act' | 'subject'>): string {
  const words = (m as unknown as Words)[actKey(act)]
  return words ? words() : m.audit_act_unknown({ act, subject: subject.kind })
}

/** One sentence for what changed a text (rules CH*). */
export function changeWords(act: string): string {
  if (act === 'text.begun') return m.change_act_begun()
  if (act === 'text.written') return m.change_act_written()
  return actWords({ act: act === 'decision.take_in' ? 'proposal.amended' : act, subject: { kind: 'article', id: '' } })
}

/** Names of what the record tells of by id. */
export interface RecordNames {
  people: ReadonlyMap<string, string>
  /** Labels with headings. */
  articles: ReadonlyMap<string, string>
  parties: ReadonlyMap<string, string>
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)
const textIn = (data: Data, name: string): string | null => (typeof data[name] === 'string' ? data[name] : null)
const dataIn = (data: Data, name: string): Data => (isData(data[name]) ? data[name] : {})
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const fact = (what: string, value: string): string => m.audit_fact({ what, value })
const change = (before: string, after: string): string =>
  m.audit_from_to({ before: isolated(before), after: isolated(after) })
const instant = (iso: string): string => {
  const { date, time } = instantWords(iso, getLocale(), null)
  return m.instant({ date, time })
}
const isInstant = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
const language = (lang: string): string =>
  lang === '*' ? m.assigned_every_language() : languageWithin(lang, getLocale())
/** Of a party as the record keeps it: code and name. */
const partyName = (value: unknown): string | null => (isData(value) && 'code' in value ? textIn(value, 'name') : null)
const joined = (words: readonly string[]): string => listWords(words.map(isolated), getLocale())

/** What the act was about, by name where there is one: article, version, people, roles, delegations, times, what it was before, and why. */
export function actAbout(
  { act, subject, data }: Pick<AuditRow, 'act' | 'subject' | 'data'>,
  names: RecordNames,
): string[] {
  const articleId = subject.kind === 'article' ? subject.id : textIn(data, 'article')
  const personId = subject.kind === 'person' ? subject.id : textIn(data, 'person')
  const to = textIn(data, 'to')
  const [before, after] = [textIn(data, 'from'), to].map((name) => PART_STATUSES.find((status) => status === name))
  const number = data['number']
  const label = textIn(data, 'label')
  const reason = textIn(data, 'reason')
  const words = textIn(data, 'words')
  return [
    articleId === null ? null : (names.articles.get(articleId) ?? textIn(data, 'heading')),
    to === null ? null : (names.articles.get(to) ?? null),
    ...(subject.kind === 'replacement'
      ? list(data['articles']).map((id) => names.articles.get(String(id)) ?? null)
      : []),
    typeof number === 'number' ? [m.version_name({ n: number }), label].filter(Boolean).join(' · ') : null,
    subject.kind === 'charter' ? (textIn(data, 'title') ?? textIn(data, 'slug')) : null,
    personId === null ? null : (names.people.get(personId) ?? null),
    ...partiesAbout(data),
    ...rolesAbout(data),
    ...assignmentAbout(act, data, names),
    ...decisionAbout(data, names),
    ...charterAbout(act, data),
    ...bracketAbout(data),
    ...timesAbout(data),
    ...declaredAbout(act, data),
    ...proposalAbout(subject.kind, data, names),
    before && after && subject.kind !== 'proposal'
      ? m.audit_from_to({ before: statusName(before), after: statusName(after) })
      : null,
    act === 'article.placed' && before === undefined ? change(textIn(data, 'from') ?? '', to ?? '') : null,
    words === null ? null : m.audit_words({ words, by: textIn(data, 'by') ?? '' }),
    reason === null ? null : m.audit_reason({ reason }),
  ].filter((text) => text !== null)
}

/** In which delegation, and from which to which. */
function partiesAbout(data: Data): (string | null)[] {
  const [from, to] = [partyName(data['from']), partyName(data['to'])]
  const isChange = to !== null && from !== to
  return [
    'party' in data ? (data['party'] === null ? m.people_of_the_house() : partyName(data['party'])) : null,
    // of a delegation that was created
    textIn(data, 'code') === null ? null : textIn(data, 'name'),
    isChange ? change(from ?? m.overview_no_party(), to) : to,
  ]
}

function rolesAbout(data: Data): string[] {
  const words = (value: unknown): string =>
    joined(ROLES.filter((role) => list(value).includes(role)).map(roleName)) || m.person_no_roles()
  const { roles, role, from, to } = data
  const told = isData(roles) ? roles : Array.isArray(from) && Array.isArray(to) ? { from, to } : null
  return [
    ...(told
      ? [fact(m.account_roles(), m.audit_from_to({ before: words(told['from']), after: words(told['to']) }))]
      : []),
    ...(Array.isArray(roles) ? [fact(m.account_roles(), words(roles))] : []),
    ...(typeof role === 'string' ? [fact(m.account_roles(), words([role]))] : []),
  ]
}

/** As what somebody is assigned and in which language, whose pen it was; and who drafts whatever is added. */
function assignmentAbout(act: string, data: Data, names: RecordNames): string[] {
  const kinds: Words = {
    drafter: m.assigned_drafter,
    pen_holder: m.assigned_pen_holder,
    language_reviewer: m.role_language_reviewer,
  }
  const who = (one: Data): string => names.people.get(textIn(one, 'person') ?? '') ?? partyName(one['party']) ?? '?'
  const lang = textIn(data, 'lang')
  const kind = kinds[textIn(data, 'kind') ?? '']
  const group = act === 'charter.drafters-set' ? dataIn(data, 'to') : isData(data['drafters']) ? data['drafters'] : null
  const people = list(group ? group['people'] : data['drafters'])
  const parties = list(group ? group['parties'] : act === 'article.created' ? data['parties'] : [])
  const drafters = [
    ...people.map((id) => names.people.get(String(id))),
    ...parties.map((id) => names.parties.get(String(id))),
  ].filter((name) => name !== undefined)
  return [
    ...(kind ? [fact(m.assigned_as(), [kind(), ...(lang === null ? [] : [language(lang)])].join(' · '))] : []),
    ...(kind || lang === null ? [] : [language(lang)]),
    ...list(data['from']).flatMap((pen) => {
      if (!kind || !isData(pen)) return []
      const keeps = list(pen['keeps']).map((one) => language(String(one)))
      return [
        m.audit_pen_before({ who: isolated(who(pen)), language: language(textIn(pen, 'lang') ?? '*') }),
        ...(keeps.length > 0 ? [m.audit_pen_kept({ who: isolated(who(pen)), languages: joined(keeps) })] : []),
      ]
    }),
    ...(drafters.length > 0
      ? [fact(m.making_drafters(), joined(drafters))]
      : act === 'charter.drafters-set'
        ? [fact(m.making_drafters(), m.person_no_roles())]
        : []),
  ]
}

/** What a signature said, of the whole and of single articles. */
function decisionAbout(data: Data, names: RecordNames): string[] {
  const decision = DECISIONS.find((one) => one === data['decision'])
  if (decision === undefined) return []
  return [
    decisionName(decision),
    ...list(data['articles']).flatMap((one) => {
      const kind = isData(one) ? one['kind'] : null
      if (!isData(one) || (kind !== 'reservation' && kind !== 'declaration')) return []
      const name = names.articles.get(textIn(one, 'article') ?? '')
      return [name === undefined ? kindName(kind) : fact(kindName(kind), name)]
    }),
  ]
}

/** Settings and titles as they were and are, and what is due. */
function charterAbout(act: string, data: Data): string[] {
  const [from, to] = [dataIn(data, 'from'), dataIn(data, 'to')]
  const changed = (name: string): boolean => from[name] !== to[name]
  if (act === 'charter.settings-set') {
    const settings = {
      presence: m.settings_presence,
      authorship: m.settings_authorship,
      capacities: m.settings_capacities,
    }
    const values: Words = {
      ...{ all: m.settings_all, own_party: m.settings_own_party, off: m.settings_off },
      ...{ shown: m.settings_capacities_shown, hidden: m.settings_capacities_hidden },
    }
    const value = (name: unknown): string => values[String(name)]?.() ?? String(name)
    return Object.entries(settings).flatMap(([name, called]) =>
      changed(name) ? [fact(called(), m.audit_from_to({ before: value(from[name]), after: value(to[name]) }))] : [],
    )
  }
  if (act === 'charter.edited')
    return Object.keys({ ...from, ...to })
      .filter(changed)
      .map((lang) => fact(language(lang), change(textIn(from, lang) ?? '', textIn(to, lang) ?? '')))
  if (!('due' in data)) return []
  const due = dataIn(data, 'due')
  return isInstant(due['at']) ? [fact(instant(due['at']), textIn(due, 'what') ?? '')] : [m.audit_nothing_due()]
}

/** Which proposal, from which state to which, whose sponsors it has. */
function proposalAbout(kind: string, data: Data, names: RecordNames): string[] {
  const until = data['until']
  if (kind === 'charter') return isInstant(until) ? [instant(until)] : []
  if (kind !== 'proposal') return []
  const [before, after] = ['from', 'to'].map((name) => PROPOSAL_STATUSES.find((status) => status === data[name]))
  const sponsors = list(data['sponsors']).flatMap((one) => partyName(one) ?? [])
  const was = names.parties.get(textIn(data, 'was') ?? '')
  const sponsor = partyName(data['sponsor'])
  return [
    ...[textIn(data, 'code'), textIn(data, 'successor')].filter((code) => code !== null).map(isolated),
    ...(sponsors.length > 0 ? [joined(sponsors)] : []),
    ...(sponsor === null ? [] : [was === undefined || was === sponsor ? sponsor : change(was, sponsor)]),
    ...(before && after && before !== after ? [change(proposalStatusName(before), proposalStatusName(after))] : []),
  ]
}

/** What became of a bracket, and the words that went, in whichever languages; whom a charter names. */
function bracketAbout(data: Data): string[] {
  const settlements: Words = {
    ...{ keep: m.settlement_keep, delete: m.settlement_delete, choose: m.settlement_choose },
    ...{ replace: m.settlement_replace, merge: m.settlement_merge },
    ...{ split: m.settlement_split, widen: m.settlement_widen },
  }
  const named: Words = {
    full: m.settings_attribution_full,
    group: m.settings_attribution_group,
    none: m.settings_attribution_none,
  }
  const settlement = settlements[textIn(data, 'settlement') ?? '']
  const { from, to } = dataIn(data, 'attribution')
  const [before, after] = [named[String(from)], named[String(to)]]
  return [
    ...(settlement ? [settlement()] : []),
    ...list(data['dropped']).flatMap((option) => {
      const words = isData(option) ? Object.values(dataIn(option, 'words')).filter((text) => text !== '') : []
      return words.length > 0 ? [m.audit_dropped({ words: joined(words.map(String)) })] : []
    }),
    ...(before && after ? [fact(m.settings_attribution(), m.audit_from_to({ before: before(), after: after() }))] : []),
  ]
}

/** From when until when, or until when a link works. */
function timesAbout({ from, until, expires }: Data): string[] {
  return [
    ...(isInstant(from) && isInstant(until) ? [m.audit_time({ from: instant(from), until: instant(until) })] : []),
    ...(isInstant(expires) ? [m.audit_works_until({ until: instant(expires) })] : []),
  ]
}

/** What a person says of themselves. */
function declaredAbout(act: string, data: Data): string[] {
  if (act !== 'person.declared') return []
  const [from, to] = [dataIn(data, 'from'), dataIn(data, 'to')]
  const words = (value: unknown): string =>
    isCapacity(value) ? capacityName(value) : typeof value === 'string' && value !== '' ? value : m.person_no_roles()
  const called: Words = { name: m.account_name, capacity: m.settings_capacities, official_ties: m.account_ties }
  return Object.keys(to).flatMap((name) =>
    called[name] ? [fact(called[name](), change(words(from[name]), words(to[name])))] : [],
  )
}
