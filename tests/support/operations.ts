/**
 * Fifteen things a person does to a block, and the oracle that says what must be there after two people did one each at once.
 * Each works in words of its own (`zone`), so that whatever is missing afterwards was lost by the merge.
 */
import type { ArticleDoc, Inline } from '#lib/domain/article.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import { numbered, type Desk } from './desk.ts'

export type Side = 'A' | 'B'
/** What an operation works with: randomness, whose it is, which block, and how new words are called. */
export interface Act {
  random: () => number
  side: Side
  target: string
  word: () => string
}
type Operation = (desk: Desk, act: Act) => void

const optional = { 'br:b1': 'o1' }
const second = { 'br:b1': 'o2' }
const option = (id: string): Record<string, string> => ({ opt: id, br: 'b1', kind: 'alternatives', label: id })
const start = (id: string, formats: Record<string, string> = {}): DeltaInsert => ({
  insert: { b: id },
  attributes: formats,
})
const plain = (id: string): DeltaInsert[] => [start(id), { insert: numbered(id, 20) }]
const item = (id: string, depth: string): DeltaInsert[] => [
  start(id, { 'b.kind': 'item', 'b.depth': depth }),
  { insert: numbered(id, 20) },
]

/** Ten blocks; `p3` holds a reference and a bracket of two options. */
export const article: ArticleDoc = docFromDelta([
  start('h', { 'b.kind': 'heading' }),
  { insert: numbered('h', 3) },
  ...plain('p1'),
  ...plain('p2'),
  start('p3'),
  { insert: numbered('p3a', 10) },
  { insert: { ref: 'ref1', to: 'p1' } },
  { insert: option('o1'), attributes: optional },
  { insert: 'optAw0 optAw1 ', attributes: optional },
  { insert: option('o2'), attributes: second },
  { insert: 'optBw0 optBw1 ', attributes: second },
  { insert: numbered('p3b', 10) },
  ...plain('p4'),
  ...plain('p5'),
  ...item('q1', '1'),
  ...item('q2', '1'),
  ...item('q3', '2'),
  ...plain('p6'),
])

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!

/** Words of the target that belong to one side: another fourth of them each. */
function zone(desk: Desk, { target, side }: Act): { from: number; to: number }[] {
  const block = desk.block(target)
  if (!block) return []
  const words: { from: number; to: number }[] = []
  block.node.forEach((node, offset) => {
    if (!node.isText || node.marks.length > 0) return
    for (const match of node.text!.matchAll(/\S+ /g)) {
      const from = block.pos + 1 + offset + match.index
      words.push({ from, to: from + match[0].length })
    }
  })
  return words.filter((_, i) => i % 4 === (side === 'A' ? 0 : 2))
}

const inZone =
  (work: (desk: Desk, word: { from: number; to: number }, act: Act) => void): Operation =>
  (desk, act) => {
    const words = zone(desk, act)
    if (words.length > 0) work(desk, pick(act.random, words), act)
  }
const onBlock =
  (work: (desk: Desk, block: NonNullable<ReturnType<Desk['block']>>, act: Act) => void): Operation =>
  (desk, act) => {
    const block = desk.block(act.target)
    if (block) work(desk, block, act)
  }

export const OPERATIONS = {
  type: inZone((desk, { from }, { word }) => {
    for (const words of [word(), word()]) desk.dispatch(desk.state.tr.insertText(`${words} `, from))
  }),
  delete: inZone((desk, { from, to }) => desk.dispatch(desk.state.tr.delete(from, to))),
  replace: inZone((desk, { from, to }, { word }) => desk.dispatch(desk.state.tr.insertText(`${word()} `, from, to))),
  replaceTwo: (desk, act) => {
    const words = zone(desk, act)
    const [first, last] = [words[0], words.at(-1)]
    if (!first || !last || first === last) return
    const tr = desk.state.tr.insertText(`${act.word()} `, last.from, last.to)
    desk.dispatch(tr.insertText(`${act.word()} `, first.from, first.to))
  },
  attribute: onBlock((desk, { pos }, { side }) => {
    desk.dispatch(
      desk.state.tr.setNodeAttribute(pos, 'bracket', `br${side}`).setNodeAttribute(pos, 'bracketKind', 'optional'),
    )
  }),
  split: inZone((desk, { from }) => {
    desk.dispatch(desk.state.tr.split(from, 1, [{ type: desk.state.schema.nodes['block']!, attrs: {} }]))
  }),
  join: onBlock((desk, { pos, index }) => {
    if (index > 0) desk.dispatch(desk.state.tr.join(pos))
  }),
  indent: onBlock((desk, { pos }) => {
    desk.dispatch(desk.state.tr.setNodeAttribute(pos, 'kind', 'item').setNodeAttribute(pos, 'depth', 1))
  }),
  move: onBlock((desk, { pos, node }, { side, target }) => {
    const to = desk.block(side === 'A' ? 'p5' : 'p1')
    if (!to || target === to.node.attrs['id']) return
    const tr = desk.state.tr.delete(pos, pos + node.nodeSize)
    const at = tr.mapping.map(side === 'A' ? to.pos + to.node.nodeSize : to.pos)
    desk.dispatch(tr.insert(at, node))
  }),
  remove: onBlock((desk, { pos, node }) => desk.dispatch(desk.state.tr.delete(pos, pos + node.nodeSize))),
  bracket: inZone((desk, { from, to }, { word }) => {
    desk.dispatch(desk.state.tr.addMark(from, to, desk.state.schema.mark('br', { id: word(), option: word() })))
  }),
  option: (desk, { word }) => {
    let end: number | null = null
    desk.state.doc.descendants((node, pos) => {
      if (node.marks.some((mark) => mark.attrs['id'] === 'b1')) end = pos + node.nodeSize
    })
    if (end === null) return
    const id = word()
    const { schema } = desk.state
    const mark = schema.mark('br', { id: 'b1', option: id })
    const head = schema.node('opt', { id, br: 'b1', kind: 'alternatives', label: '' }, undefined, [mark])
    desk.dispatch(desk.state.tr.insert(end, [head, schema.text(`${word()} `, [mark])]))
  },
  resolve: (desk) => {
    const tr = desk.state.tr
    desk.state.doc.descendants((node, pos) => {
      for (const mark of node.marks) {
        if (mark.attrs['id'] !== 'b1') continue
        const [from, to] = [tr.mapping.map(pos), tr.mapping.map(pos + node.nodeSize)]
        if (mark.attrs['option'] === 'o1' && node.isText) tr.removeMark(from, to, mark)
        else tr.delete(from, to)
      }
    })
    desk.dispatch(tr)
  },
  reference: inZone((desk, { from }, { word }) => {
    desk.dispatch(desk.state.tr.insert(from, desk.state.schema.node('ref', { id: word(), to: 'p1' })))
  }),
  addAfter: onBlock((desk, { pos, node }, { word }) => {
    const { schema } = desk.state
    desk.dispatch(
      desk.state.tr.insert(pos + node.nodeSize, schema.node('block', null, [schema.text(`${word()} ${word()} `)])),
    )
  }),
} satisfies Record<string, Operation>

/** Words of an article in order; references and option heads count as words. */
export function wordsOf(doc: ArticleDoc): string[] {
  const words = (node: Inline): string[] => {
    if (node.type === 'text') return node.text.match(/\S+/g) ?? []
    return node.type === 'ref' || node.type === 'opt' ? [node.attrs.id] : []
  }
  return doc.content.flatMap((block) => (block.content ?? []).flatMap(words))
}

export interface Verdict {
  /** Words that nobody removed and that are gone. */
  lost: string[]
  /** Words that are there twice. */
  doubled: string[]
  /** Words that somebody removed and that are back. */
  back: string[]
}

/** What a merge did to the words of a base and of two people. */
export function judge(base: ArticleDoc, a: ArticleDoc, b: ArticleDoc, merged: ArticleDoc): Verdict {
  const [was, inA, inB] = [base, a, b].map((doc) => new Set(wordsOf(doc))) as [Set<string>, Set<string>, Set<string>]
  const counts = new Map<string, number>()
  for (const word of wordsOf(merged)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const removed = [...was].filter((word) => !inA.has(word) || !inB.has(word))
  const wanted = [...new Set([...was, ...inA, ...inB])].filter((word) => !removed.includes(word))
  return {
    lost: wanted.filter((word) => !counts.has(word)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([word]) => word),
    back: removed.filter((word) => counts.has(word)),
  }
}
