/** The drafting room: from paragraph to paragraph, and by which keys (RM1-RM3). */
import { expect, test } from 'vitest'
import type { PartView } from '#lib/domain/contract-agreement.ts'
import { agreedNext, bracketedPart, partAt, ROOM_ACTS, ROOM_KEYS, roomActOf, stepOf } from '#lib/domain/room.ts'

const part = (blockId: string, ...more: string[]): PartView => ({
  ...{ blockId, blocks: [blockId, ...more], label: null, isBracketed: false, isUnchecked: false },
  ...{ status: 'under_discussion', since: null, eventId: null, confirmBy: null, confirmations: [], words: [] },
  permissions: { set: [], answer: false },
})
const PARTS = [part('h'), part('p1', 'i1', 'i2'), part('p2')]
const PLACE = { article: 3, articles: 5 }

test('RM1: part by part, and on into the next article', () => {
  expect(stepOf(PARTS, 'h', PLACE, false)).toEqual({ article: 3, blockId: 'p1' })
  expect(stepOf(PARTS, 'i2', PLACE, false)).toEqual({ article: 3, blockId: 'p2' })
  expect(stepOf(PARTS, 'p2', PLACE, false)).toEqual({ article: 4, blockId: null })
  expect(stepOf(PARTS, 'p2', { article: 4, articles: 5 }, false)).toBe(null)
  expect(stepOf(PARTS, 'i1', PLACE, true)).toEqual({ article: 3, blockId: 'h' })
  expect(stepOf(PARTS, null, PLACE, true)).toEqual({ article: 2, blockId: null })
  expect(stepOf(PARTS, 'h', { article: 0, articles: 5 }, true)).toBe(null)
  // a paragraph that was removed meanwhile: from the beginning
  expect(partAt(PARTS, 'gone')?.blockId).toBe('h')
  expect(stepOf([], null, { article: 0, articles: 1 }, false)).toBe(null)
})

test('RM4: to the next part in which a bracket is open, and the one before', () => {
  const parts = PARTS.map((one) => ({ ...one, isBracketed: one.blockId !== 'p1' }))
  const to = (blockId: string | null | undefined, isBack = false) => bracketedPart(parts, blockId, isBack)?.blockId
  expect([to(undefined), to('h'), to('i1'), to('p2')]).toEqual(['h', 'p2', 'p2', undefined])
  expect([to(undefined, true), to('p2', true), to('i2', true), to('h', true)]).toEqual(['p2', 'h', 'h', undefined])
  expect(bracketedPart(PARTS, undefined, false)).toBe(undefined)
})

test('RM2: a key agrees to the first agreed state that the chair may set', () => {
  const may = (...set: PartView['permissions']['set']) => agreedNext({ permissions: { set, answer: false } })
  expect(may('agreed_in_group', 'agreed_ad_referendum')).toBe('agreed_in_group')
  expect(may('under_discussion', 'agreed')).toBe('agreed')
  expect(may('under_discussion')).toBe(null)
})

test('RM3: letters where nothing is typed, with a modifier anywhere', () => {
  const press = (key: string, code: string, more: object, isTyping: boolean) =>
    roomActOf({ key, code, altKey: false, shiftKey: false, ctrlKey: false, metaKey: false, ...more }, isTyping)
  for (const act of ROOM_ACTS) {
    const { plain, anywhere } = ROOM_KEYS[act]
    const code = `Key${plain.toUpperCase()}`
    expect(press(plain, code, {}, false)).toBe(act)
    expect(press(plain, code, {}, true)).toBe(null)
    // an Arabic or Russian keyboard has other letters there
    expect(press('ى', code, {}, false)).toBe(act)
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }])
      expect(press(plain, code, held, false), JSON.stringify(held)).toBe(null)
    const last = anywhere.split('-').at(-1)!
    const at = last.length === 1 ? `Key${last.toUpperCase()}` : last
    for (const isTyping of [true, false])
      expect(
        press(last, at, { altKey: anywhere.includes('Alt'), shiftKey: anywhere.includes('Shift') }, isTyping),
      ).toBe(act)
  }
  expect(press('x', 'KeyX', {}, false)).toBe(null)
})
