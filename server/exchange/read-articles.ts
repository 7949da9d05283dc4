// Over 250 lines: one grammar, from articles down to blocks, with one list of faults.
/** Reads preamble and articles of one language into blocks (rules EX2-EX4); what languages share is compared elsewhere. */
import {
  ARTICLE_STATUSES,
  type ArticleDoc,
  type ArticleStatus,
  type Block,
  type BlockKind,
  type BracketKind,
  type Inline,
} from '../../src/lib/domain/article.ts'
import { isNote } from '../../src/lib/domain/notes.ts'
import { articleLabel, parseNumber } from '../../src/lib/domain/numbering.ts'
import { member, type Faults, type Json } from './faults.ts'
import type { ArticlePlan } from './format.ts'
import { LIMITS } from './limits.ts'
import { instant, maybe, prose } from './read-records.ts'
import {
  readBracketHead,
  readCodes,
  readId,
  readOptions,
  readText,
  type BlockReading,
  type FoundBracket,
  type Gathered,
} from './read-text.ts'

export interface ReadBlock {
  block: Block
  path: string
  brackets: FoundBracket[]
  /** Notes that it calls, and where. */
  calls: BlockReading['calls']
}
export interface ReadArticle {
  number: string | null
  path: string
  /** Where its blocks are listed in the file. */
  listPath: string
  status: ArticleStatus
  deleted: ArticlePlan['deleted']
  sources: { label: string; note: string }[]
  /** The heading first. */
  blocks: ReadBlock[]
}

export const docOf = (article: ReadArticle): ArticleDoc => ({
  type: 'doc',
  content: article.blocks.map(({ block }) => block),
})

export interface NewBlock {
  id: string
  kind: BlockKind
  depth?: number
  bracket?: { id: string; kind: BracketKind }
}

export const blockOf = ({ id, kind, depth = 0, bracket }: NewBlock, content: Inline[]): Block => ({
  type: 'block',
  attrs: { id, kind, depth, bracket: bracket?.id ?? null, bracketKind: bracket?.kind ?? null, extra: null },
  ...(content.length > 0 ? { content } : {}),
})

/** Stands for an id that is missing or faulty, so that reading can go on; no valid id looks like it. */
const nameless = (path: string): string => `\u0000${path}`

const idOf = (faults: Faults, json: Json, path: string): string =>
  faults.at(json, path, 'id', (value, at) => readId(faults, value, at)) ?? nameless(path)

export const begin = (gathered: Gathered, blockId: string): BlockReading => ({
  ...gathered,
  blockId,
  brackets: [],
  refCount: 0,
  calls: [],
})

const PREAMBLE_KINDS = ['chapeau', 'recital', 'formula', 'note'] as const

/**
 * The preamble as an article: a heading of its own (id `headingId`), then its blocks. Null when it has none.
 * `heading`: the file's own words for the heading, undefined when it says nothing; then the language's word is taken.
 */
export function readPreamble(
  gathered: Gathered,
  list: { value: unknown; path: string },
  heading: { value: unknown; path: string } | undefined,
  lang: string,
  headingId: string,
): ReadArticle | null {
  const { faults } = gathered
  const members = faults.array(list.value, list.path, LIMITS.blocks)
  if (members.length === 0) return null
  const headingReading = begin(gathered, headingId)
  const words: Inline[] = heading
    ? readText(headingReading, heading.value, heading.path)
    : [{ type: 'text', text: articleLabel(null, lang) }]
  const blocks: ReadBlock[] = [
    {
      block: blockOf({ id: headingId, kind: 'heading' }, words),
      path: heading?.path ?? list.path,
      brackets: headingReading.brackets,
      calls: headingReading.calls,
    },
  ]
  for (const { value, path } of members) {
    const json = faults.object(value, path, ['id', 'type', 'text'])
    if (!json) continue
    const id = idOf(faults, json, path)
    const reading = begin(gathered, id)
    const kind = faults.at(json, path, 'type', (value, at) => faults.oneOf(value, at, PREAMBLE_KINDS)) ?? 'recital'
    const content = faults.at(json, path, 'text', (value, at) => readText(reading, value, at)) ?? []
    blocks.push({ block: blockOf({ id, kind }, content), path, brackets: reading.brackets, calls: reading.calls })
  }
  checkNotesLast(faults, blocks)
  checkCalls(faults, blocks)
  const { path } = list
  return { number: null, path, listPath: path, status: 'under_discussion', deleted: null, sources: [], blocks }
}

/** EX12: that it is marked deleted, why, and since when. */
export function readDeleted(faults: Faults, value: unknown, path: string): ArticlePlan['deleted'] {
  const json = faults.object(value, path, ['reason'], ['at'])
  if (!json) return null
  const reason = faults.at(json, path, 'reason', (words, at) => {
    if (words === '') faults.add(at, 'must not be empty')
    return prose(faults)(words, at)
  })
  const at = maybe(json, path, 'at', instant(faults))
  // as the database keeps instants: with milliseconds; one that is none was named above
  return { reason: reason ?? '', at: at === null || Number.isNaN(Date.parse(at)) ? null : new Date(at).toISOString() }
}

/** One article. `isMaster`: of the original language, which alone says of its status, that it is deleted, and of sources. */
export function readArticle(gathered: Gathered, value: unknown, path: string, isMaster: boolean): ReadArticle | null {
  const { faults } = gathered
  const json = faults.object(
    value,
    path,
    ['number', 'id', 'heading', 'paragraphs'],
    isMaster ? ['status', 'deleted', 'bracket', 'notes', 'sources'] : ['bracket', 'notes'],
  )
  if (!json) return null
  const number = faults.at(json, path, 'number', (value, at) => {
    const number = faults.string(value, at, { longest: LIMITS.token })
    if (number !== null && !parseNumber(number)) faults.add(at, 'must be a number such as "14" or "14 bis"')
    return number
  })
  const id = idOf(faults, json, path)
  const reading = begin(gathered, id)
  const bracket = 'bracket' in json ? readArticleBracket(reading, json.bracket, member(path, 'bracket')) : null
  const heading = faults.at(json, path, 'heading', (value, at) => {
    if (value === '') faults.add(at, 'must not be empty')
    if (typeof value === 'string' && value.length > LIMITS.heading)
      faults.add(at, `must have at most ${LIMITS.heading} characters`)
    return readText(reading, value, at)
  })
  const attrs: NewBlock = { id, kind: 'heading', ...(bracket ? { bracket } : {}) }
  const blocks: ReadBlock[] = [
    { block: blockOf(attrs, heading ?? []), path, brackets: reading.brackets, calls: reading.calls },
  ]
  faults.at(json, path, 'paragraphs', (value, at) => {
    const paragraphs = faults.array(value, at, LIMITS.blocks)
    for (const paragraph of paragraphs) blocks.push(...readParagraph(gathered, paragraph.value, paragraph.path))
  })
  if ('notes' in json) blocks.push(...readNotes(gathered, json.notes, member(path, 'notes')))
  checkCalls(faults, blocks)
  return {
    number: number ?? nameless(path),
    path,
    listPath: member(path, 'paragraphs'),
    status: ('status' in json ? faults.oneOf(json.status, member(path, 'status'), ARTICLE_STATUSES) : null) ?? 'draft',
    deleted: 'deleted' in json ? readDeleted(faults, json.deleted, member(path, 'deleted')) : null,
    sources: 'sources' in json ? readSources(faults, json.sources, member(path, 'sources')) : [],
    blocks,
  }
}

function readNotes(gathered: Gathered, value: unknown, path: string): ReadBlock[] {
  const { faults } = gathered
  return faults.array(value, path, LIMITS.blocks).flatMap((note) => {
    const json = faults.object(note.value, note.path, ['id', 'text'])
    if (!json) return []
    const id = idOf(faults, json, note.path)
    const reading = begin(gathered, id)
    const content = faults.at(json, note.path, 'text', (value, at) => readText(reading, value, at)) ?? []
    return [
      {
        block: blockOf({ id, kind: 'note' }, content),
        path: note.path,
        brackets: reading.brackets,
        calls: reading.calls,
      },
    ]
  })
}

/** NU8: notes stand after all other blocks. */
function checkNotesLast(faults: Faults, blocks: readonly ReadBlock[]): void {
  const first = blocks.findIndex(({ block }) => isNote(block))
  for (const { block, path } of first < 0 ? [] : blocks.slice(first))
    if (!isNote(block)) faults.add(path, 'stands after a note; notes come last')
}

/** EX8: a call calls a note of its own article. */
function checkCalls(faults: Faults, blocks: readonly ReadBlock[]): void {
  const notes = new Set(blocks.filter(({ block }) => isNote(block)).map(({ block }) => block.attrs.id))
  for (const { to, path } of blocks.flatMap(({ calls }) => calls))
    if (to !== null && !notes.has(to)) faults.add(path, `${to} is no note of this article`)
}

function readArticleBracket(
  reading: BlockReading,
  value: unknown,
  path: string,
): { id: string; kind: BracketKind } | null {
  const { faults } = reading
  const json = faults.object(value, path, ['id', 'kind', 'by'], ['reserved_by', 'note'])
  if (!json) return null
  const bracket = readBracketHead(reading, json, path, 'article', [])
  const by = faults.at(json, path, 'by', (value, at) => readCodes(reading, value, at)) ?? []
  bracket.options.push({ id: `${bracket.id}.1`, by, origin: null })
  return { id: bracket.id, kind: bracket.kind }
}

function readSources(faults: Faults, value: unknown, path: string): { label: string; note: string }[] {
  return faults.array(value, path, LIMITS.sources).flatMap((source) => {
    const json = faults.object(source.value, source.path, ['label', 'note'])
    if (!json) return []
    const part = (key: 'label' | 'note') =>
      faults.at(json, source.path, key, (value, at) =>
        faults.string(value, at, { longest: LIMITS.note, hasLines: true, mayBeEmpty: key === 'note' }),
      ) ?? ''
    return [{ label: part('label'), note: part('note') }]
  })
}

/** A paragraph with its lists and closing words, as blocks in order. */
function readParagraph(gathered: Gathered, value: unknown, path: string): ReadBlock[] {
  const { faults } = gathered
  const isBracketed = typeof value === 'object' && value !== null && 'bracket' in value
  const required = isBracketed ? ['id', 'bracket', 'alternatives'] : ['id', 'text']
  const json = faults.object(value, path, required, ['items', 'tail', 'more'])
  if (!json) return []
  const id = idOf(faults, json, path)
  const reading = begin(gathered, id)
  let bracket: NewBlock['bracket']
  let content: Inline[]
  if (isBracketed) {
    const at = member(path, 'bracket')
    const head = faults.object(json.bracket, at, ['id', 'kind'], ['reserved_by', 'note']) ?? {}
    const options = faults.at(json, path, 'alternatives', (value, at) => ({ value, path: at }))
    content = readOptions(reading, head, at, options, ['label', 'by', 'text'], [], [], 'block')
    const found = reading.brackets.find((bracket) => bracket.level === 'block')
    if (found) bracket = { id: found.id, kind: found.kind }
  } else content = faults.at(json, path, 'text', (value, at) => readText(reading, value, at)) ?? []
  const attrs: NewBlock = { id, kind: 'para', ...(bracket ? { bracket } : {}) }
  const blocks: ReadBlock[] = [
    { block: blockOf(attrs, content), path, brackets: reading.brackets, calls: reading.calls },
  ]
  blocks.push(...readLists(gathered, json, path, id))
  if ('more' in json)
    for (const part of faults.array(json.more, member(path, 'more'), LIMITS.blocks)) {
      const more = faults.object(part.value, part.path, [], ['items', 'tail'])
      if (more) blocks.push(...readLists(gathered, more, part.path, null))
    }
  return blocks
}

/** `owner`: the paragraph whose id names a tail without one; null where the tail must name itself. */
function readLists(gathered: Gathered, json: Json, path: string, owner: string | null): ReadBlock[] {
  const blocks: ReadBlock[] = []
  if ('items' in json) blocks.push(...readItems(gathered, json.items, member(path, 'items'), 1))
  if ('tail' in json) blocks.push(readTail(gathered, json.tail, member(path, 'tail'), owner))
  return blocks
}

function readItems(gathered: Gathered, value: unknown, path: string, depth: number): ReadBlock[] {
  const { faults } = gathered
  if (depth > 2) {
    faults.add(path, 'items nest at most two deep: (a) and (i)')
    return []
  }
  return faults.array(value, path, LIMITS.blocks).flatMap((item) => {
    const json = faults.object(item.value, item.path, ['id', 'text'], ['items'])
    if (!json) return []
    const id = idOf(faults, json, item.path)
    const reading = begin(gathered, id)
    const content = faults.at(json, item.path, 'text', (value, at) => readText(reading, value, at)) ?? []
    const own = {
      block: blockOf({ id, kind: 'item', depth }, content),
      path: item.path,
      brackets: reading.brackets,
      calls: reading.calls,
    }
    return 'items' in json ? [own, ...readItems(gathered, json.items, member(item.path, 'items'), depth + 1)] : [own]
  })
}

function readTail(gathered: Gathered, value: unknown, path: string, owner: string | null): ReadBlock {
  const { faults } = gathered
  const isNamed = typeof value === 'object' && value !== null && !Array.isArray(value)
  const json = isNamed ? (faults.object(value, path, ['id', 'text']) ?? {}) : null
  if (!json && owner === null) faults.add(path, 'must be an object with id and text')
  const id = json ? idOf(faults, json, path) : `${owner ?? nameless(path)}.tail`
  const reading = begin(gathered, id)
  const content = json
    ? (faults.at(json, path, 'text', (value, at) => readText(reading, value, at)) ?? [])
    : readText(reading, value, path)
  return { block: blockOf({ id, kind: 'tail' }, content), path, brackets: reading.brackets, calls: reading.calls }
}
