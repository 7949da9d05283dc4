// Over 250 lines: one encoding, both ways.
/**
 * The encoding of an article in its Y.Text `default`, as pure functions between delta and `ArticleDoc` (docs/text.md, rules TX1-TX6).
 *
 * Every block begins with an embed `{b: id}`; its attributes are formats of that embed, strings only:
 * `b.id` (override), `b.kind` (absent = para), `b.depth` (absent = 0), `b.bracket`, `b.bracketKind`, `b.from` (the block it was split from).
 * Words follow, with formats `bold`/`italic` = '1', `br:<bracketId>` = `<optionId>`, `def:<termId>` = '1' and `term` = `<termId>`.
 * Embeds among words: `{ref, to, form?, as?}`, `{opt, br, kind?, label?}` (absent = alternatives, no label) and `{fn, to}`. What is not known is kept as unknown, never dropped.
 *
 * Version 2 added notes (`b.kind` note, `{fn, to}`), terms (`def:`, `term`) and `b.from`. Every text of version 1 is one of version 2 as it stands (TX7).
 */
import {
  BLOCK_KINDS,
  BRACKET_KINDS,
  type ArticleDoc,
  type Block,
  type BlockAttrs,
  type BlockKind,
  type Inline,
  type Mark,
} from './article.ts'

/** Formats of one delta operation; well-formed ones are strings. */
export type Formats = Record<string, unknown>
/** What Yjs embeds: one JSON object. */
export type Embed = Record<string, unknown>

/** One operation of `Y.Text.toDelta()`. */
export interface DeltaInsert {
  insert: string | Embed
  attributes?: Formats
}

/** The version of this encoding and of the ProseMirror schema; a client with another one is asked to reload. */
export const SCHEMA_VERSION = 2

/** Name of the Y.Text in every document. */
export const TEXT_NAME = 'default'

/** Formats of a block's start that this version gives a meaning. */
const BLOCK_FORMATS = ['b.id', 'b.kind', 'b.depth', 'b.bracket', 'b.bracketKind', 'b.from']

const own = <T>(list: readonly T[], value: unknown): value is T => (list as readonly unknown[]).includes(value)
const filled = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Whether an embed begins a block. */
export const isBlockStart = (insert: unknown): insert is Embed & { b: string } =>
  typeof insert === 'object' && insert !== null && typeof (insert as Embed).b === 'string'

/** An id as it is written: without the mark `~n` that reading gives to doubles. */
export const bareId = (id: string): string => id.replace(/(~\d+)+$/, '')

/** Whether this id was made by reading (a double, or a block without a start) and stands in no text. */
export const isReadId = (id: string): boolean => /~\d+$/.test(id)

/**
 * TX3: ids as they are read, in order: unique always. The second block of an id is `id~1`, the third `id~2`;
 * blocks without an id are `~0`, `~1`.
 */
export function readIds(ids: readonly (string | null)[]): string[] {
  const seen = new Map<string, number>()
  return ids.map((id) => {
    const bare = bareId(id ?? '')
    const n = seen.get(bare) ?? 0
    seen.set(bare, n + 1)
    return n === 0 && bare !== '' ? bare : `${bare}~${n}`
  })
}

/** TX4: the depth a block of this kind can have: items 1 or 2, everything else 0. */
export const depthFor = (kind: BlockKind, depth: number): number =>
  kind === 'item' ? Math.max(1, Math.min(2, Math.trunc(depth) || 1)) : 0

interface Extra {
  /** Unknown fields of the embed. */
  e: Embed
  /** Formats of the start that have no meaning here, or not with this value. */
  x: Formats
}
const extraOf = (extra: string | null): Extra => (extra === null ? { e: {}, x: {} } : (JSON.parse(extra) as Extra))

/** Attributes of a block from its start; the id as written (`readIds` makes it unique). */
export function attrsFromStart(embed: Embed & { b: string }, formats: Formats = {}): BlockAttrs {
  const { b, ...e } = embed
  const x: Formats = {}
  for (const key of Object.keys(formats).sort())
    if (key.startsWith('b.') && !BLOCK_FORMATS.includes(key) && formats[key] !== null) x[key] = formats[key]
  const kindFormat = formats['b.kind']
  const kind = own(BLOCK_KINDS, kindFormat) ? kindFormat : 'para'
  if (kindFormat != null && !own(BLOCK_KINDS, kindFormat)) x['b.kind'] = kindFormat
  const bracket = filled(formats['b.bracket']) ? formats['b.bracket'] : null
  const bracketKindFormat = formats['b.bracketKind']
  const bracketKind = bracket !== null && own(BRACKET_KINDS, bracketKindFormat) ? bracketKindFormat : null
  if (bracketKindFormat != null && !own(BRACKET_KINDS, bracketKindFormat)) x['b.bracketKind'] = bracketKindFormat
  const from = filled(formats['b.from']) ? formats['b.from'] : null
  if (formats['b.from'] != null && from === null) x['b.from'] = formats['b.from']
  const isPlain = Object.keys(e).length + Object.keys(x).length === 0
  return {
    id: filled(formats['b.id']) ? formats['b.id'] : b,
    kind,
    depth: depthFor(kind, Number(formats['b.depth'])),
    bracket,
    bracketKind,
    ...(from === null ? {} : { from }),
    extra: isPlain ? null : JSON.stringify({ e, x }),
  }
}

/** The formats a block's start carries for these attributes; the id is not among them. */
export function formatsOfBlock(attrs: BlockAttrs): Formats {
  const formats: Formats = { ...extraOf(attrs.extra).x }
  if (attrs.kind !== 'para') formats['b.kind'] = attrs.kind
  if (attrs.depth > 0) formats['b.depth'] = String(attrs.depth)
  if (attrs.bracket !== null) {
    formats['b.bracket'] = attrs.bracket
    if (attrs.bracketKind !== null) formats['b.bracketKind'] = attrs.bracketKind
  }
  if (attrs.from != null) formats['b.from'] = attrs.from
  return formats
}

/** The embed that begins a block. */
export const startOf = (attrs: BlockAttrs, id: string = attrs.id): Embed & { b: string } => ({
  ...extraOf(attrs.extra).e,
  b: id,
})

/** The mark that one format of words says, or null where it says nothing about words (formats of a start that leaked). */
export function markFromFormat(key: string, value: unknown): Mark | null {
  if (key.startsWith('b.') || value == null) return null
  if ((key === 'bold' || key === 'italic') && value === '1') return { type: key }
  if (key.startsWith('br:') && key.length > 3 && filled(value))
    return { type: 'br', attrs: { id: key.slice(3), option: value } }
  if (key.startsWith('def:') && key.length > 4 && value === '1') return { type: 'def', attrs: { id: key.slice(4) } }
  if (key === 'term' && filled(value)) return { type: 'term', attrs: { to: value } }
  return { type: 'unknownMark', attrs: { key, value: JSON.stringify(value) } }
}

/** The format that says one mark. */
export function formatOfMark(mark: Mark): [key: string, value: unknown] {
  if (mark.type === 'br') return [`br:${mark.attrs.id}`, mark.attrs.option]
  if (mark.type === 'def') return [`def:${mark.attrs.id}`, '1']
  if (mark.type === 'term') return ['term', mark.attrs.to]
  if (mark.type === 'unknownMark') return [mark.attrs.key, JSON.parse(mark.attrs.value)]
  return [mark.type, '1']
}

/** Canonical texts keep this order for ever: a kind of mark that is added stands where it disturbs no pair of older ones. */
const MARK_ORDER = ['bold', 'italic', 'br', 'def', 'term', 'unknownMark']
const rankOf = (mark: Mark): string => {
  const id = mark.type === 'unknownMark' ? mark.attrs.key : 'attrs' in mark && 'id' in mark.attrs ? mark.attrs.id : ''
  return `${MARK_ORDER.indexOf(mark.type)}${id}`
}

/** Marks from the formats of words, in the one order that canonical texts use: bold, italic, brackets by id, definitions by id, term, unknown by key. */
export function marksFromFormats(formats: Formats = {}): Mark[] {
  const marks = Object.entries(formats).map(([key, value]) => markFromFormat(key, value))
  return marks.filter((mark) => mark !== null).sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))
}

/** Formats that say these marks. */
export const formatsOfMarks = (marks: readonly Mark[] = []): Formats => Object.fromEntries(marks.map(formatOfMark))

const FORMS = ['full', 'relative'] as const
const hasOnly = (embed: Embed, ...keys: string[]): boolean => Object.keys(embed).every((key) => keys.includes(key))

/** What stands among words for one embed; every embed that does not fit exactly is unknown and kept whole. */
export function atomFromEmbed(embed: Embed): Exclude<Inline, { type: 'text' }> {
  const { ref, to, form, as, opt, br, kind, label, fn } = embed
  if (
    filled(ref) &&
    filled(to) &&
    (form === undefined || own(FORMS, form)) &&
    (as === undefined || filled(as)) &&
    hasOnly(embed, 'ref', 'to', 'form', 'as')
  )
    return { type: 'ref', attrs: { id: ref, to, form: form ?? null, as: as ?? null } }
  if (
    filled(opt) &&
    filled(br) &&
    (kind === undefined || own(BRACKET_KINDS, kind)) &&
    (label === undefined || typeof label === 'string') &&
    hasOnly(embed, 'opt', 'br', 'kind', 'label')
  )
    return { type: 'opt', attrs: { id: opt, br, kind: kind ?? 'alternatives', label: label ?? '' } }
  if (filled(fn) && filled(to) && hasOnly(embed, 'fn', 'to')) return { type: 'note', attrs: { id: fn, to } }
  return { type: 'unknown', attrs: { raw: JSON.stringify(embed) } }
}

/** TX42: whether this version gives all of an embed a meaning. */
export const isKnownEmbed = (embed: Embed): boolean =>
  isBlockStart(embed) ? filled(embed.b) && hasOnly(embed, 'b') : atomFromEmbed(embed).type !== 'unknown'

/** TX42: whether this version gives a format a meaning; taking one away (null) always has one. */
export function isKnownFormat(key: string, value: unknown): boolean {
  if (value === null) return true
  if (!key.startsWith('b.')) return markFromFormat(key, value)?.type !== 'unknownMark'
  if (key === 'b.kind') return own(BLOCK_KINDS, value)
  if (key === 'b.bracketKind') return own(BRACKET_KINDS, value)
  return BLOCK_FORMATS.includes(key) && filled(value)
}

/** The embed for a reference, an option's head, the call of a note or an unknown piece. */
export function embedOfAtom(atom: Exclude<Inline, { type: 'text' }>): Embed {
  if (atom.type === 'unknown') return JSON.parse(atom.attrs.raw) as Embed
  if (atom.type === 'opt') {
    const { id, br, kind, label } = atom.attrs
    return { opt: id, br, kind, label }
  }
  if (atom.type === 'note') return { fn: atom.attrs.id, to: atom.attrs.to }
  const { id, to, form, as } = atom.attrs
  return { ref: id, to, ...(form === null ? {} : { form }), ...(as === null ? {} : { as }) }
}

const sameMarks = (a: readonly Mark[] = [], b: readonly Mark[] = []): boolean => JSON.stringify(a) === JSON.stringify(b)

function push(content: Inline[], insert: string | Embed, formats?: Formats): void {
  const marks = marksFromFormats(formats)
  const more = marks.length > 0 ? { marks } : {}
  if (typeof insert !== 'string') {
    content.push({ ...atomFromEmbed(insert), ...more })
    return
  }
  if (insert === '') return
  const last = content.at(-1)
  if (last?.type === 'text' && sameMarks(last.marks, marks)) last.text += insert
  else content.push({ type: 'text', text: insert, ...more })
}

/**
 * An article as its text says it. Never fails: words before the first start are a heading without an id of its own (TX2),
 * doubled ids are told apart (TX3), depths are clamped (TX4), unknown kinds, embeds and formats are kept as unknown (TX5).
 */
export function docFromDelta(delta: readonly DeltaInsert[]): ArticleDoc {
  const blocks: { attrs: BlockAttrs; content: Inline[] }[] = []
  for (const { insert, attributes } of delta) {
    if (isBlockStart(insert)) {
      blocks.push({ attrs: attrsFromStart(insert, attributes), content: [] })
      continue
    }
    if (blocks.length === 0) blocks.push({ attrs: headless(), content: [] })
    push(blocks.at(-1)!.content, insert, attributes)
  }
  if (blocks.length === 0) blocks.push({ attrs: headless(), content: [] })
  const ids = readIds(blocks.map((block) => block.attrs.id))
  return {
    type: 'doc',
    content: blocks.map(({ attrs, content }, i): Block => ({
      type: 'block',
      attrs: { ...attrs, id: ids[i]! },
      ...(content.length > 0 ? { content } : {}),
    })),
  }
}

const headless = (): BlockAttrs => ({
  id: '',
  kind: 'heading',
  depth: 0,
  bracket: null,
  bracketKind: null,
  extra: null,
})

const operation = (insert: string | Embed, formats: Formats): DeltaInsert =>
  Object.keys(formats).length > 0 ? { insert, attributes: formats } : { insert }

/** The text that says this article. `docFromDelta(deltaFromDoc(doc))` is `doc` for every well-formed one. */
export const deltaFromDoc = (doc: ArticleDoc): DeltaInsert[] => doc.content.flatMap(deltaFromBlock)

/** One block's part of the text: its start, then its words. */
export const deltaFromBlock = (block: Block): DeltaInsert[] => [
  operation(startOf(block.attrs), formatsOfBlock(block.attrs)),
  ...(block.content ?? []).map((piece) =>
    operation(piece.type === 'text' ? piece.text : embedOfAtom(piece), formatsOfMarks(piece.marks)),
  ),
]
