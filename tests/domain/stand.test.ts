/** Where threads stand after blocks were split, joined and moved (rules AN4-AN6, AN9). */
import { expect, test } from 'vitest'
import type { Anchor, AnchorMemory } from '../../src/lib/domain/contract.ts'
import { standOf, type StandingBlock } from '../../src/lib/domain/stand.ts'

const block = (
  id: string,
  text: string,
  from: string | null = null,
  options: Record<string, [number, number][]> = {},
): StandingBlock => ({ id, from, text, rangesOf: (option) => options[option] ?? [] })
const anchor = (exact: string, more: Partial<Anchor> = {}): Anchor => ({ blockId: 'b', exact, ...more })
const around = (prefix: string, suffix: string): AnchorMemory => ({
  prefix,
  suffix,
  version: null,
  start: null,
  end: null,
})

test('AN5: after a split it stands in the part with the words, else in the first, flagged', () => {
  const parts = [block('b', 'they shall go'), block('x', 'other'), block('c', 'and they may stay', 'b')]
  expect(standOf(anchor('shall go'), null, parts)).toMatchObject({ blockId: 'b', place: 'exact', moved: null })
  expect(standOf(anchor('may stay'), null, parts)).toMatchObject({ blockId: 'c', place: 'exact', moved: 'split' })
  expect(standOf(anchor('neither of them'), null, parts)).toMatchObject({ blockId: 'b', isOrphaned: true })
  // split again, and the first part gone
  const again = [block('d', 'may stay', 'c'), block('c', 'and they', 'b')]
  expect(standOf(anchor('may stay'), null, again)).toMatchObject({ blockId: 'd', moved: 'split', isOrphaned: false })
})

test('AN5: words nine tenths alike are found in every part, exact ones before them', () => {
  const quote = anchor('every feasible measure to protect')
  const parts = [block('b', 'They shall take'), block('c', 'every feasible measures to protect persons', 'b')]
  expect(standOf(quote, null, parts)).toMatchObject({ blockId: 'c', place: 'similar', isOrphaned: false })
})

test('AN4: the block joined to another, the words found once with what surrounded them', () => {
  const joined = [block('a', 'Parties meet.They shall go home soon.'), block('x', 'you shall go too')]
  const memory = around('They ', ' home soon.')
  expect(standOf(anchor('shall go'), memory, joined)).toMatchObject({
    blockId: 'a',
    place: 'exact',
    moved: 'joined',
    isOrphaned: false,
  })
  // half of the surroundings must be there
  expect(standOf(anchor('shall go'), around('Never ', ' abroad at all'), joined)).toMatchObject({
    blockId: null,
    place: 'none',
    isOrphaned: true,
  })
  // twice is not once
  const twice = [...joined, block('y', 'They shall go home soon.')]
  expect(standOf(anchor('shall go'), memory, twice)).toMatchObject({ blockId: null, isOrphaned: true })
})

test('AN4: never onto another block while its own is there, whatever stands elsewhere', () => {
  const blocks = [block('b', 'Something else.'), block('x', 'They shall go home soon.')]
  expect(standOf(anchor('shall go'), around('They ', ' home soon.'), blocks)).toMatchObject({
    blockId: 'b',
    place: 'block',
    isOrphaned: true,
  })
  // unless the very letters are known to live there
  expect(standOf(anchor('shall go'), around('Now ', ''), blocks, { blockId: 'x', at: null })).toMatchObject({
    blockId: 'x',
    place: 'exact',
    moved: 'joined',
  })
  expect(standOf(anchor('shall come'), null, blocks, { blockId: 'x', at: null })).toMatchObject({ blockId: 'b' })
})

test('AN3: of several places the one where the letters live', () => {
  const blocks = [block('b', 'go and go and go')]
  expect(standOf(anchor('go'), null, blocks, { blockId: 'b', at: 7 })).toMatchObject({ place: 'exact', range: [7, 9] })
})

test('AN6: in the option that it names while there is one; a comment in a dropped option is orphaned, not moved to the others', () => {
  const quote = anchor('shall', { optionId: 'o1' })
  const memory = around('They ', ' go.')
  const both = [block('b', 'They [shall][should] go. He shall.', null, { o1: [[6, 11]], o2: [[13, 19]] })]
  expect(standOf(quote, memory, both)).toMatchObject({ place: 'exact', range: [6, 11] })
  // the bracket was opened: the words stand where they stood
  expect(standOf(quote, memory, [block('b', 'They shall go. He shall.')])).toMatchObject({
    place: 'exact',
    range: [5, 10],
  })
  // the option was dropped: the same word elsewhere is not it
  expect(standOf(quote, memory, [block('b', 'They should go. He shall.')])).toMatchObject({ isOrphaned: true })
})

test('AN9: long words that stand once elsewhere with what surrounded them are shown there, flagged, and nothing less is', () => {
  const quote = anchor('every feasible measure')
  const memory = around('Parties shall take ', ' to protect persons')
  const home = block('b', 'Parties meet.')
  const there = block('x', 'And so Parties shall take every feasible measure soon.')
  const elsewhere = { blockId: 'x', place: 'exact', moved: 'elsewhere', isOrphaned: false }
  const orphan = { blockId: 'b', place: 'block', moved: null, isOrphaned: true }
  expect(standOf(quote, memory, [home, there])).toMatchObject({ ...elsewhere, range: [26, 48] })
  // its own block gone as well: with half of what surrounded them it was joined, with less it is a guest
  expect(standOf(quote, memory, [there])).toMatchObject({ ...elsewhere, moved: 'joined' })
  expect(standOf(quote, around('Parties shall take ', ' to protect all persons'), [there])).toMatchObject(elsewhere)
  // in their own block, exactly or nearly, they are at home
  expect(standOf(quote, memory, [block('b', 'Now every feasible measure.'), there])).toMatchObject({ moved: null })
  expect(standOf(quote, memory, [block('b', 'Now every feasible measures.'), there])).toMatchObject({ moved: null })
  // twice is not once
  expect(standOf(quote, memory, [home, there, block('y', 'every feasible measure')])).toMatchObject(orphan)
  // eleven letters of what surrounded them are too few, and short words are said everywhere
  expect(standOf(quote, memory, [home, block('x', 'will take every feasible measure to p')])).toMatchObject(elsewhere)
  expect(standOf(quote, memory, [home, block('x', 'May take every feasible measure to')])).toMatchObject(orphan)
  expect(standOf(anchor('feasible me'), memory, [home, there])).toMatchObject(orphan)
  // a whole paragraph had nothing around it
  expect(standOf(quote, around('', ''), [home, block('x', 'Or every feasible measure.')])).toMatchObject(elsewhere)
  // the letters still live at home: there the words were changed, and this is a copy
  expect(standOf(quote, memory, [home, there], { blockId: 'b', at: 0 })).toMatchObject(orphan)
  // a comment in an option that was dropped does not go over to another paragraph
  expect(standOf({ ...quote, optionId: 'o1' }, memory, [home, there])).toMatchObject(orphan)
})

test('AN9: long words that stood nowhere else when they were quoted are followed without what surrounded them', () => {
  const memory = { ...around('Parties shall take ', ' to protect persons'), isSole: true }
  const home = block('b', 'Parties shall take to protect persons.')
  const long = anchor('every feasible precaution')
  const there = block('x', 'All shall give thought to every feasible precaution first.')
  expect(standOf(long, memory, [home, there])).toMatchObject({
    ...{ blockId: 'x', place: 'exact', moved: 'elsewhere', isOrphaned: false },
  })
  const orphan = { blockId: 'b', place: 'block', moved: null, isOrphaned: true }
  // another place said the same already, nobody looked, or it does twice now
  expect(standOf(long, { ...memory, isSole: false }, [home, there])).toMatchObject(orphan)
  expect(standOf(long, around('Parties shall take ', ' to protect persons'), [home, there])).toMatchObject(orphan)
  expect(standOf(long, memory, [home, there, block('y', 'every feasible precaution')])).toMatchObject(orphan)
  // twenty-three letters are too few
  expect('every feasible measures').toHaveLength(23)
  expect(
    standOf(anchor('every feasible measures'), memory, [home, block('x', 'Or every feasible measures.')]),
  ).toMatchObject(orphan)
  // changed where they stood, and copied before: the letters live at home
  expect(standOf(long, memory, [home, there], { blockId: 'b', at: 0 })).toMatchObject(orphan)
})
