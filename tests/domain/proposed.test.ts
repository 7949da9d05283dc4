/** What a proposal changes (PS13), and words that a program puts into one (PS14). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { proposedBlocks, withEdits, type ProposedBlock, type ProposedEdit } from '#lib/domain/proposed.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { doc, heading, item, option, para, ref } from '../support/blocks.ts'

const WHERE = { lang: 'en', articleId: 'a', number: '7', index: new Map() }
const changed = (base: ArticleDoc, fork: ArticleDoc) => proposedBlocks(base, fork, WHERE)
const told = ({ blockId, op }: ProposedBlock): string => `${blockId} ${op}`
const wordsOf = (block: Block | undefined): string =>
  (block?.content ?? []).map((node) => (node.type === 'text' ? node.text : `<${node.type}>`)).join('')

const BASE = doc(
  heading('h', 'Prevention'),
  para('p1', 'The Societies shall act.'),
  item('i1', 'at once;'),
  item('i2', 'together.'),
  para('p2', 'They may convene meetings, as ', ref('p1'), ' says.'),
)

describe('PS13: the blocks that it changes', () => {
  test('a text that says the same changes none', () => {
    expect(changed(BASE, BASE)).toEqual([])
  })

  test('words, a new block, one that goes and one that moves, in the order of both texts', () => {
    const fork = doc(
      BASE.content[0]!,
      para('p2', 'They may convene meetings, as ', ref('p1'), ' says.'),
      para('p1', 'The Societies should act.'),
      item('i1', 'at once;'),
      para('new', 'More.'),
    )
    const all = changed(BASE, fork)
    expect(all.map(told)).toEqual(['p2 moved', 'p1 changed', 'i2 removed', 'new added'])
    expect(all.map(({ position }) => position)).toEqual([...all.map(({ position }) => position)].sort((a, b) => a - b))
    const [moved, reworded, removed, added] = all
    expect(reworded).toMatchObject({ flags: ['modal'], basePrev: 'h', prev: 'p2' })
    expect(reworded!.runs.filter(({ op }) => op !== 'keep').map(({ op, text }) => `${op} ${text}`)).toEqual([
      'del shall',
      'ins should',
    ])
    expect(moved).toMatchObject({ basePrev: 'i2', prev: 'h' })
    expect(removed).toMatchObject({ text: null, prev: null, base: BASE.content[3] })
    expect(added).toMatchObject({ base: null, basePrev: null, prev: 'i1' })
  })

  test('what nobody reads, the mark of a term, is a change too', () => {
    const marked = doc(
      ...BASE.content.slice(0, 3),
      { ...item('i2'), content: [{ type: 'text', text: 'together.', marks: [{ type: 'term', attrs: { to: 't' } }] }] },
      BASE.content[4]!,
    )
    expect(changed(BASE, marked).map(told)).toEqual(['i2 changed'])
  })

  const id = fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5')
  const text = fc.constantFrom('It acts.', 'It shall act.', 'Acts shall stand, together.', '')
  const article = fc
    .uniqueArray(id, { maxLength: 5 })
    .chain((ids) => fc.tuple(...ids.map((id) => text.map((words) => para(id, words)))))
    .map((blocks) => doc(heading('h', 'A'), ...(blocks as Block[])))

  test('all others stand in both texts as they are, in the same order, and its blocks say the rest', () => {
    fc.assert(
      fc.property(article, article, (base, fork) => {
        const all = changed(base, fork)
        const ids = new Set(all.map(({ blockId }) => blockId))
        expect(ids.size).toBe(all.length)
        const rest = ({ content }: ArticleDoc) => content.filter(({ attrs }) => !ids.has(attrs.id))
        expect(rest(base)).toEqual(rest(fork))
        for (const { blockId, base: was, text: is } of all) {
          const find = ({ content }: ArticleDoc) => content.find(({ attrs }) => attrs.id === blockId) ?? null
          expect([was, is]).toEqual([find(base), find(fork)])
        }
      }),
    )
  })
})

describe('PS14: words put into it by a program', () => {
  let last = 0
  const edited = (...edits: ProposedEdit[]) => withEdits(BASE, edits, WHERE, () => `n${++last}`)
  const value = (...edits: ProposedEdit[]): ArticleDoc => {
    const result = edited(...edits)
    if (!result.ok) throw new Error(JSON.stringify(result))
    return result.value
  }
  const faults = (...edits: ProposedEdit[]): string[] => {
    const result = edited(...edits)
    return result.ok ? [] : (result.errors ?? []).map(({ path }) => path)
  }

  test('words that stand once are replaced, or followed by others, and references stay', () => {
    const once = value({ id: 'p2', find: 'may convene', text: 'may, together with others, convene' })
    expect(wordsOf(once.content[4])).toBe('They may, together with others, convene meetings, as <ref> says.')
    const behind = value({ id: 'p2', find: 'meetings', place: 'behind', text: ' and talks' })
    expect(wordsOf(behind.content[4])).toBe('They may convene meetings and talks, as <ref> says.')
    const gone = value({ id: 'p2', find: ' meetings', text: '' })
    expect(wordsOf(gone.content[4])).toBe('They may convene, as <ref> says.')
    const last = value({ id: 'i2', find: 'together.', text: 'as one.' })
    expect(wordsOf(last.content[3])).toBe('as one.')
  })

  test('a whole block, a new one, and one that goes', () => {
    const now = value(
      { id: 'p1', text: 'The Societies should act.' },
      { id: null, after: 'p1', kind: 'item', depth: 1, text: 'first;' },
      { id: 'p2', text: null },
    )
    expect(now.content.map(({ attrs }) => attrs.kind)).toEqual(['heading', 'para', 'item', 'item', 'item'])
    expect(now.content.map(wordsOf)).toEqual([
      'Prevention',
      'The Societies should act.',
      'first;',
      'at once;',
      'together.',
    ])
    expect(new Set(now.content.map(({ attrs }) => attrs.id)).size).toBe(5)
  })

  test('in one option of a bracket alone, whose head stays', () => {
    const base = doc(
      heading('h', 'A'),
      para('p', 'It ', option('b', 'b.1', 'Alt 1', 'shall act'), option('b', 'b.2', 'Alt 2', 'should act'), ' now.'),
    )
    const change = (edit: ProposedEdit) => withEdits(base, [edit], WHERE, () => 'n')
    const result = change({ id: 'p', find: 'act', option: 'b.2', text: 'help' })
    if (!result.ok) throw new Error('refused')
    expect(wordsOf(result.value.content[1])).toBe('It <opt>shall act<opt>should help now.')
    expect(faultsOf(result.value)).toEqual([])
    const whole = change({ id: 'p', find: 'shall act', option: 'b.1', text: '' })
    if (!whole.ok) throw new Error('refused')
    expect(wordsOf(whole.value.content[1])).toBe('It <opt><opt>should act now.')
    expect(change({ id: 'p', find: 'act', text: 'help' })).toMatchObject({ code: 'invalid' })
    for (const text of ['It acts.', null])
      expect(change({ id: 'p', text })).toMatchObject({ errors: [{ path: 'blocks[0].find' }] })
  })

  test('what hangs on a block that goes steps back, and no sign that turns words comes in', () => {
    const now = value({ id: 'p1', text: null })
    expect(faultsOf(now)).toEqual([])
    expect(now.content.map(({ attrs }) => attrs.kind)).toEqual(['heading', 'para', 'item', 'para'])
    expect(wordsOf(value({ id: 'p1', text: 'a\u202Eb\u0000c\nd' }).content[1])).toBe('ab c d')
  })

  test('every fault is named by its path', () => {
    expect(
      faults(
        { id: 'nowhere', text: 'x' },
        { id: null, after: 'nowhere', text: 'x' },
        { id: 'p2', find: 'e', text: 'x' },
        { id: 'p2', find: 'never', text: 'x' },
        { id: 'h', text: null },
        { id: null, after: 'p1', kind: 'heading', text: 'x' },
        { id: null, after: 'p1', text: null },
      ),
    ).toEqual([
      ...['blocks[0].id', 'blocks[1].after', 'blocks[2].find', 'blocks[3].find', 'blocks[4].text'],
      ...['blocks[5].kind', 'blocks[6].text'],
    ])
  })
})
