/** What verbs do to brackets without an editor is what the editor's commands do (rules BD2, BD3, BD4, BD7 beside BR1, BR3, BR5, BR7). */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { bracketAt as found, addOption as added, openBrackets, putBracket } from '#lib/domain/brackets.ts'
import { settle, type Settled } from '#lib/domain/settling.ts'
import { deltaFromDoc, docFromDelta } from '#lib/domain/text.ts'
import { addOption, bracket, narrow, removeOption, unwrap, widen } from '#lib/editor/commands/brackets.ts'
import { firstUpdate } from '#server/text/write.ts'
import { doc, heading, item, option, para } from '../support/blocks.ts'
import { Desk } from '../support/desk.ts'

const text = doc(
  heading('h', 'A title'),
  para('p', 'One two ', option('a', 'a.1', 'Alt 1', 'three'), option('a', 'a.2', 'Alt 2', 'four five'), ' six.'),
  para('q', 'Seven ', option('b', 'b.1', 'text', 'eight ', option('c', 'c.1', 'text', 'nine'), ' ten'), ' eleven.'),
  item('i', 'twelve thirteen'),
)
const LABELS = ['Alt 1', 'Alt 2']
const place = fc.record({
  block: fc.constantFrom('p', 'q', 'i', 'h'),
  from: fc.nat(30),
  size: fc.integer({ min: 1, max: 20 }),
})
const desk = (start: ArticleDoc = text): Desk => new Desk(firstUpdate(start, 1), 100)
/** Selects units of a block's content, as far as there are any; null: none. */
function select(
  at: Desk,
  { block, from, size }: { block: string; from: number; size: number },
): [number, number] | null {
  const length = at.block(block)!.node.content.size
  const to = Math.min(length, from + size)
  if (from >= to) return null
  at.caret(block, from, to)
  return [from, to]
}
/** What the command made: the ids of the bracket and its options, which are chance. */
function freshIn(before: ArticleDoc, after: ArticleDoc): { id: string; options: string[] } | null {
  const was = openBrackets([before])
  const id = [...openBrackets([after])].find((one) => !was.has(one))
  if (id === undefined) return null
  return { id, options: found(after, id)!.options.map(({ id: option }) => option) }
}

it('BD2, BR1, BR2: words and blocks are put in brackets alike, or refused alike', () => {
  const kind = fc.constantFrom('optional' as const, 'alternatives' as const, 'placeholder' as const)
  fc.assert(
    fc.property(place, kind, fc.boolean(), (where, kind, whole) => {
      const at = desk()
      if (whole) at.caret(where.block, 0)
      const range = whole ? null : select(at, where)
      if (!whole && range === null) return
      if (whole && kind === 'placeholder') return
      const did = at.run(bracket(kind, LABELS))
      const fresh = did ? freshIn(text, at.shown) : { id: 'n', options: ['n.1', 'n.2'] }
      const ids = fresh!.options.length > 0 ? fresh!.options : ['n.1']
      const options = ids.slice(0, kind === 'alternatives' ? 2 : 1).map((id, i) => ({ id, label: LABELS[i]! }))
      const next = putBracket(
        text,
        range ? { blockId: where.block, from: range[0], to: range[1] } : { blockId: where.block },
        { id: fresh!.id, kind, options },
      )
      expect(typeof next !== 'string').toBe(did)
      if (did) expect(next).toEqual(at.shown)
    }),
    { numRuns: 120 },
  )
})

it('BD3, BR3: alternatives are added alike', () => {
  for (const id of ['a', 'b', 'c']) {
    const at = desk()
    expect(at.run(addOption(id, 'New', 'First'))).toBe(true)
    const known = new Set(found(text, id)!.options.map((one) => one.id))
    const fresh = found(at.shown, id)!.options.find((one) => !known.has(one.id))!
    expect(added(text, id, { id: fresh.id, label: 'New' }, 'First'), id).toEqual(at.shown)
  }
})

it('BD4, BR4, BR5: what stays and what goes is the same, but for the spaces at the seams', () => {
  const bare = (doc: ArticleDoc): unknown =>
    doc.content.map(({ attrs, content = [] }) => [
      attrs,
      content.map((node) => (node.type === 'text' ? [node.text.replace(/\s/g, ''), node.marks] : node)),
    ])
  const chosen = settle(text, 'a', { act: 'choose', option: 'a.2' }, 'en') as Settled
  const at = desk()
  at.run(removeOption('a', 'a.1', true))
  at.run(unwrap('a'))
  expect(bare(chosen.doc)).toEqual(bare(at.shown))
  for (const id of ['b', 'c']) {
    const kept = desk()
    kept.run(unwrap(id))
    expect((settle(text, id, { act: 'keep' }, 'en') as Settled).doc, id).toEqual(kept.shown)
  }
})

/** Every stretch of the paragraph with one bracket in another. */
const stretches = Array.from({ length: 31 }, (_, from) =>
  Array.from({ length: 20 }, (_, i) => ({ block: 'q', from, size: i + 1 })),
).flat()

it('BD7, BR7: brackets are drawn narrower and wider alike', () => {
  let [narrowed, widened] = [0, 0]
  for (const where of stretches) {
    const at = desk()
    const range = select(at, where)
    if (range === null) continue
    const [from, to] = range
    const said = JSON.stringify(range)
    const taken = at.run(narrow) ? ['b', 'c'].find((one) => changed(text, at.shown, one)) : undefined
    if (taken !== undefined) {
      narrowed++
      const made = freshIn(text, at.shown)
      const names = made ? { id: made.id, option: made.options[0]! } : { id: 'n', option: 'n.1' }
      const next = settle(text, taken, { act: 'split', from, to, fresh: names }, 'en') as Settled
      // what is left of one that was narrowed from its start keeps its id here, and gets a new one there
      const same = openBrackets([at.shown]).has(taken) || made === null
      if (same) expect(next.doc, said).toEqual(at.shown)
      else expect(renamed(next.doc, taken, names), said).toEqual(at.shown)
    }
    const wide = desk()
    select(wide, where)
    const grown = wide.run(widen) ? ['b', 'c'].filter((one) => changed(text, wide.shown, one)) : []
    if (grown.length !== 1) continue
    widened++
    const next = settle(text, grown[0]!, { act: 'widen', from, to }, 'en') as Settled
    expect(next.doc, said).toEqual(wide.shown)
  }
  expect(Math.min(narrowed, widened)).toBeGreaterThan(5)
})

/** Whether a bracket of `q` holds other words than it did. */
const changed = (before: ArticleDoc, after: ArticleDoc, id: string): boolean =>
  JSON.stringify(found(before, id)?.options.map(({ content }) => spoken(content))) !==
  JSON.stringify(found(after, id)?.options.map(({ content }) => spoken(content)))
const spoken = (content: readonly { type: string }[]): string =>
  content.map((node) => ('text' in node ? String(node.text) : '')).join('')

function renamed(doc: ArticleDoc, id: string, to: { id: string; option: string }): ArticleDoc {
  const said = JSON.stringify(doc).replaceAll(`"${id}"`, `"${to.id}"`).replaceAll(`"${id}.1"`, `"${to.option}"`)
  // marks stand in an order of their own
  return docFromDelta(deltaFromDoc(JSON.parse(said) as ArticleDoc))
}
