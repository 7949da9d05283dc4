/**
 * Restoring an older text of an article where others may have written since (rules RS*): what stood there when the person looked becomes
 * the older text, and whatever was typed meanwhile stays. Blocks are known by id, words compared as in every change of ours.
 */
import type { ArticleDoc, Block, BlockAttrs } from './article.ts'
import { changeOfWords, type DeltaChange } from './change.ts'
import { deltaFromBlock, deltaFromDoc, docFromDelta, type DeltaInsert, type Embed, type Formats } from './text.ts'

/**
 * The article to write. @param base as the person saw it. @param target as it is to be again. @param live as it stands now.
 * RS1: where nobody wrote since, this is `target`. RS2: no word that only `live` has is lost.
 */
export function restored(base: ArticleDoc, target: ArticleDoc, live: ArticleDoc): ArticleDoc {
  const [was, wanted, is] = [base, target, live].map(
    (doc) => new Map(doc.content.map((block) => [block.attrs.id, block])),
  ) as [Map<string, Block>, Map<string, Block>, Map<string, Block>]
  const blocks: Block[] = []
  for (const block of target.content) {
    const { id } = block.attrs
    const [old, now] = [was.get(id), is.get(id)]
    // gone meanwhile, and nothing of it is to be restored
    if (old && !now && same(old, block)) continue
    blocks.push(now ? mergedBlock(old ?? emptied(block), block, now) : block)
  }
  live.content.forEach((block, i) => {
    const { id } = block.attrs
    if (wanted.has(id)) return
    const old = was.get(id)
    const words = old ? mergedWords(wordsOf(old), [], wordsOf(block)) : wordsOf(block)
    if (old && !words.some(({ insert }) => typeof insert === 'string' && insert.trim() !== '')) return
    const kept = old ? withWords(block, words) : block
    const before = live.content.slice(0, i).findLast((one) => blocks.some((known) => known.attrs.id === one.attrs.id))
    const at = before ? blocks.findIndex((one) => one.attrs.id === before.attrs.id) + 1 : Math.min(1, blocks.length)
    blocks.splice(at, 0, kept)
  })
  // notes come last, the heading first
  const isLast = (block: Block): boolean => block.attrs.kind === 'note'
  return normal([...blocks.filter((block) => !isLast(block)), ...blocks.filter(isLast)])
}

const normal = (content: Block[]): ArticleDoc => docFromDelta(deltaFromDoc({ type: 'doc', content }))
const same = (a: Block, b: Block): boolean => JSON.stringify(a) === JSON.stringify(b)
const wordsOf = (block: Block): DeltaInsert[] => deltaFromBlock(block).slice(1)
const emptied = ({ content: _content, ...block }: Block): Block => block
const withWords = (block: Block, words: DeltaInsert[]): Block =>
  docFromDelta([deltaFromBlock(emptied(block))[0]!, ...words]).content[0]!

/** One block of `restored`: `base` to `target`, in the words of `live`, where only what differs is touched. */
export function mergedBlock(base: Block, target: Block, live: Block): Block {
  if (same(live, target) || same(live, base)) return target
  // what the restoring does not change stays as others made it
  const attrs = Object.fromEntries(
    Object.entries({ ...live.attrs, ...target.attrs }).map(([key]) => {
      const name = key as keyof BlockAttrs
      return [name, target.attrs[name] === base.attrs[name] ? live.attrs[name] : target.attrs[name]]
    }),
  ) as unknown as BlockAttrs
  return withWords({ type: 'block', attrs: defined(attrs) }, mergedWords(wordsOf(base), wordsOf(target), wordsOf(live)))
}
const defined = (attrs: BlockAttrs): BlockAttrs =>
  Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== undefined)) as unknown as BlockAttrs

/** One change, place by place of the text that it starts from. */
interface Edit {
  inserts: DeltaInsert[][]
  isKept: boolean[]
  formats: Formats[]
}
function editOf(from: readonly DeltaInsert[], to: readonly DeltaInsert[], length: number): Edit {
  const edit: Edit = {
    inserts: Array.from({ length: length + 1 }, () => []),
    isKept: Array.from({ length }, () => true),
    formats: Array.from({ length }, () => ({})),
  }
  let at = 0
  for (const op of changeOfWords(from, to) as DeltaChange[]) {
    if ('insert' in op) edit.inserts[at]!.push(op)
    else if ('delete' in op) edit.isKept.fill(false, at, (at += op.delete))
    else for (const end = at + op.retain; at < end; at++) edit.formats[at] = op.attributes ?? {}
  }
  return edit
}

const textOf = (ops: readonly DeltaInsert[]): string =>
  ops.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('')

/** Both changes to the words of a block at once: `base` to `target`, and `base` to `live`. */
export function mergedWords(
  base: readonly DeltaInsert[],
  target: readonly DeltaInsert[],
  live: readonly DeltaInsert[],
): DeltaInsert[] {
  const units = base.flatMap(({ insert, attributes = {} }): { insert: string | Embed; attributes: Formats }[] =>
    typeof insert === 'string'
      ? [...Array(insert.length).keys()].map((i) => ({ insert: insert[i]!, attributes }))
      : [{ insert, attributes }],
  )
  const restoring = editOf(base, target, units.length)
  const others = editOf(base, live, units.length)
  const out: DeltaInsert[] = []
  let isOpen = false // the last words out are others', and may need a space behind them
  const push = (op: DeltaInsert): void => {
    const last = out.at(-1)
    if (
      isOpen &&
      typeof op.insert === 'string' &&
      typeof last?.insert === 'string' &&
      /[^\s\p{Ps}\p{Pi}\p{Pd}'’]$/u.test(last.insert) &&
      /^[\p{L}\p{N}]/u.test(op.insert)
    )
      out.push({ insert: ' ', ...(op.attributes ? { attributes: op.attributes } : {}) })
    // one space is enough between others' words and what follows
    const isDouble = isOpen && typeof last?.insert === 'string' && last.insert.endsWith(' ') && op.insert === ' '
    isOpen = false
    if (!isDouble) out.push(op)
  }
  for (let at = 0; at <= units.length; at++) {
    const [mine, theirs] = [restoring.inserts[at]!, others.inserts[at]!]
    for (const op of mine) push(op)
    // typed at one place twice, by both alike: once is enough
    if (!textOf(mine).includes(textOf(theirs).trim()) || textOf(mine) === '') {
      const wanted = theirs.filter((one) => isWanted(one, theirs))
      if (wanted.length > 0) isOpen = true
      for (const op of wanted) push(op)
      if (wanted.length > 0) isOpen = true
    }
    const unit = units[at]
    if (unit && restoring.isKept[at] && others.isKept[at]) {
      const attributes = { ...unit.attributes, ...others.formats[at], ...restoring.formats[at] }
      push({
        insert: unit.insert,
        attributes: Object.fromEntries(Object.entries(attributes).filter(([, v]) => v !== null)),
      })
    }
  }
  return out
}

/** The head of an option that came without any word of its own stays away: there would be nothing in it. */
function isWanted({ insert }: DeltaInsert, all: readonly DeltaInsert[]): boolean {
  if (typeof insert === 'string' || typeof insert['opt'] !== 'string') return true
  const key = `br:${String(insert['br'])}`
  return all.some((one) => typeof one.insert === 'string' && one.attributes?.[key] === insert['opt'])
}
