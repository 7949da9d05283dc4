// Over 250 lines: one grammar, of words with references and brackets within one another.
/** Reads a text of the exchange format: strings, references, brackets within brackets (rules EX3). */
import { BRACKET_KINDS, type BracketKind, type Inline, type Mark } from '../../src/lib/domain/article.ts'
import { formatsOfMarks, marksFromFormats } from '../../src/lib/domain/text.ts'
import { member, type Faults, type Json } from './faults.ts'
import type { BracketPlan } from './format.ts'
import { LIMITS } from './limits.ts'
import { typographyFault } from './typography.ts'

/** A bracket as it stands in a file, for comparing languages. */
export interface FoundBracket extends BracketPlan {
  path: string
  labels: string[]
  /** The options it stands in, outermost first. */
  within: string[]
}

/** What reading a file gathers on its way. */
export interface Gathered {
  faults: Faults
  /** Society codes named, and where. */
  codes: { code: string; path: string }[]
  /** Language whose habits of writing are held against the text (EX11); null: none. */
  typography: string | null
  /** Ids referred to, and where. */
  references: { to: string; path: string }[]
  /** Terms that words define, and terms that words use. */
  definitions: Set<string>
  terms: { to: string; path: string }[]
  /** Words that are being proposed, as people typed them: they need be no finished text. */
  isProposed?: true
}

/** What the texts of one block gather. */
export interface BlockReading extends Gathered {
  blockId: string
  brackets: FoundBracket[]
  refCount: number
  /** Notes that the block calls, and where. */
  calls: { to: string | null; path: string }[]
}

const NODES = ['ref', 'bracket', 'note', 'define', 'term', 'bold', 'italic'] as const

/** The content of a text; what is faulty in it is left out. `marks`: those it stands in; `within`: the options it stands in. */
export function readText(
  reading: BlockReading,
  value: unknown,
  path: string,
  marks: readonly Mark[] = [],
  within: readonly string[] = [],
): Inline[] {
  const { faults } = reading
  if (typeof value === 'string') return words(reading, value, path, marks)
  if (!Array.isArray(value)) {
    faults.add(path, 'must be a string or an array of strings and nodes')
    return []
  }
  const content: Inline[] = []
  for (const part of faults.array(value, path, LIMITS.pieces)) {
    if (typeof part.value === 'string') join(content, words(reading, part.value, part.path, marks))
    else join(content, readNode(reading, part.value, part.path, marks, within))
  }
  return content
}

/** Words of equal marks are one piece, as the text has them (TX6). */
function join(content: Inline[], more: Inline[]): void {
  for (const inline of more) {
    const last = content.at(-1)
    if (inline.type === 'text' && last?.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(inline.marks))
      last.text += inline.text
    else content.push(inline)
  }
}

function words(reading: BlockReading, value: string, path: string, marks: readonly Mark[]): Inline[] {
  const { faults, typography, isProposed } = reading
  faults.string(value, path, { longest: LIMITS.text, mayBeEmpty: true, script: isProposed ? 'plain' : 'words' })
  checkTypography(faults, value, path, typography)
  return value === '' ? [] : [{ type: 'text', text: value, ...inOrder(marks) }]
}

/** EX11: names what is amiss in words of the text. */
export function checkTypography(faults: Faults, words: string, path: string, lang: string | null): void {
  const fault = lang === null ? null : typographyFault(words, lang)
  if (fault) faults.add(path, fault)
}

const inOrder = (marks: readonly Mark[]): { marks?: Mark[] } =>
  marks.length === 0 ? {} : { marks: marksFromFormats(formatsOfMarks(marks)) }

function readNode(
  reading: BlockReading,
  value: unknown,
  path: string,
  marks: readonly Mark[],
  within: readonly string[],
): Inline[] {
  const { faults } = reading
  const json = faults.object(value, path, [], NODES)
  if (!json) return []
  const keys = Object.keys(json)
  if (keys.length !== 1) {
    faults.add(path, `must have one key, of ${NODES.join(', ')}`)
    return []
  }
  const key = keys[0]!
  const inside = member(path, key)
  if (key === 'ref') return readReference(reading, json.ref, inside, marks)
  if (key === 'bracket') return readBracket(reading, json.bracket, inside, marks, within)
  if (key === 'note') return readCall(reading, json.note, inside, marks)
  if (key === 'define' || key === 'term') return readTerm(reading, key, json[key], inside, marks, within)
  if (key !== 'bold' && key !== 'italic') return []
  if (marks.some((mark) => mark.type === key)) {
    faults.add(inside, `stands within ${key} already`)
    return []
  }
  return readText(reading, json[key], inside, [...marks, { type: key }], within)
}

function readReference(reading: BlockReading, value: unknown, path: string, marks: readonly Mark[]): Inline[] {
  const { faults } = reading
  const json = faults.object(value, path, ['to'], ['form', 'as', 'dangling'])
  if (!json) return []
  const to = faults.at(json, path, 'to', (value, at) => faults.string(value, at, { longest: LIMITS.id }))
  const form = 'form' in json ? faults.oneOf(json.form, member(path, 'form'), ['full', 'relative'] as const) : null
  const as = 'as' in json ? readPattern(faults, json.as, member(path, 'as')) : null
  checkDangling(faults, json, path)
  if (to === null) return []
  if (json.dangling !== true) reading.references.push({ to, path: member(path, 'to') })
  reading.refCount += 1
  const id = `${reading.blockId}.ref.${reading.refCount}`
  return [{ type: 'ref', attrs: { id, to, form, as }, ...inOrder(marks) }]
}

function checkDangling(faults: Faults, json: Json, path: string): void {
  if ('dangling' in json && json.dangling !== true) faults.add(member(path, 'dangling'), 'must be true where it stands')
}

/** The call of a footnote; whether that is a note of the article is asked when its blocks are known. */
function readCall(reading: BlockReading, value: unknown, path: string, marks: readonly Mark[]): Inline[] {
  const { faults } = reading
  const json = faults.object(value, path, ['to'], ['dangling'])
  if (!json) return []
  const to = faults.at(json, path, 'to', (value, at) => faults.string(value, at, { longest: LIMITS.id }))
  checkDangling(faults, json, path)
  if (to === null) return []
  reading.calls.push({ to: json.dangling === true ? null : to, path: member(path, 'to') })
  return [{ type: 'note', attrs: { id: `${reading.blockId}.note.${reading.calls.length}`, to }, ...inOrder(marks) }]
}

/** Words that define a term, or use one. A definition within a definition defines both; a use within a use is none. */
function readTerm(
  reading: BlockReading,
  key: 'define' | 'term',
  value: unknown,
  path: string,
  marks: readonly Mark[],
  within: readonly string[],
): Inline[] {
  const { faults } = reading
  const name = key === 'define' ? 'id' : 'to'
  const json = faults.object(value, path, [name, 'text'], key === 'term' ? ['dangling'] : [])
  if (!json) return []
  const id = faults.at(json, path, name, (value, at) => readId(faults, value, at))
  checkDangling(faults, json, path)
  if (id !== null && key === 'define') reading.definitions.add(id)
  if (id !== null && key === 'term' && json.dangling !== true) reading.terms.push({ to: id, path: member(path, 'to') })
  if (key === 'term' && marks.some((mark) => mark.type === 'term')) faults.add(path, 'stands within a term already')
  const own: Mark[] =
    id === null ? [] : [key === 'define' ? { type: 'def', attrs: { id } } : { type: 'term', attrs: { to: id } }]
  return faults.at(json, path, 'text', (value, at) => readText(reading, value, at, [...marks, ...own], within)) ?? []
}

function readPattern(faults: Faults, value: unknown, path: string): string | null {
  const pattern = faults.string(value, path, { longest: LIMITS.pattern, script: 'words' })
  if (pattern !== null && /[{}]/.test(pattern.replace(/\{[api]\}/g, '')))
    faults.add(path, 'may hold {a}, {p} and {i} and no other braces')
  else if (pattern !== null && !/\{[api]\}/.test(pattern)) faults.add(path, 'must hold one of {a}, {p}, {i}')
  return pattern
}

function readBracket(
  reading: BlockReading,
  value: unknown,
  path: string,
  marks: readonly Mark[],
  within: readonly string[],
): Inline[] {
  const { faults } = reading
  const json = faults.object(value, path, ['id', 'kind', 'options'], ['reserved_by', 'note'])
  if (!json) return []
  if (within.length >= LIMITS.nesting) {
    faults.add(path, `brackets nest at most ${LIMITS.nesting} deep`)
    return []
  }
  const options = faults.at(json, path, 'options', (value, at) => ({ value, path: at }))
  return readOptions(reading, json, path, options, ['label', 'text', 'by'], marks, within, 'inline')
}

/** The options of a bracket, inline or of a whole paragraph, as content; the bracket itself is gathered. */
export function readOptions(
  reading: BlockReading,
  head: Json,
  path: string,
  options: { value: unknown; path: string } | null,
  keys: readonly string[],
  marks: readonly Mark[],
  within: readonly string[],
  level: 'inline' | 'block',
): Inline[] {
  const { faults } = reading
  const bracket = readBracketHead(reading, head, path, level, within)
  const list = options ? faults.array(options.value, options.path, LIMITS.options) : []
  if (options && Array.isArray(options.value) && !reading.isProposed)
    checkCount(faults, bracket.kind, list.length, options.path)
  const content: Inline[] = []
  list.forEach((option, i) => {
    const json = faults.object(option.value, option.path, keys, ['origin', 'id'])
    if (!json) return
    const id = readOptionId(faults, json, option.path, `${bracket.id}.${i + 1}`)
    if (bracket.options.some((other) => other.id === id)) faults.add(option.path, `${id} is the id of another option`)
    const label = faults.at(json, option.path, 'label', (value, at) => {
      const label = faults.string(value, at, { longest: LIMITS.label })
      if (label !== null && bracket.labels.includes(label) && !reading.isProposed)
        faults.add(at, 'is the label of another option')
      return label
    })
    const by = faults.at(json, option.path, 'by', (value, at) => readCodes(reading, value, at)) ?? []
    if (bracket.kind === 'placeholder' && by.length > 0)
      faults.add(member(option.path, 'by'), 'must be empty: nobody stands behind a placeholder')
    const origin =
      'origin' in json ? faults.oneOf(json.origin, member(option.path, 'origin'), ['facilitator'] as const) : null
    bracket.labels.push(label ?? '')
    bracket.options.push({ id, by, origin })
    const inside: Mark[] = [...marks, { type: 'br', attrs: { id: bracket.id, option: id } }]
    content.push({
      type: 'opt',
      attrs: { id, br: bracket.id, kind: bracket.kind, label: label ?? '' },
      ...inOrder(inside),
    })
    content.push(
      ...(faults.at(json, option.path, 'text', (value, at) => readText(reading, value, at, inside, [...within, id])) ??
        []),
    )
  })
  return content
}

/** EX15: the id that an option has in the text, where that is not counted from its place. */
const readOptionId = (faults: Faults, json: Json, path: string, counted: string): string =>
  'id' in json ? (readId(faults, json.id, member(path, 'id')) ?? counted) : counted

function checkCount(faults: Faults, kind: BracketKind, count: number, path: string): void {
  if (kind === 'alternatives' && count < 2) faults.add(path, 'must offer at least two alternatives')
  if (kind !== 'alternatives' && count !== 1) faults.add(path, `must have one option, being ${kind}`)
}

/** Id, kind, note and who reserves, and the bracket gathered with no options yet. */
export function readBracketHead(
  reading: BlockReading,
  json: Json,
  path: string,
  level: BracketPlan['level'],
  within: readonly string[],
): FoundBracket {
  const { faults } = reading
  const bracket: FoundBracket = {
    id: faults.at(json, path, 'id', (value, at) => readId(faults, value, at)) ?? `~${path}`,
    kind: faults.at(json, path, 'kind', (value, at) => faults.oneOf(value, at, BRACKET_KINDS)) ?? 'optional',
    level,
    note:
      'note' in json ? faults.string(json.note, member(path, 'note'), { longest: LIMITS.note, hasLines: true }) : null,
    reservedBy: 'reserved_by' in json ? readCodes(reading, json.reserved_by, member(path, 'reserved_by')) : null,
    options: [],
    path,
    labels: [],
    within: [...within],
  }
  reading.brackets.push(bracket)
  return bracket
}

/** Society codes, each once. Whether they exist is asked when the whole file is read. */
export function readCodes({ faults, codes }: Gathered, value: unknown, path: string): string[] {
  const seen: string[] = []
  for (const { value: each, path: at } of faults.array(value, path, LIMITS.codes)) {
    const code = faults.string(each, at, { longest: LIMITS.token })
    if (code === null) continue
    if (seen.includes(code)) faults.add(at, `names ${code} twice`)
    seen.push(code)
    codes.push({ code, path: at })
  }
  return seen
}

/** An id: opaque, permanent, and fit for the address of a paragraph. */
export function readId(faults: Faults, value: unknown, path: string): string | null {
  const id = faults.string(value, path, { longest: LIMITS.id })
  if (id !== null && /\s|~\d+$|^__proto__$/.test(id)) faults.add(path, 'is not fit for an id')
  return id
}
