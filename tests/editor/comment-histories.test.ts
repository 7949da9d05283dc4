// Over 250 lines: one story after another of the same part, with what they share.
/**
 * Comments through random histories of two people at one article, on the real binding (rules AN3-AN7, AN9): whatever is typed, removed, split, joined, moved,
 * cut, pasted, put in brackets, undone and restored, a thread stands on its words, or is orphaned because they are gone.
 */
import type { Slice } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Anchor, AnchorMemory } from '#lib/domain/contract.ts'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { anchorFor, contentRange, ownText, standingBlock, surroundingsOf } from '#lib/domain/own-text.ts'
import { indexBlocks } from '#lib/domain/reference.ts'
import type { RenderContext } from '#lib/domain/rendering.ts'
import { partsOf, standOf, type StandingBlock } from '#lib/domain/stand.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import { join, joinNext, move, split } from '#lib/editor/commands/blocks.ts'
import { addOption, bracket, bracketAt, unwrap } from '#lib/editor/commands/brackets.ts'
import { livingAt, positionsOf } from '#lib/editor/comments/letters.ts'
import { renewed } from '#lib/editor/pasting/plugin.ts'
import { livingBlock } from '#server/text/living.ts'
import { writeText } from '#server/text/write.ts'
import { pair, randomOf, settle, type Desk } from '../support/desk.ts'

const HISTORIES = 200
const COMMANDS = 30
const THREADS = 12

let tokens = 0
const words = (count: number): string => Array.from({ length: count }, () => `word${++tokens}`).join(' ')
const start = (id: string): DeltaInsert => ({
  insert: { b: id },
  attributes: id === 'h' ? { 'b.kind': 'heading' } : {},
})
const anArticle = (): ArticleDoc =>
  docFromDelta([
    start('h'),
    { insert: words(3) },
    ...['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].flatMap((id): DeltaInsert[] => [start(id), { insert: `${words(9)}.` }]),
  ])

interface Thread {
  anchor: Anchor
  memory: AnchorMemory
  /** Blocks whose text held the quote at any time, on either desk. */
  held: Set<string>
}
interface Hand {
  random: () => number
  clip: { slice: Slice; kept: Set<string> } | null
  typed: number
  earlier: ArticleDoc | null
}
const upTo = (hand: Hand, n: number): number => Math.floor(hand.random() * n)
const pick = <T>(hand: Hand, list: readonly T[]): T => list[upTo(hand, list.length)]!

const rendering = (doc: ArticleDoc): RenderContext => ({
  lang: 'en',
  index: indexBlocks([{ id: 'a', number: '1', doc, round: null }]),
  articleId: 'a',
  number: '1',
})
const standing = (doc: ArticleDoc): StandingBlock[] => {
  const context = rendering(doc)
  return doc.content.map((block) => standingBlock(block, context))
}

function comment(desk: Desk, hand: Hand): Thread | null {
  const { doc } = desk.state
  if (doc.childCount < 2) return null
  const block = doc.child(1 + upTo(hand, doc.childCount - 1))
  const found = [...block.textContent.matchAll(/\S+/g)]
  if (found.length < 2) return null
  const first = upTo(hand, found.length - 1)
  const last = Math.min(found.length - 1, first + 1 + upTo(hand, 4))
  const range: [number, number] = [found[first]!.index, found[last]!.index + found[last]![0].length]
  const json = block.toJSON() as Block
  const context = rendering(desk.shown)
  const anchor = anchorFor(json, range, context)
  if (!anchor) return null
  const own = ownText(json, context)
  const at = own.text.indexOf(anchor.exact)
  const { pos } = desk.block(anchor.blockId)!
  const inside = contentRange(own, [at, at + anchor.exact.length])!
  const letters = positionsOf(desk.text, doc, [pos + 1 + inside[0], pos + 1 + inside[1]])
  const around = surroundingsOf(own.text, [at, at + anchor.exact.length])
  const isSole = standing(desk.shown).flatMap(({ text }) => text.split(anchor.exact).slice(1)).length === 1
  return { anchor, memory: { ...around, version: null, ...letters, isSole }, held: new Set([anchor.blockId]) }
}

const aim = (desk: Desk, hand: Hand): void => {
  const { doc } = desk.state
  const at = TextSelection.near(doc.resolve(1 + upTo(hand, doc.content.size - 1))).head
  desk.select(at)
}
function selectWords(desk: Desk, hand: Hand): boolean {
  const found: [number, number][] = []
  desk.state.doc.descendants((node, pos) => {
    for (const match of node.isText ? node.text!.matchAll(/\S+( \S+)? ?/g) : [])
      found.push([pos + match.index, pos + match.index + match[0].length])
  })
  if (found.length === 0) return false
  desk.select(...pick(hand, found))
  return true
}
const idsIn = (slice: Slice): Set<string> => {
  const ids = new Set<string>()
  slice.content.descendants((node) => {
    for (const id of [node.attrs['id'], node.attrs['br']] as unknown[]) if (typeof id === 'string') ids.add(id)
  })
  return ids
}

const ACTS: Record<string, (desk: Desk, hand: Hand) => unknown> = {
  type: (desk, hand) => {
    aim(desk, hand)
    desk.dispatch(desk.state.tr.insertText(` T${++hand.typed}z `))
  },
  remove: (desk, hand) => selectWords(desk, hand) && desk.dispatch(desk.state.tr.deleteSelection()),
  split: (desk, hand) => (aim(desk, hand), desk.run(split)),
  split2: (desk, hand) => (aim(desk, hand), desk.run(split)),
  join: (desk, hand) => {
    desk.select(desk.block(pick(hand, desk.ids))!.pos + 1)
    desk.run(join)
  },
  joinNext: (desk, hand) => {
    const { pos, node } = desk.block(pick(hand, desk.ids))!
    desk.select(pos + 1 + node.content.size)
    desk.run(joinNext)
  },
  move: (desk, hand) => (aim(desk, hand), desk.run(move(pick(hand, [1, -1] as const)))),
  'cut words': (desk, hand) => {
    if (!selectWords(desk, hand)) return
    const slice = desk.state.selection.content()
    hand.clip = { slice, kept: idsIn(slice) }
    desk.dispatch(desk.state.tr.deleteSelection())
  },
  'cut a stretch and paste it into another paragraph': (desk, hand) => {
    const block = desk.block(pick(hand, desk.ids.slice(1)))
    const found = [...(block?.node.textContent.matchAll(/\S+ ?/g) ?? [])]
    const others = desk.ids.slice(1).filter((id) => id !== block?.node.attrs['id'])
    if (!block || found.length < 5 || others.length === 0 || block.node.textContent.length < block.node.content.size)
      return
    const first = upTo(hand, found.length - 4)
    const last = found[Math.min(found.length - 1, first + 4 + upTo(hand, 6))]!
    desk.select(block.pos + 1 + found[first]!.index, block.pos + 1 + last.index + last[0].length)
    const slice = desk.state.selection.content()
    desk.dispatch(desk.state.tr.deleteSelection())
    const { pos, node } = desk.block(pick(hand, others))!
    desk.select(pos + 1 + node.content.size)
    desk.dispatch(desk.state.tr.replaceSelection(slice))
  },
  'cut a paragraph and paste it elsewhere': (desk, hand) => {
    const id = pick(hand, desk.ids.slice(1))
    if (id === undefined || desk.ids.length < 4) return
    const { pos, node } = desk.block(id)!
    const tr = desk.state.tr.delete(pos, pos + node.nodeSize)
    let at = tr.doc.child(0).nodeSize
    for (let i = 1 + upTo(hand, tr.doc.childCount - 1); i > 1; i--) at += tr.doc.child(i - 1).nodeSize
    desk.dispatch(tr)
    desk.dispatch(desk.state.tr.insert(at, node))
  },
  paste: (desk, hand) => {
    if (!hand.clip) return
    aim(desk, hand)
    const slice = renewed(hand.clip.slice, hand.clip.kept, 'en', desk.binding.makeId)
    hand.clip.kept = new Set()
    desk.dispatch(desk.state.tr.replaceSelection(slice))
  },
  bracket: (desk, hand) =>
    selectWords(desk, hand) && desk.run(bracket(pick(hand, ['alternatives', 'optional'] as const), ['1', '2'])),
  option: (desk, hand) => {
    aim(desk, hand)
    const at = bracketAt(desk.state)
    if (at !== null) desk.run(addOption(at, '3'))
  },
  unwrap: (desk, hand) => {
    aim(desk, hand)
    const at = bracketAt(desk.state)
    if (at !== null) desk.run(unwrap(at))
  },
  'remove a paragraph': (desk, hand) => {
    if (desk.ids.length < 5 || hand.random() < 0.5) return
    const { pos, node } = desk.block(pick(hand, desk.ids.slice(1)))!
    desk.dispatch(desk.state.tr.delete(pos, pos + node.nodeSize))
  },
  undo: (desk) => desk.binding.undo(),
  undo2: (desk) => desk.binding.undo(),
  redo: (desk) => desk.binding.redo(),
  pause: (desk) => desk.binding.undoManager.stopCapturing(),
  'look at it as it is': (desk, hand) => void (hand.earlier ??= desk.written),
}

/** An earlier text is made the text again, by the server, as a change like others. */
async function restore(desks: Desk[], hand: Hand): Promise<void> {
  if (!hand.earlier) return
  await settle(...desks)
  const server = new Y.Doc()
  Y.applyUpdate(server, Y.encodeStateAsUpdate(desks[0]!.ydoc))
  const before = Y.encodeStateVector(server)
  writeText(server, hand.earlier, 'restore')
  const update = Y.encodeStateAsUpdate(server, before)
  hand.earlier = null
  for (const desk of desks) desk.inbox.push(update)
  await settle(...desks)
}

interface Tally {
  threads: number
  standing: number
  split: number
  joined: number
  elsewhere: number
  similar: number
  orphaned: number
  /** Orphaned, though other letters elsewhere say the same: short words, twice, in an option, or without what surrounded them. */
  copies: number
}

/**
 * AN9, told otherwise: the blocks outside `parts` where the words stand, once for each place, and whether twelve letters around them stand there
 * too, or they are twenty-four letters that stood nowhere else.
 */
function guestPlaces({ anchor, memory }: Thread, others: readonly StandingBlock[]): { id: string; isLike: boolean }[] {
  const plain = (text: string): string => text.replace(/[[\]]/g, '')
  const [before, after, exact] = [plain(memory.prefix), plain(memory.suffix), plain(anchor.exact)]
  const needed = Math.min(12, before.length + after.length)
  return others.flatMap(({ id, text }) =>
    text
      .split(anchor.exact)
      .slice(1)
      .map(() => ({
        id,
        isLike:
          (memory.isSole === true && anchor.exact.length >= 24) ||
          Array.from({ length: needed + 1 }, (_, n) => n).some(
            (n) =>
              n <= before.length &&
              needed - n <= after.length &&
              plain(text).includes(before.slice(before.length - n) + exact + after.slice(0, needed - n)),
          ),
      })),
  )
}

async function history(seed: number, tally: Tally): Promise<void> {
  tokens = 0
  const hand: Hand = { random: randomOf(seed * 104729), clip: null, typed: 0, earlier: null }
  const desks = pair(anArticle(), { swap: seed % 2 === 0 })
  const threads: Thread[] = []
  const log: string[] = []
  const look = (): void => {
    for (const desk of desks)
      for (const { id, text } of standing(desk.written))
        for (const thread of threads) if (text.includes(thread.anchor.exact)) thread.held.add(id)
  }
  for (let k = 0; k < COMMANDS; k++) {
    if (threads.length < THREADS && hand.random() < 0.6) {
      await settle(...desks)
      const made = comment(desks[0], hand)
      if (made) threads.push(made)
    }
    const at = upTo(hand, 2)
    if (hand.random() < 0.03) {
      log.push('restore')
      await restore(desks, hand)
    } else {
      const name = pick(hand, Object.keys(ACTS))
      log.push(`${'ab'[at]}:${name}`)
      ACTS[name]!(desks[at]!, hand)
    }
    look()
    while (hand.random() < 0.5) desks[upTo(hand, 2)]!.receive()
    look()
  }
  await settle(...desks)
  look()

  const [desk] = desks
  const doc = desk.written
  const blocks = standing(doc)
  for (const { anchor, memory, held } of threads) {
    const why = `seed ${seed}: ${JSON.stringify({ anchor, memory })} after ${log.join(', ')}: ${JSON.stringify(blocks.map(({ id, from, text }) => [id, from, text]))}`
    const onPage = livingAt(desk.binding, desk.state.doc, memory.start!, (node) =>
      ownText(node.toJSON() as Block, rendering(doc)),
    )
    const onServer = livingBlock(desk.ydoc, memory.start!)
    expect(onServer, why).toBe(onPage?.blockId ?? null)
    const stand = standOf(anchor, memory, blocks, onServer === null ? null : { blockId: onServer, at: null })
    // page and server say the same of where it is
    const seen = standOf(anchor, memory, blocks, onPage)
    expect([seen.blockId, seen.isOrphaned, seen.moved], why).toEqual([stand.blockId, stand.isOrphaned, stand.moved])
    tally.threads++
    // never silently onto another block
    expect(stand.moved !== null || stand.blockId === null || stand.blockId === anchor.blockId, why).toBe(true)
    const own = partsOf(anchor.blockId, blocks)
    const guests = guestPlaces(
      { anchor, memory, held },
      blocks.filter((one) => !own.includes(one)),
    )
    const mayBeGuest =
      anchor.exact.length >= 12 &&
      anchor.optionId === undefined &&
      !own.some(({ id }) => id === onServer) &&
      guests.length === 1 &&
      guests[0]!.isLike
    if (stand.moved === 'elsewhere') expect([mayBeGuest, guests[0]?.id], why).toEqual([true, stand.blockId])
    if (stand.isOrphaned) expect(mayBeGuest, why).toBe(false)
    if (stand.blockId !== null && !stand.isOrphaned) {
      // none on a block that never held its words; a part of its own block may hold nine tenths of them
      if (stand.place === 'similar')
        expect(
          partsOf(anchor.blockId, blocks).map(({ id }) => id),
          why,
        ).toContain(stand.blockId)
      else expect(held.has(stand.blockId), why).toBe(true)
      if (stand.place === 'exact')
        expect(blocks.find(({ id }) => id === stand.blockId)!.text, why).toContain(anchor.exact)
    }
    if (!stand.isOrphaned) {
      tally.standing++
      if (stand.moved) tally[stand.moved]++
      if (stand.place === 'similar') tally.similar++
      continue
    }
    tally.orphaned++
    // orphaned only if its words are gone: from its block and all parts of it, and from where its letters live
    const parts = partsOf(anchor.blockId, blocks)
    const holding = (one: StandingBlock): boolean =>
      one.text.includes(anchor.exact) &&
      (anchor.optionId === undefined ||
        one.rangesOf(anchor.optionId).some(([a, b]) => one.text.slice(a, b).includes(anchor.exact)))
    expect(parts.filter(holding), why).toEqual([])
    const home = blocks.find(({ id }) => id === onServer)
    expect(home?.text.includes(anchor.exact) ?? false, why).toBe(false)
    if (blocks.some(({ text }) => text.includes(anchor.exact))) tally.copies++
  }
}

test(`AN3-AN7: ${HISTORIES} histories of ${COMMANDS} commands by two people`, { timeout: 300_000 }, async () => {
  const tally: Tally = {
    threads: 0,
    standing: 0,
    split: 0,
    joined: 0,
    elsewhere: 0,
    similar: 0,
    orphaned: 0,
    copies: 0,
  }
  for (let seed = 1; seed <= HISTORIES; seed++) await history(seed, tally)
  console.info(JSON.stringify(tally))
  expect(tally.threads).toBeGreaterThan(HISTORIES * 8)
  // each way of standing has been met
  for (const way of ['split', 'joined', 'elsewhere', 'orphaned'] as const) expect(tally[way], way).toBeGreaterThan(20)
  expect(tally.standing + tally.orphaned).toBe(tally.threads)
})

test('AN9: words cut and pasted into another paragraph are shown there, flagged; undone, they are at home again', async () => {
  tokens = 0
  const desks = pair(anArticle(), { swap: false })
  const [desk] = desks
  await settle(...desks)
  const at = (id: string, text: string): [number, number] => {
    const { pos, node } = desk.block(id)!
    const from = pos + 1 + node.textContent.indexOf(text)
    return [from, from + text.length]
  }
  // p2 holds word13 to word21
  const range = at('p2', 'word15 word16').map((pos) => pos - desk.block('p2')!.pos - 1) as [number, number]
  const context = rendering(desk.shown)
  const json = desk.block('p2')!.node.toJSON() as Block
  const anchor = anchorFor(json, range, context)!
  const memory: AnchorMemory = {
    ...surroundingsOf(ownText(json, context).text, range),
    version: null,
    ...positionsOf(desk.text, desk.state.doc, at('p2', 'word15 word16')),
  }
  const now = (): [string | null, string | null, boolean] => {
    const doc = desk.written
    const living = livingAt(desk.binding, desk.state.doc, memory.start!, (node) =>
      ownText(node.toJSON() as Block, rendering(doc)),
    )
    const { blockId, moved, isOrphaned } = standOf(anchor, memory, standing(doc), living)
    return [blockId, moved, isOrphaned]
  }
  expect(now()).toEqual(['p2', null, false])
  desk.select(...at('p2', 'word14 word15 word16 word17 '))
  const slice = desk.state.selection.content()
  desk.binding.undoManager.stopCapturing()
  desk.dispatch(desk.state.tr.deleteSelection())
  expect(now()).toEqual(['p2', null, true])
  desk.binding.undoManager.stopCapturing()
  const { pos, node } = desk.block('p5')!
  desk.select(pos + 1 + node.content.size)
  desk.dispatch(desk.state.tr.replaceSelection(slice))
  expect(now()).toEqual(['p5', 'elsewhere', false])
  desk.binding.undo()
  expect(now()).toEqual(['p2', null, true])
  desk.binding.undo()
  expect(now()).toEqual(['p2', null, false])
})
