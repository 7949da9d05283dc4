/** What a proposal changes: the blocks in which its text differs from the one it is based on (rules PS13, PS14; practice 8.2). Pure. */
import type { ArticleDoc, Block, Inline } from './article.ts'
import { occurrences } from './anchor.ts'
import { compareVersions } from './compare.ts'
import type { ComparedBlock, ComparedRun } from './contract.ts'
import { wordsWithoutTurns } from './hidden-direction.ts'
import { contentRange, ownText } from './own-text.ts'
import type { RoundNumbers } from './places.ts'
import { indexBlocks, type ReferenceIndex } from './reference.ts'
import { optionRanges } from './rendering.ts'
import { ok, refuse, type Fault, type Result } from './result.ts'
import { faultsOf, unsoundShapes } from './soundness.ts'
import type { Flag } from './substance.ts'
import { depthFor } from './text.ts'

/** Where the article stands: what references and numbers are computed from. `index`: of the charter's other articles at least. */
export interface ProposedIn {
  lang: string
  articleId: string
  number: string | null
  index: ReferenceIndex
  /** The numbers that the article's blocks had when the round began; absent: by position. */
  round?: RoundNumbers | null
}

export interface ProposedBlock {
  blockId: string
  /** In the order of both texts together, from 0. */
  position: number
  op: 'changed' | 'added' | 'removed' | 'moved'
  /** As it is in the text that the proposal is based on; null: added. */
  base: Block | null
  /** As it is proposed; null: removed. */
  text: Block | null
  /** The block it stood behind, and the one it is to stand behind; null: none. */
  basePrev: string | null
  prev: string | null
  /** Its words: kept, taken out, put in. */
  runs: ComparedRun[]
  flags: Flag[]
}

const withOwn = ({ index, articleId, number, round = null }: ProposedIn, doc: ArticleDoc): ReferenceIndex => {
  const own = indexBlocks([{ id: articleId, number, doc, round }])
  // blocks that this text has not are those of other articles alone
  const others = [...index].filter(([, target]) => target.articleId !== articleId)
  return new Map([...others, ...own])
}

/** PS13: every block in which `fork` is another than `base`, in the order of both. What differs in what nobody reads (a mark of a term) counts too. */
export function proposedBlocks(base: ArticleDoc, fork: ArticleDoc, where: ProposedIn): ProposedBlock[] {
  const { lang, articleId: id, number, round = null } = where
  const version = (doc: ArticleDoc) => ({ index: withOwn(where, doc), articles: [{ id, number, doc, round }] })
  const [article] = compareVersions(version(base), version(fork), lang).articles
  const [before, after] = [placed(base), placed(fork)]
  return (article?.blocks ?? []).flatMap((compared, position): ProposedBlock[] => {
    const [was, is] = [before.get(compared.id), after.get(compared.id)]
    const op = opOf(compared, was?.block, is?.block)
    if (op === null) return []
    const { runs, flags } = compared
    const sides = { base: was?.block ?? null, text: is?.block ?? null }
    const places = { basePrev: was?.behind ?? null, prev: is?.behind ?? null }
    return [{ blockId: compared.id, position, op, ...sides, ...places, runs, flags }]
  })
}

interface PlacedBlock {
  block: Block
  behind: string | null
}
const placed = ({ content }: ArticleDoc): Map<string, PlacedBlock> =>
  new Map(content.map((block, i) => [block.attrs.id, { block, behind: content[i - 1]?.attrs.id ?? null }]))

function opOf({ change }: ComparedBlock, was: Block | undefined, is: Block | undefined): ProposedBlock['op'] | null {
  if (change !== 'same') return change
  return JSON.stringify(was) === JSON.stringify(is) ? null : 'changed'
}

/** PS21: whether nothing is changed but these blocks, what comes to hang on them, and notes that come with that. `changed`: in the order of the text. */
export function concernsOnly(
  blocks: ReadonlySet<string>,
  changed: readonly Pick<ProposedBlock, 'blockId' | 'op' | 'text' | 'prev'>[],
): boolean {
  const own = new Set(blocks)
  return changed.every(({ blockId, op, text, prev }) => {
    const kind = text?.attrs.kind
    const hangsThere = (kind === 'item' || kind === 'tail') && prev !== null && own.has(prev)
    if (op === 'added' && (hangsThere || kind === 'note')) own.add(blockId)
    return own.has(blockId)
  })
}

/** One change that a program asks for, in words. */
export interface ProposedEdit {
  /** The block that is changed; null: a new one. */
  id: string | null
  /** Of a new one: the block it is to stand behind, its kind and depth. */
  after?: string | undefined
  kind?: Block['attrs']['kind'] | undefined
  depth?: number | undefined
  /** These words of its own text (RN4) alone, which stand there once; in this option, where one is named. */
  find?: string | undefined
  option?: string | undefined
  /** In their place, or behind them. */
  place?: 'instead' | 'behind' | undefined
  /** Null: the block goes. */
  text: string | null
}

/** Kinds that a program may add: the others are of the article as a whole, or called from elsewhere. */
const ADDED: readonly Block['attrs']['kind'][] = ['para', 'item', 'tail', 'chapeau', 'recital', 'formula']
/** What stands in no text: controls, line ends, halves of letters. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const NO_WORDS = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF]/g
const plain = (words: string): string => wordsWithoutTurns(words.toWellFormed().replace(NO_WORDS, ' ')).normalize('NFC')

/**
 * PS14: the text with these changes, one after another. Refuses with `invalid`, every fault by its path below `blocks`.
 * `newId`: of a block that is added.
 */
export function withEdits(
  doc: ArticleDoc,
  edits: readonly ProposedEdit[],
  where: ProposedIn,
  newId: () => string,
): Result<ArticleDoc> {
  const errors: Fault[] = []
  let content = doc.content
  edits.forEach((edit, n) => {
    const fault = (path: string, message: string): void => void errors.push({ path: `blocks[${n}].${path}`, message })
    const at = content.findIndex(({ attrs }) => attrs.id === (edit.id ?? edit.after))
    if (at < 0) return fault(edit.id === null ? 'after' : 'id', 'must be a block of this text')
    if (edit.id === null) {
      const added = newBlock(edit, newId, fault)
      if (added) content = content.toSpliced(at + 1, 0, added)
      return
    }
    const block = content[at]!
    if (edit.find === undefined && holdsBracket(block))
      return fault('find', 'names words of a block in which brackets stand: those end by a decision')
    if (edit.text === null) {
      if (at === 0) return fault('text', 'an article keeps its heading')
      content = content.toSpliced(at, 1)
      return
    }
    const next = edit.find === undefined ? whole(block.attrs, plain(edit.text)) : swapped(block, edit)
    if (next) content = content.with(at, next)

    function swapped(block: Block, { find = '', option, place, text }: ProposedEdit): Block | null {
      const context = { ...where, index: withOwn(where, { ...doc, content }) }
      const own = ownText(block, context)
      const exact = plain(find)
      const quote = { exact, ...(option === undefined ? {} : { optionId: option }) }
      const found = occurrences(quote, { text: own.text, rangesOf: (id) => optionRanges(block, id, context) })
      const range = found.length === 1 ? contentRange(own, found[0]!) : null
      if (range === null) {
        const count = found.length === 0 ? 'nowhere' : `${found.length} times`
        fault('find', `must stand in the block exactly once, and stands there ${count}`)
        return null
      }
      return spliced(block, place === 'behind' ? [range[1], range[1]] : range, range, plain(text ?? ''))
    }
  })
  if (errors.length > 0) return refuse('invalid', { errors })
  const now = { ...doc, content: standing(content) }
  if (faultsOf(now).length > faultsOf(doc).length)
    return refuse('invalid', { errors: [{ path: 'blocks', message: 'would leave the text without its structure' }] })
  return ok(now)
}

const holdsBracket = ({ attrs, content = [] }: Block): boolean =>
  attrs.bracket !== null || content.some(({ type }) => type === 'opt')

/** SD2: what has come to hang in the air steps back. */
function standing(content: readonly Block[]): Block[] {
  const shapes = unsoundShapes(content.map(({ attrs }) => attrs))
  return content.map((block, i) => {
    const shape = shapes.get(i)
    return shape ? { ...block, attrs: { ...block.attrs, ...shape } } : block
  })
}

const whole = (attrs: Block['attrs'], text: string): Block => ({
  type: 'block',
  attrs,
  ...(text === '' ? {} : { content: [{ type: 'text', text }] }),
})

function newBlock(
  { kind = 'para', depth = 0, text }: ProposedEdit,
  newId: () => string,
  fault: (path: string, message: string) => void,
): Block | null {
  if (!ADDED.includes(kind)) fault('kind', `must be one of ${ADDED.join(', ')}`)
  else if (text === null) fault('text', 'a new block has words')
  else {
    const attrs = { id: newId(), kind, depth: depthFor(kind, depth), bracket: null, bracketKind: null, extra: null }
    return whole(attrs, plain(text))
  }
  return null
}

/** The block with `words` in place of `[from, to)` of its content, marked as the words at `beside`. */
function spliced(block: Block, [from, to]: [number, number], beside: [number, number], words: string): Block {
  const content: Inline[] = []
  const put = (inline: Inline): void => {
    const last = content.at(-1)
    const isMore = last?.type === 'text' && inline.type === 'text' && same(last.marks, inline.marks)
    if (isMore) content[content.length - 1] = { ...last, text: last.text + inline.text }
    else if (inline.type !== 'text' || inline.text !== '') content.push(inline)
  }
  const marks = marksAt(block, beside)
  let at = 0
  let isIn = false
  const insert = (): void => {
    if (!isIn) put({ type: 'text', text: words, ...(marks && { marks }) })
    isIn = true
  }
  for (const inline of block.content ?? []) {
    const length = inline.type === 'text' ? inline.text.length : 1
    const end = at + length
    if (inline.type === 'text') {
      put({ ...inline, text: inline.text.slice(0, Math.max(0, from - at)) })
      if (at <= from && from <= end) insert()
      put({ ...inline, text: inline.text.slice(Math.max(0, to - at)) })
    } else {
      if (at === from) insert()
      // heads of options stay: an option is settled by a decision, not by words
      if (at < from || at >= to || inline.type === 'opt') put(inline)
    }
    at = end
  }
  insert()
  return { type: 'block', attrs: block.attrs, ...(content.length > 0 ? { content } : {}) }
}

const same = (a: Inline['marks'], b: Inline['marks']): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? [])

/** How the last words of this part are marked, but for what names a term. */
function marksAt(block: Block, [from, to]: [number, number]): Inline['marks'] {
  let at = 0
  let marks: Inline['marks']
  for (const inline of block.content ?? []) {
    const end = at + (inline.type === 'text' ? inline.text.length : 1)
    if (at < to && end > from && inline.type === 'text') marks = inline.marks
    at = end
  }
  const kept = marks?.filter(({ type }) => type !== 'def' && type !== 'term')
  return kept && kept.length > 0 ? kept : undefined
}
