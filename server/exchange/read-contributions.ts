/** Reads contributions of earlier rounds in their form (rules EX7, EX8); what they point at is checked with the text. */
import { member, type Faults, type Json } from './faults.ts'
import { LIMITS } from './limits.ts'
import { instant, maybe, prose, readLanguage, token } from './read-records.ts'
import { readCodes, readId, readText, type Gathered } from './read-text.ts'

const TYPES = [
  'comment',
  'proposal',
  'question',
  'editorial',
  'linguistic',
  'support',
  'position',
  'silence_break',
  'declaration_intent',
] as const
/** Types that say something about the text; the others (proposals, positions, silences) are acts of their own. */
export const COMMENTS = new Set(['comment', 'question', 'editorial', 'linguistic', 'support'])
const VISIBILITIES = ['participants', 'delegation', 'public', 'private'] as const
const OPERATIONS = [
  'replace',
  'insert_after',
  'delete',
  'add_alternative',
  'select_option',
  'retain_bracket_text',
] as const
const AUTHORS = ['delegate', 'head_of_delegation', 'language_reviewer', 'observer', 'chair', 'secretariat'] as const

/** A contribution whose form holds; what it points at is checked with the text. */
export interface ReadContribution {
  id: string
  path: string
  lang: string | null
  target: string | null
  anchor: { exact: string; lang: string; version: string; option: string | null } | null
  change: { find: string | null; lang: string | null; bracket: string | null; option: string | null } | null
  isOrphan: boolean
  json: Json
}

const REQUIRED = [
  'id',
  'type',
  'society',
  'author_role',
  'lang',
  'target',
  'created_at',
  'body',
  'status',
  'visibility',
]
const OPTIONAL = [
  'round',
  'anchor',
  'change',
  'on_behalf_of',
  'sponsors',
  'position',
  'silence',
  'handling',
  'thread_of',
  'orphan',
  'moderation',
  'decision',
  'answer',
]

export function readContributions(
  gathered: Gathered,
  value: unknown,
  path: string,
  known: { rounds: ReadonlySet<string>; silences: ReadonlySet<string> },
): ReadContribution[] {
  const { faults } = gathered
  const list = faults.array(value, path, LIMITS.contributions)
  const ids = new Set<string>()
  const read = list.flatMap(({ value, path }) => {
    const json = faults.object(value, path, REQUIRED, OPTIONAL)
    if (!json) return []
    const contribution = readContribution(gathered, json, path, known)
    if (ids.has(contribution.id)) faults.add(member(path, 'id'), `${contribution.id} stands twice`)
    ids.add(contribution.id)
    return [contribution]
  })
  for (const { json, path, id } of read)
    if (typeof json.thread_of === 'string' && (!ids.has(json.thread_of) || json.thread_of === id))
      faults.add(member(path, 'thread_of'), `${json.thread_of} is no other contribution of this file`)
  return read
}

/** Those that open a thread; what answers a proposal opens its own (EX13). */
export function openings(contributions: readonly ReadContribution[]): Set<string> {
  const comments = contributions.filter(({ json: { type } }) => typeof type === 'string' && COMMENTS.has(type))
  const ids = new Set<unknown>(comments.map(({ id }) => id))
  return new Set(comments.flatMap(({ id, json }) => (ids.has(json.thread_of) ? [] : [id])))
}

function readContribution(
  gathered: Gathered,
  json: Json,
  path: string,
  known: { rounds: ReadonlySet<string>; silences: ReadonlySet<string> },
): ReadContribution {
  const { faults, codes } = gathered
  const need = <T>(key: string, how: (value: unknown, path: string) => T) => faults.at(json, path, key, how)
  const may = <T>(key: string, how: (value: unknown, path: string) => T) => maybe(json, path, key, how)
  const id = need('id', (value, at) => readId(faults, value, at))
  need('type', (value, at) => faults.oneOf(value, at, TYPES))
  need('society', (value, at) => {
    if (value === null) return
    const code = faults.string(value, at, { longest: LIMITS.token })
    if (code !== null) codes.push({ code, path: at })
  })
  need('author_role', (value, at) => faults.oneOf(value, at, AUTHORS))
  const lang = need('lang', (value, at) => readLanguage(faults, value, at))
  const target = need('target', (value, at) => faults.string(value, at, { longest: LIMITS.id }))
  need('created_at', instant(faults))
  need('body', prose(faults))
  need('status', token(faults))
  need('visibility', (value, at) => faults.oneOf(value, at, VISIBILITIES))
  const oneOfFile = (ids: ReadonlySet<string>, what: string) => (value: unknown, at: string) => {
    const id = faults.string(value, at, { longest: LIMITS.id })
    if (id !== null && !ids.has(id)) faults.add(at, `${id} is no ${what} of this file`)
  }
  may('round', oneOfFile(known.rounds, 'round'))
  may('silence', oneOfFile(known.silences, 'silence'))
  may('thread_of', token(faults))
  may('position', token(faults))
  may('handling', prose(faults))
  may('sponsors', (value, at) => readCodes(gathered, value, at))
  may('on_behalf_of', (value, at) => {
    const group = faults.object(value, at, ['group', 'members'])
    if (!group) return
    faults.at(group, at, 'group', (value, at) => faults.string(value, at, { longest: LIMITS.title }))
    faults.at(group, at, 'members', (value, at) => readCodes(gathered, value, at))
  })
  may('answer', (value, at) => readAct(faults, value, at, 'text'))
  may('decision', (value, at) => readAct(faults, value, at, 'note'))
  may('moderation', (value, at) => readModeration(faults, value, at))
  may('orphan', (value, at) => {
    const orphan = faults.object(value, at, ['since', 'reason'], ['note'])
    if (orphan) for (const key of Object.keys(orphan)) prose(faults)(orphan[key], member(at, key))
  })
  return {
    id: id ?? path,
    path,
    lang,
    target,
    anchor: may('anchor', (value, at) => readAnchor(faults, value, at)),
    change: may('change', (value, at) => readChange(gathered, value, at)),
    isOrphan: Object.hasOwn(json, 'orphan'),
    json,
  }
}

/** Who did something when, and the words of it under `key`. */
function readAct(faults: Faults, value: unknown, path: string, key: string): void {
  const json = faults.object(value, path, ['by', 'at', key])
  if (!json) return
  faults.at(json, path, 'by', token(faults))
  faults.at(json, path, 'at', instant(faults))
  faults.at(json, path, key, prose(faults))
}

function readModeration(faults: Faults, value: unknown, path: string): void {
  const json = faults.object(value, path, ['by', 'at', 'ground'], ['original_kept', 'author_notified'])
  if (!json) return
  faults.at(json, path, 'by', token(faults))
  faults.at(json, path, 'at', instant(faults))
  faults.at(json, path, 'ground', prose(faults))
  for (const key of ['original_kept', 'author_notified'])
    if (Object.hasOwn(json, key) && typeof json[key] !== 'boolean')
      faults.add(member(path, key), 'must be true or false')
}

function readAnchor(faults: Faults, value: unknown, path: string): ReadContribution['anchor'] {
  const json = faults.object(value, path, ['exact', 'lang', 'version'], ['option'])
  if (!json) return null
  const exact = faults.at(json, path, 'exact', (value, at) => faults.string(value, at, { longest: LIMITS.text }))
  const lang = faults.at(json, path, 'lang', (value, at) => readLanguage(faults, value, at))
  const version = faults.at(json, path, 'version', token(faults))
  const option = maybe(json, path, 'option', token(faults))
  return exact === null || lang === null || version === null ? null : { exact, lang, version, option }
}

function readChange(gathered: Gathered, value: unknown, path: string): ReadContribution['change'] {
  const { faults } = gathered
  const json = faults.object(value, path, ['op'], ['lang', 'find', 'text', 'bracket', 'option'])
  if (!json) return null
  faults.at(json, path, 'op', (value, at) => faults.oneOf(value, at, OPERATIONS))
  maybe(json, path, 'text', (value, at) =>
    readText({ ...gathered, blockId: path, brackets: [], refCount: 0, calls: [] }, value, at),
  )
  return {
    find: maybe(json, path, 'find', (value, at) => faults.string(value, at, { longest: LIMITS.text })),
    lang: maybe(json, path, 'lang', (value, at) => readLanguage(faults, value, at)),
    bracket: maybe(json, path, 'bracket', token(faults)),
    option: maybe(json, path, 'option', token(faults)),
  }
}
