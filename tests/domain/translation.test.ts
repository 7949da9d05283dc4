import { describe, expect, test } from 'vitest'
import { blocksBehind, type Change, type ChangedText } from '../../src/lib/domain/translation.ts'
import { doc, heading, para } from '../support/blocks.ts'

const at = (minute: number): string => `2026-03-02T09:${String(minute).padStart(2, '0')}:00.000Z`
/** A text with an entry at each of `minutes`, and the sequences that changed each block. */
const text = (minutes: number[], changes: Record<string, number[]>, words = 'words'): ChangedText => ({
  doc: doc(heading('h', 'Heading'), para('p', words)),
  changes: new Map(
    Object.entries(changes).map(([id, seqs]) => [id, seqs.map((seq): Change => ({ seq, at: at(minutes[seq - 1]!) }))]),
  ),
  instants: new Set(minutes.map(at)),
})
const none = new Map<string, number>()

describe('TF1: a paragraph is behind when its source changed after it', () => {
  test('as imported, nothing is', () => {
    expect(blocksBehind(text([0], { h: [1], p: [1] }), text([0], { h: [1], p: [1] }), none)).toEqual([])
  })
  test('the source alone', () => {
    expect(blocksBehind(text([0, 5], { h: [1], p: [1, 2] }), text([0], { h: [1], p: [1] }), none)).toEqual(['p'])
  })
  test('translated afterwards, or changed of its own afterwards, it is not', () => {
    expect(blocksBehind(text([0, 5], { p: [1, 2] }), text([0, 9], { p: [1, 2] }), none)).toEqual([])
  })
  test('and again when the source goes on', () => {
    expect(blocksBehind(text([0, 5, 12], { p: [1, 2, 3] }), text([0, 9], { p: [1, 2] }), none)).toEqual(['p'])
  })
})

describe('TF2: what the server did in both at once is nobody’s translating', () => {
  test('it puts nothing behind', () => {
    expect(blocksBehind(text([0, 5], { p: [1, 2] }), text([0, 5], { p: [1, 2] }), none)).toEqual([])
  })
  test('and brings nothing up to date', () => {
    expect(blocksBehind(text([0, 5, 7], { p: [1, 2, 3] }), text([0, 7], { p: [1, 2] }), none)).toEqual(['p'])
  })
})

test('TF3: an empty paragraph beside words is behind, though both came at once', () => {
  expect(blocksBehind(text([0, 5], { p: [2] }), text([0, 5], { p: [2] }, ''), none)).toEqual(['p'])
  expect(blocksBehind(text([0, 5], { p: [2] }, ''), text([0, 5], { p: [2] }, ''), none)).toEqual([])
})

test('TF4: checked is up to date, until the source changes again', () => {
  const translation = text([0], { p: [1] })
  expect(blocksBehind(text([0, 5], { p: [1, 2] }), translation, new Map([['p', 2]]))).toEqual([])
  expect(blocksBehind(text([0, 5, 8], { p: [1, 2, 3] }), translation, new Map([['p', 2]]))).toEqual(['p'])
})
