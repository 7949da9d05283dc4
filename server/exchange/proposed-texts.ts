/** Texts of proposals in a file (rule EX16): written and read as what they are not of another text, block by block. */
import {
  BLOCK_KINDS,
  BRACKET_KINDS,
  type ArticleDoc,
  type Block,
  type BlockKind,
  type BracketKind,
} from '../../src/lib/domain/article.ts'
import { deltaFromDoc, docFromDelta } from '../../src/lib/domain/text.ts'
import { member } from './faults.ts'
import type { BlockFile, ChangeFile } from './format-talks.ts'
import { LIMITS } from './limits.ts'
import { begin, blockOf } from './read-articles.ts'
import { readId, readText, type Gathered } from './read-text.ts'
import { fields, list, word, type Read } from './shapes.ts'
import { writeText, type Writing } from './write-text.ts'

/** In words that are proposed nothing is asked about what they point at: it may be proposed itself, or gone. */
const WRITING: Writing = {
  attributions: new Map(),
  isMaster: false,
  hasBlock: () => true,
  hasNote: () => true,
  hasTerm: () => true,
}

/** A block by itself. `nameOf`: as the file has its id. */
export function blockFile(block: Block, nameOf: (id: string) => string): BlockFile {
  const { id, kind, depth, bracket, bracketKind } = block.attrs
  return {
    ...{ id: nameOf(id), kind },
    ...(depth === 0 ? {} : { depth }),
    ...(bracket === null ? {} : { bracket: { id: bracket, kind: bracketKind ?? 'optional' } }),
    text: writeText(block, WRITING),
  }
}

/** What `doc` is not of `base`. */
export function writeChange(base: ArticleDoc, doc: ArticleDoc, nameOf: (id: string) => string): ChangeFile {
  const [before, after] = [base, doc].map(({ content }) => content.map((block) => blockFile(block, nameOf)))
  const known = new Map(before!.map((block) => [block.id, JSON.stringify(block)]))
  const order = after!.map(({ id }) => id)
  const isMoved = JSON.stringify(order) !== JSON.stringify(before!.map(({ id }) => id))
  return {
    ...(isMoved ? { order } : {}),
    blocks: after!.filter((block) => known.get(block.id) !== JSON.stringify(block)),
  }
}

export const isUnchanged = ({ order, blocks }: ChangeFile): boolean => order === undefined && blocks.length === 0

/** As a text says it that is written down and read again (TX2). */
export const asRead = (doc: ArticleDoc): ArticleDoc => docFromDelta(deltaFromDoc(doc))

export interface ReadChange {
  path: string
  order: string[] | null
  blocks: { block: Block; path: string }[]
}

const unasked = (): Omit<Gathered, 'faults' | 'codes'> => ({
  ...{ typography: null, isProposed: true, references: [], definitions: new Set(), terms: [] },
})

/** A block by itself, in which nothing is asked about what its words point at. */
export function readBlock(gathered: Gathered): Read<ReadChange['blocks'][number]> {
  const { faults } = gathered
  const id: Read<string> = (value, path) => readId(faults, value, path)
  const bracket = fields(faults, { id, kind: word<BracketKind>(faults, BRACKET_KINDS) }, {})
  const depth: Read<number> = (value, path) => {
    if (value === 1 || value === 2) return value
    faults.add(path, 'must be 1 or 2, of an item')
    return null
  }
  return (value, path) => {
    const text: Read<{ words: unknown; at: string }> = (words, at) => ({ words, at })
    const head = fields(
      faults,
      { id, kind: word<BlockKind>(faults, BLOCK_KINDS), text },
      { depth, bracket },
    )(value, path)
    if (!head) return null
    if ((head.kind === 'item') !== (head.depth !== undefined)) faults.add(path, 'must have a depth if it is an item')
    const reading = begin({ ...gathered, ...unasked() }, head.id)
    const content = readText(reading, head.text.words, head.text.at)
    return { block: blockOf({ ...head, depth: head.depth ?? 0 }, content), path }
  }
}

/** The blocks of a change; what it is a change of is looked at by `changed`. */
export function readChange(gathered: Gathered): Read<ReadChange> {
  const { faults } = gathered
  const id: Read<string> = (value, path) => readId(faults, value, path)
  const whole = fields(
    faults,
    { blocks: list(faults, readBlock(gathered), LIMITS.blocks) },
    { order: list(faults, id, LIMITS.blocks) },
  )
  return (value, path) => {
    const read = whole(value, path)
    return read && { path, order: read.order ?? null, blocks: read.blocks }
  }
}

/** The text that a change makes of another; a fault wherever it cannot. */
export function changed({ faults }: Gathered, { path, order, blocks }: ReadChange, base: ArticleDoc): ArticleDoc {
  const known = new Map(base.content.map((block) => [block.attrs.id, block]))
  const own = new Map<string, Block>()
  const ids = order ?? [...known.keys()]
  for (const { block, path: at } of blocks) {
    const { id } = block.attrs
    if (own.has(id)) faults.add(member(at, 'id'), `${id} stands twice`)
    if (!ids.includes(id)) faults.add(member(at, 'id'), `${id} has no place: order must name it`)
    own.set(id, block)
  }
  const seen = new Set<string>()
  const content = ids.flatMap((id, i) => {
    const at = member(member(path, 'order'), i)
    const block = own.get(id) ?? known.get(id)
    if (seen.has(id)) faults.add(at, `${id} stands twice`)
    else if (!block) faults.add(at, `${id} is no block of the text, and not given`)
    seen.add(id)
    return block ?? []
  })
  if (content[0]?.attrs.kind !== 'heading') faults.add(path, 'must begin with a heading')
  return asRead({ type: 'doc', content })
}
