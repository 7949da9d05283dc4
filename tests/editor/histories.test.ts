import type { Slice } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { describe, expect, it } from 'vitest'
import { insertReference, join, joinNext, move, shift, split, stepOut } from '#lib/editor/commands/blocks.ts'
import { addOption, bracket } from '#lib/editor/commands/brackets.ts'
import { pair, randomOf, settle, type Desk } from '../support/desk.ts'
import { article, wordsOf } from '../support/operations.ts'

const HISTORIES = 200
const COMMANDS = 40

interface Hand {
  random: () => number
  word: () => string
  clip: Slice | null
}
const upTo = (hand: Hand, n: number): number => Math.floor(hand.random() * n)
const pick = <T>(hand: Hand, list: readonly T[]): T => list[upTo(hand, list.length)]!

const spot = (desk: Desk, hand: Hand): number => {
  const { doc } = desk.state
  return TextSelection.near(doc.resolve(1 + upTo(hand, doc.content.size - 1))).head
}
function aWord(desk: Desk, hand: Hand): [number, number] | null {
  const words: [number, number][] = []
  desk.state.doc.descendants((node, pos) => {
    for (const match of node.isText ? node.text!.matchAll(/\S+ /g) : [])
      words.push([pos + match.index, pos + match.index + match[0].length])
  })
  return words.length > 0 ? pick(hand, words) : null
}
const selectWord = (desk: Desk, hand: Hand): boolean => {
  const word = aWord(desk, hand)
  if (word) desk.select(...word)
  return word !== null
}
const selectRange = (desk: Desk, hand: Hand): void => {
  const [a, b] = [spot(desk, hand), spot(desk, hand)]
  desk.select(Math.min(a, b), Math.max(a, b))
}
const aBlock = (desk: Desk, hand: Hand): NonNullable<ReturnType<Desk['block']>> => desk.block(pick(hand, desk.ids))!

const ACTS: Record<string, (desk: Desk, hand: Hand) => unknown> = {
  type: (desk, hand) => {
    const word = aWord(desk, hand)
    desk.select(word ? word[0] : spot(desk, hand))
    desk.dispatch(desk.state.tr.insertText(`${hand.word()} `))
  },
  emoji: (desk, hand) => {
    const word = aWord(desk, hand)
    desk.select(word ? word[0] : spot(desk, hand))
    desk.dispatch(desk.state.tr.insertText(`${hand.word()}🙂🙃 `))
  },
  remove: (desk, hand) => selectWord(desk, hand) && desk.dispatch(desk.state.tr.deleteSelection()),
  replace: (desk, hand) => selectWord(desk, hand) && desk.dispatch(desk.state.tr.insertText(`${hand.word()} `)),
  removeRange: (desk, hand) => {
    const from = spot(desk, hand)
    desk.select(from, Math.min(desk.state.doc.content.size - 1, from + 1 + upTo(hand, 25)))
    desk.dispatch(desk.state.tr.deleteSelection())
  },
  removeBlock: (desk, hand) => {
    const { pos, node } = aBlock(desk, hand)
    if (desk.ids.length > 1) desk.dispatch(desk.state.tr.delete(pos, pos + node.nodeSize))
  },
  split: (desk, hand) => {
    selectWord(desk, hand)
    desk.select(desk.state.selection.from)
    desk.run(split)
  },
  splitOver: (desk, hand) => selectWord(desk, hand) && desk.run(split),
  join: (desk, hand) => {
    desk.select(aBlock(desk, hand).pos + 1)
    desk.run(join)
  },
  joinNext: (desk, hand) => {
    const { pos, node } = aBlock(desk, hand)
    desk.select(pos + 1 + node.content.size)
    desk.run(joinNext)
  },
  shift: (desk, hand) => {
    selectRange(desk, hand)
    desk.run(shift(pick(hand, [1, -1] as const)))
  },
  move: (desk, hand) => {
    desk.select(spot(desk, hand))
    desk.run(move(pick(hand, [1, -1] as const)))
  },
  mark: (desk, hand) => {
    selectRange(desk, hand)
    const { from, to } = desk.state.selection
    const mark = desk.state.schema.mark(pick(hand, ['bold', 'italic']))
    desk.dispatch(
      hand.random() < 0.6 ? desk.state.tr.addMark(from, to, mark) : desk.state.tr.removeMark(from, to, mark),
    )
  },
  bracket: (desk, hand) =>
    selectWord(desk, hand) && desk.run(bracket(pick(hand, ['alternatives', 'optional']), ['1', '2'])),
  addOption: (desk, hand) => {
    const brackets: string[] = []
    desk.state.doc.descendants((node) => {
      if (node.type.name === 'opt') brackets.push(node.attrs['br'] as string)
    })
    if (brackets.length > 0) desk.run(addOption(pick(hand, brackets), '3'))
  },
  unwrap: (desk) =>
    desk.dispatch(desk.state.tr.removeMark(0, desk.state.doc.content.size, desk.state.schema.marks['br'])),
  stepOut: (desk, hand) => {
    desk.select(spot(desk, hand))
    if (desk.run(stepOut)) desk.dispatch(desk.state.tr.insertText(`${hand.word()} `))
  },
  reference: (desk, hand) => {
    const word = aWord(desk, hand)
    desk.select(word ? word[0] : spot(desk, hand))
    desk.run(insertReference('p1'))
  },
  copy: (desk, hand) => {
    const [a, b] = [spot(desk, hand), spot(desk, hand)]
    hand.clip = desk.state.doc.slice(Math.min(a, b), Math.min(Math.max(a, b), Math.min(a, b) + 120))
  },
  paste: (desk, hand) => {
    desk.select(spot(desk, hand))
    if (hand.clip) desk.dispatch(desk.state.tr.replaceSelection(hand.clip))
  },
  double: (desk, hand) => {
    const { pos, node } = aBlock(desk, hand)
    desk.dispatch(desk.state.tr.insert(hand.random() < 0.5 ? pos : pos + node.nodeSize, node))
  },
  undo: (desk) => desk.binding.undo(),
  redo: (desk) => desk.binding.redo(),
  pause: (desk) => desk.binding.undoManager.stopCapturing(),
}

/** Words with how often they stand there; references and options do not cut a word. */
function count(desk: Desk): Map<string, number> {
  const counts = new Map<string, number>()
  for (const block of desk.written.content) {
    const text = (block.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join('')
    for (const word of text.match(/\S+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** What must hold at every moment, on one desk. */
function sound(desk: Desk, log: string[]): void {
  expect(desk.shown, log.slice(-6).join(' ')).toEqual(desk.written)
  expect(new Set(desk.ids).size, log.slice(-6).join(' ')).toBe(desk.ids.length)
}

/** Returns how many words could be judged. */
async function history(seed: number, { isPausing = false } = {}): Promise<number> {
  let words = 0
  const hand: Hand = { random: randomOf(seed * 7919), word: () => `T${++words}z`, clip: null }
  const desks = pair(article, { swap: seed % 2 === 0 })
  // A word is judged until somebody removes one of its copies, cuts it or types into it.
  const [written, touched] = [new Set(wordsOf(article).filter((word) => /w\d/.test(word))), new Set<string>()]
  const log: string[] = []
  for (let k = 0; k < COMMANDS; k++) {
    const at = upTo(hand, 2)
    const desk = desks[at]!
    const name = pick(hand, Object.keys(ACTS))
    log.push(`${'ab'[at]}:${name}`)
    const before = count(desk)
    const first = words + 1
    ACTS[name]!(desk, hand)
    const after = count(desk)
    for (let n = first; n <= words; n++) if (after.has(`T${n}z`)) written.add(`T${n}z`)
    for (const [word, n] of before) {
      if ((after.get(word) ?? 0) >= n) continue
      // The removed piece may be several words run together, or a piece of one that the other person cut.
      for (const known of written) if (word.includes(known) || known.includes(word)) touched.add(known)
    }
    sound(desk, log)
    if (isPausing && hand.random() < 0.15) {
      const { incoming } = desks[upTo(hand, 2)]!
      log.push(incoming.isPaused ? 'resumed' : 'paused')
      if (incoming.isPaused) incoming.resume()
      else incoming.pause()
      for (const each of desks) sound(each, log)
    }
    while (hand.random() < 0.4) {
      const to = upTo(hand, 2)
      if (desks[to]!.inbox.length > 0) {
        log.push(`${'ab'[to]}<`)
        const shown = desks[to]!.incoming.isPaused ? desks[to]!.shown : null
        desks[to]!.receive()
        sound(desks[to]!, log)
        if (shown !== null) expect(desks[to]!.shown, log.slice(-6).join(' ')).toEqual(shown)
      }
      if (hand.random() < 0.5) await Promise.resolve()
    }
  }
  for (const { incoming } of desks) incoming.resume()
  await settle(...desks)
  for (const desk of desks) {
    sound(desk, log)
    expect(desk.written, log.join(' ')).toEqual(desks[0].written)
    desk.state.doc.check()
  }
  const end = count(desks[0])
  const judged = [...written].filter((word) => !touched.has(word))
  // Two people may have typed at its edges meanwhile: it is there, only not alone.
  const lost = judged.filter((word) => ![...end.keys()].some((there) => there.includes(word)))
  expect(lost, `seed ${seed}: ${log.join(' ')}`).toEqual([])
  return judged.length
}

describe(`${HISTORIES} histories of ${COMMANDS} commands by two people, delivered at random moments`, () => {
  it.each([0, 1, 2, 3])('TX16, TX20: editor and text agree after every one, no word lost (part %i)', async (part) => {
    let judged = 0
    for (let seed = 1 + part * (HISTORIES / 4); seed <= (part + 1) * (HISTORIES / 4); seed++)
      judged += await history(seed)
    expect(judged).toBeGreaterThan(20 * (HISTORIES / 4))
  })

  it.each([0, 1, 2, 3])(
    'PI1, PI2: while incoming edits are paused nothing of others is shown, and nothing is lost (part %i)',
    async (part) => {
      let judged = 0
      for (let seed = 1001 + part * (HISTORIES / 4); seed <= 1000 + (part + 1) * (HISTORIES / 4); seed++)
        judged += await history(seed, { isPausing: true })
      expect(judged).toBeGreaterThan(20 * (HISTORIES / 4))
    },
  )
})
