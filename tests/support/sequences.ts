// Over 250 lines: one table of everything that a person can do to an article, and the oracle.
/**
 * Random sequences of everything a person can do to an article, on one desk, and the oracle that says after each what must hold:
 * the structure is sound, editor and text agree, and no letter is gone that the command was not told to take.
 */
import type { Fragment, Slice } from '@tiptap/pm/model'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import { BLOCK_KINDS, type ArticleDoc } from '#lib/domain/article.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import {
  addOption,
  bracket,
  bracketAt,
  joinBracket,
  narrow,
  optionAt,
  removeOption,
  unwrap,
  widen,
} from '#lib/editor/commands/brackets.ts'
import { convert, insertReference, join, joinNext, move, shift, split, stepOut } from '#lib/editor/commands/blocks.ts'
import {
  callNote,
  goAcross,
  insertNote,
  leaveEmptyNote,
  leaveNote,
  notesIn,
  removeNote,
} from '#lib/editor/commands/notes.ts'
import {
  defineTerm,
  definitionsOf,
  linkTerm,
  renameTerm,
  undefineTerm,
  unlinkTerm,
} from '#lib/editor/commands/terms.ts'
import { renewed } from '#lib/editor/pasting/plugin.ts'
import { firstUpdate } from '#server/text/write.ts'
import { Desk, randomOf, settle } from './desk.ts'

let tokens = 0
const words = (count: number): string => Array.from({ length: count }, () => `k${++tokens}; `).join('')
const start = (id: string, formats: Record<string, string> = {}): DeltaInsert => ({
  insert: { b: id },
  attributes: formats,
})
const option = (id: string, br: string, kind: string, attributes: Record<string, string>): DeltaInsert => ({
  insert: { opt: id, br, kind, label: id },
  attributes,
})

/** A heading, paragraphs, lists, flush text, references, nested brackets and a bracket around a paragraph. */
export const ARTICLE: ArticleDoc = docFromDelta([
  start('h', { 'b.kind': 'heading' }),
  { insert: words(2) },
  start('p1'),
  { insert: words(3) },
  { insert: { ref: 'r1', to: 'p2' } },
  { insert: words(1), attributes: { 'def:t1': '1' } },
  { insert: { fn: 'c1', to: 'n1' } },
  { insert: words(1), attributes: { bold: '1' } },
  start('p2'),
  { insert: words(1) },
  option('a1', 'a', 'alternatives', { 'br:a': 'a1' }),
  { insert: words(2), attributes: { 'br:a': 'a1' } },
  option('c1', 'c', 'optional', { 'br:a': 'a1', 'br:c': 'c1' }),
  { insert: words(1), attributes: { 'br:a': 'a1', 'br:c': 'c1' } },
  option('a2', 'a', 'alternatives', { 'br:a': 'a2' }),
  { insert: words(1), attributes: { 'br:a': 'a2' } },
  { insert: words(2) },
  start('q1', { 'b.kind': 'item', 'b.depth': '1' }),
  { insert: words(2) },
  start('q2', { 'b.kind': 'item', 'b.depth': '1' }),
  { insert: `${words(1)}🙂 ` },
  start('q3', { 'b.kind': 'item', 'b.depth': '2' }),
  { insert: words(2) },
  start('t', { 'b.kind': 'tail' }),
  { insert: words(2) },
  start('p3', { 'b.bracket': 'd', 'b.bracketKind': 'alternatives' }),
  option('d1', 'd', 'alternatives', { 'br:d': 'd1' }),
  { insert: words(2), attributes: { 'br:d': 'd1' } },
  option('d2', 'd', 'alternatives', { 'br:d': 'd2' }),
  { insert: words(1), attributes: { 'br:d': 'd2' } },
  start('p4', { 'b.bracket': 'e', 'b.bracketKind': 'optional' }),
  { insert: words(2) },
  start('p5'),
  option('f1', 'f', 'placeholder', { 'br:f': 'f1' }),
  { insert: words(1), attributes: { term: 't1' } },
  start('n1', { 'b.kind': 'note' }),
  { insert: words(2) },
])
const OPENING = firstUpdate(ARTICLE, 1)

/** Whether two pieces of JSON say the same, whatever the order of their keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const keys = Object.keys(a) as (keyof typeof a)[]
  return keys.length === Object.keys(b).length && keys.every((key) => isSame(a[key], b[key]))
}

interface Hand {
  random: () => number
  clip: { slice: Slice; kept: Set<string> } | null
  words: number
}
const upTo = (hand: Hand, n: number): number => Math.floor(hand.random() * n)
const pick = <T>(hand: Hand, list: readonly T[]): T => list[upTo(hand, list.length)]!

/** What a command may take away and has put in, as letters; null: it may do anything (undo). */
interface Licence {
  takes: string
  gives: string
}
const NOTHING: Licence = { takes: '', gives: '' }

const textOf = (slice: { content: Fragment }): string => slice.content.textBetween(0, slice.content.size, '', '')
const selected = (desk: Desk): string => {
  const { from, to } = desk.state.selection
  return desk.state.doc.textBetween(from, to, '', '')
}
const labels = ['Alt 1', 'Alt 2']
const labelOf = (n: number): string => `Alt ${n}`

/** Ids in a slice, which what was cut keeps. */
function idsIn(slice: Slice): Set<string> {
  const ids = new Set<string>()
  slice.content.descendants((node) => {
    for (const id of [node.attrs['id'], node.attrs['br'], ...node.marks.map((mark) => mark.attrs['id'] as unknown)])
      if (typeof id === 'string') ids.add(id)
  })
  return ids
}

type Step = (desk: Desk, hand: Hand) => Licence | null
const structural =
  (act: (desk: Desk, hand: Hand) => unknown): Step =>
  (desk, hand) => {
    act(desk, hand)
    return NOTHING
  }

const STEPS: Record<string, Step> = {
  type: (desk, hand) => {
    const takes = selected(desk)
    const gives = `T${++hand.words}z `
    desk.type(gives)
    return { takes, gives }
  },
  'delete the selection': (desk) => {
    const takes = selected(desk)
    if (desk.state.selection.empty) return NOTHING
    desk.dispatch(desk.state.tr.deleteSelection())
    return { takes, gives: '' }
  },
  enter: (desk) => {
    const takes = selected(desk)
    desk.run(split)
    return { takes, gives: '' }
  },
  backspace: structural((desk) => desk.run(join)),
  delete: structural((desk) => desk.run(joinNext)),
  shift: structural((desk, hand) => desk.run(shift(pick(hand, [1, -1] as const)))),
  move: structural((desk, hand) => desk.run(move(pick(hand, [1, -1] as const)))),
  convert: structural((desk, hand) => desk.run(convert(pick(hand, BLOCK_KINDS), pick(hand, [0, 1, 2])))),
  mark: structural((desk, hand) => {
    const { from, to } = desk.state.selection
    const mark = desk.state.schema.mark(pick(hand, ['bold', 'italic']))
    desk.dispatch(
      hand.random() < 0.6 ? desk.state.tr.addMark(from, to, mark) : desk.state.tr.removeMark(from, to, mark),
    )
  }),
  bracket: structural((desk, hand) =>
    desk.run(bracket(pick(hand, ['alternatives', 'optional', 'placeholder'] as const), labels)),
  ),
  option: structural((desk) => {
    const at = bracketAt(desk.state)
    return at !== null && desk.run(addOption(at, 'Alt 3', 'Alt 1'))
  }),
  'remove an option': (desk, hand) => {
    const at = optionAt(desk.state)
    if (!at) return NOTHING
    const withWords = hand.random() < 0.5
    let takes = ''
    desk.state.doc.descendants((node) => {
      if (node.isText && node.marks.some((mark) => mark.attrs['option'] === at.option)) takes += node.text
    })
    const isDone = desk.run(removeOption(at.bracket, at.option, withWords))
    return { takes: isDone && withWords ? takes : '', gives: '' }
  },
  unwrap: structural((desk) => {
    const at = bracketAt(desk.state)
    return at !== null && desk.run(unwrap(at))
  }),
  'join brackets': structural((desk) => {
    const at = bracketAt(desk.state)
    return at !== null && desk.run(joinBracket(at, labelOf))
  }),
  narrow: structural((desk) => desk.run(narrow)),
  widen: structural((desk) => desk.run(widen)),
  'step out and type': (desk, hand) => {
    if (!desk.run(stepOut)) return NOTHING
    const gives = `T${++hand.words}z `
    desk.type(gives)
    return { takes: '', gives }
  },
  reference: (desk) => {
    const takes = selected(desk)
    return { takes: desk.run(insertReference('p1')) ? takes : '', gives: '' }
  },
  copy: structural((desk, hand) => {
    hand.clip = { slice: desk.state.selection.content(), kept: new Set() }
  }),
  cut: (desk, hand) => {
    if (desk.state.selection.empty) return NOTHING
    const takes = selected(desk)
    const slice = desk.state.selection.content()
    hand.clip = { slice, kept: idsIn(slice) }
    desk.dispatch(desk.state.tr.deleteSelection())
    return { takes, gives: '' }
  },
  paste: (desk, hand) => {
    if (!hand.clip) return NOTHING
    const takes = selected(desk)
    const slice = renewed(hand.clip.slice, hand.clip.kept, 'en', desk.binding.makeId)
    hand.clip.kept = new Set()
    desk.dispatch(desk.state.tr.replaceSelection(slice))
    return { takes, gives: textOf(slice) }
  },
  drag: (desk, hand) => {
    const { selection, tr } = desk.state
    if (selection.empty) return NOTHING
    const content = selection.content()
    const slice = renewed(content, idsIn(content), 'en', desk.binding.makeId)
    tr.deleteSelection()
    const at = tr.mapping.map(spot(desk, hand))
    tr.replaceRange(at, at, slice)
    desk.dispatch(tr)
    return NOTHING
  },
  'double a block': (desk, hand) => {
    const { pos, node } = desk.block(pick(hand, desk.ids))!
    desk.dispatch(desk.state.tr.insert(pos + node.nodeSize, node))
    return { takes: '', gives: node.textContent }
  },
  'remove a block': (desk, hand) => {
    const { pos, node } = desk.block(pick(hand, desk.ids))!
    if (desk.ids.length < 2) return NOTHING
    desk.dispatch(desk.state.tr.delete(pos, pos + node.nodeSize))
    return { takes: node.textContent, gives: '' }
  },
  undo: (desk) => (desk.binding.undo(), null),
  redo: (desk) => (desk.binding.redo(), null),
  pause: structural((desk) => desk.binding.undoManager.stopCapturing()),
}

/** Footnotes and defined terms beside them; apart, so that a seed of those above stays what it was. */
const MORE: Record<string, Step> = {
  'insert a footnote': structural((desk) => desk.run(insertNote)),
  'call a footnote': structural((desk, hand) => {
    const notes = notesIn(desk.state.doc)
    return notes.length > 0 && desk.run(callNote(pick(hand, notes).id))
  }),
  'remove a footnote': (desk, hand) => {
    const notes = notesIn(desk.state.doc)
    if (notes.length === 0) return NOTHING
    const { id, words } = pick(hand, notes)
    return { takes: desk.run(removeNote(id)) ? words : '', gives: '' }
  },
  'leave a footnote': structural((desk) => desk.run(leaveNote)),
  'leave an empty footnote': structural((desk) => desk.run(leaveEmptyNote)),
  'go across': structural((desk) => desk.run(goAcross)),
  'define a term': structural((desk, hand) => desk.run(defineTerm(hand.random() < 0.5 ? 't1' : desk.binding.makeId()))),
  'end a definition': structural((desk, hand) => {
    const terms = definitionsOf(desk.state.doc)
    return terms.length > 0 && desk.run(undefineTerm(pick(hand, terms).id))
  }),
  'link a term': structural((desk, hand) => {
    const terms = definitionsOf(desk.state.doc)
    return terms.length > 0 && desk.run(linkTerm(pick(hand, terms).id))
  }),
  'unlink a term': structural((desk) => desk.run(unlinkTerm)),
  'rename a term': (desk, hand) => {
    const terms = definitionsOf(desk.state.doc)
    if (terms.length === 0) return NOTHING
    const { id, words: old } = pick(hand, terms)
    return desk.run(renameTerm(id, old, `T${++hand.words}z`, 'en')) ? null : NOTHING
  },
}
const ALL: Record<string, Step> = { ...STEPS, ...MORE }

/** Where a caret can stand; never within a surrogate pair. */
const place = ({ state: { doc } }: Desk, at: number): number => {
  const pos = TextSelection.near(doc.resolve(Math.min(at, doc.content.size))).head
  return /[\uD800-\uDBFF]/.test(doc.textBetween(Math.max(0, pos - 1), pos, ' ', ' ')) ? pos + 1 : pos
}
const spot = (desk: Desk, hand: Hand): number => place(desk, upTo(hand, desk.state.doc.content.size + 1))

/** A caret, a word, a stretch of one block, a stretch across blocks, an atom, everything. */
function aim(desk: Desk, hand: Hand): void {
  const { doc } = desk.state
  const r = hand.random()
  if (r < 0.15) return
  if (r < 0.4) return desk.select(spot(desk, hand))
  if (r < 0.43) return desk.select(1, doc.content.size - 1)
  if (r < 0.5) {
    const at = spot(desk, hand)
    const node = doc.nodeAt(at)
    if (node && !node.isText && node.isInline) desk.dispatch(desk.state.tr.setSelection(NodeSelection.create(doc, at)))
    return
  }
  const a = spot(desk, hand)
  if (r < 0.75) {
    const $a = doc.resolve(a)
    return desk.select(a, place(desk, Math.min($a.end(), a + upTo(hand, 18))))
  }
  const b = r < 0.9 ? place(desk, a + upTo(hand, 50)) : spot(desk, hand)
  desk.select(Math.min(a, b), Math.max(a, b))
}

function letters(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const letter of text) if (letter.trim() !== '') counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return counts
}
const wholeText = (desk: Desk): string => desk.state.doc.textBetween(0, desk.state.doc.content.size, '', '')

/** Words that stand whole in one piece of text, with how often. */
function wholeWords(desk: Desk): Map<string, number> {
  const counts = new Map<string, number>()
  desk.state.doc.descendants((node) => {
    if (node.isText)
      for (const [word] of node.text!.matchAll(/k\d+;|T\d+z/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
  })
  return counts
}

/** What is wrong after a step; empty: nothing. */
function wrongs(
  desk: Desk,
  licence: Licence | null,
  before: { text: string; words: Map<string, number>; cut: Set<string> },
): string[] {
  const wrong: string[] = []
  const written = desk.written
  if (!isSame(desk.shown, written)) wrong.push('the editor shows what the text does not say')
  for (const { rule, index, what } of faultsOf(written)) wrong.push(`${rule} at ${index} ${what ?? ''}`)
  try {
    desk.state.doc.check()
  } catch (error) {
    wrong.push(String(error))
  }
  if (licence === null) return wrong
  const balance = letters(before.text)
  const add = (text: string, sign: 1 | -1): void => {
    for (const [letter, n] of letters(text)) balance.set(letter, (balance.get(letter) ?? 0) + sign * n)
  }
  add(licence.takes, -1)
  add(licence.gives, 1)
  add(wholeText(desk), -1)
  for (const [letter, n] of balance)
    if (n !== 0) wrong.push(`${n > 0 ? `${n} times lost` : `${-n} times too much`}: ${letter}`)
  const after = wholeWords(desk)
  const taken = new Set(licence.takes.match(/k\d+;|T\d+z/g))
  for (const [word, n] of before.words)
    if ((after.get(word) ?? 0) < n && !taken.has(word) && !before.cut.has(word)) wrong.push(`lost: ${word}`)
  return wrong
}

/** Words in which the selection begins or ends, and where something may be put. */
function wordsCut(desk: Desk): Set<string> {
  const { from, to } = desk.state.selection
  const cut = new Set<string>()
  desk.state.doc.descendants((node, pos) => {
    for (const match of node.isText ? node.text!.matchAll(/k\d+;|T\d+z/g) : []) {
      const [a, b] = [pos + match.index, pos + match.index + match[0].length]
      if ([from, to].some((at) => at > a && at < b)) cut.add(match[0])
    }
  })
  return cut
}

export interface Failure {
  seed: number
  log: string[]
  wrong: string[]
}

/**
 * One sequence of `length` steps on a new desk, then everything undone and done again. Null: nothing was wrong.
 * The same seed gives the same sequence. `isAll`: with footnotes and defined terms.
 */
export function runSequence(seed: number, length: number, isAll = false): Failure | null {
  const steps = isAll ? ALL : STEPS
  const hand: Hand = { random: randomOf(seed * 2654435761), clip: null, words: 0 }
  const desk = new Desk(OPENING, 100)
  const log: string[] = []
  const fail = (wrong: string[]): Failure => ({ seed, log, wrong })
  try {
    for (let k = 0; k < length; k++) {
      aim(desk, hand)
      const name = pick(hand, Object.keys(steps))
      const { from, to } = desk.state.selection
      log.push(`${name} (${from}-${to})`)
      const before = { text: wholeText(desk), words: wholeWords(desk), cut: wordsCut(desk) }
      const licence = steps[name]!(desk, hand)
      // A drop may land within a word.
      if (name === 'drag') before.words.clear()
      const wrong = wrongs(desk, licence, before)
      if (wrong.length > 0) return fail(wrong)
    }
    const end = desk.written
    let undone = 0
    while (desk.binding.undo()) undone++
    if (!isSame(desk.written, ARTICLE))
      return fail([
        'undone, it is not what it was:',
        ...ARTICLE.content.flatMap((block, i) =>
          isSame(block, desk.written.content[i])
            ? []
            : [JSON.stringify(block), JSON.stringify(desk.written.content[i])],
        ),
      ])
    while (desk.binding.redo());
    if (undone > 0 && !isSame(desk.shown, desk.written)) return fail(['redone, editor and text differ'])
    if (!log.some((line) => /undo|redo/.test(line)) && !isSame(desk.written, end))
      return fail(['redone, it is not what it became'])
    return null
  } catch (error) {
    return fail([error instanceof Error ? (error.stack ?? error.message) : String(error)])
  } finally {
    desk.binding.destroy()
    desk.ydoc.destroy()
  }
}

/**
 * Two people, cut off from each other, do `length` steps each, then hear of each other; so `rounds` times. What is wrong afterwards: they
 * differ, or what they have is unsound.
 */
export async function runMeeting(seed: number, rounds: number, length: number, isAll = false): Promise<Failure | null> {
  const steps = isAll ? ALL : STEPS
  const random = randomOf(seed * 40503)
  const desks = [new Desk(OPENING, seed % 2 === 0 ? 900 : 100), new Desk(OPENING, 500)] as const
  desks[0].join(desks[1])
  desks[1].join(desks[0])
  const hands = desks.map((): Hand => ({ random, clip: null, words: 0 }))
  const log: string[] = []
  const fail = (wrong: string[]): Failure => ({ seed, log, wrong })
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [i, desk] of desks.entries())
        for (let k = 0; k < length; k++) {
          aim(desk, hands[i]!)
          const name = pick(hands[i]!, Object.keys(steps))
          log.push(`${'ab'[i]}: ${name} (${desk.state.selection.from}-${desk.state.selection.to})`)
          steps[name]!(desk, hands[i]!)
        }
      await settle(...desks)
      log.push('met')
      if (!isSame(desks[0].written, desks[1].written)) return fail(['the two differ'])
      for (const desk of desks) {
        // a bracket that a merge left in two blocks waits for the next change there
        const wrong = wrongs(desk, null, { text: '', words: new Map(), cut: new Set() }).filter(
          (w) => !w.startsWith('SD7'),
        )
        if (wrong.length > 0) return fail(wrong)
      }
    }
    return null
  } catch (error) {
    return fail([error instanceof Error ? (error.stack ?? error.message) : String(error)])
  } finally {
    for (const desk of desks) {
      desk.binding.destroy()
      desk.ydoc.destroy()
    }
  }
}
