import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { applyGuarded, MAX_STEPS, Misplaced } from '../../../server/sync/guard.ts'
import { TEXT_NAME } from '../../../src/lib/domain/text.ts'
import { randomFrom } from '../../support/random.ts'
import { item, REF, section, update } from '../../support/v1-update.ts'

function textOf(words: string, client = 1): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getText(TEXT_NAME).insert(0, words)
  return doc
}
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
/** One letter of `client` at its clock 0, between these clocks of client 1. */
const between = (client: number, left: number, right: number): Uint8Array =>
  update([section(client, 0, item(REF.string, { left: [1, left], right: [1, right] }, 'A'))])

describe('GA9: what the headers of an update cannot tell', () => {
  it('thousands of letters that claim one place are refused before they cost anything', () => {
    const crowded = new Y.Doc()
    crowded.clientID = 1
    crowded.transact(() => {
      for (let i = 0; i < 20_000; i++) crowded.getText(TEXT_NAME).insert(0, 'x')
    })
    const hostile = update([section(77, 0, ...Array.from({ length: 2_000 }, () => item(REF.string, {}, 'a')))])
    expect(20_000 * 2_000).toBeGreaterThan(MAX_STEPS)
    expect(() => applyGuarded(copyOf(crowded), hostile)).toThrow(Misplaced)
  })
  it('neighbours in the wrong order are refused', () => {
    expect(() => applyGuarded(textOf('abcdef'), between(2, 4, 1))).toThrow(Misplaced)
    expect(() => applyGuarded(textOf('abcdef'), between(2, 3, 3))).toThrow(Misplaced)
  })
  it('the guard is off again afterwards, however it ended', () => {
    expect(() => applyGuarded(textOf('abcdef'), between(2, 4, 1))).toThrow(Misplaced)
    const doc = textOf('abcdef')
    Y.applyUpdate(doc, between(2, 4, 1))
    expect(doc.getText(TEXT_NAME).length).toBe(7)
  })
  it('what people write is taken, whatever was written meanwhile', () => {
    const random = randomFrom(11)
    const base = textOf('We, the delegations gathered here, affirm what follows.')
    const people = Array.from({ length: 6 }, (_, i) => {
      const doc = copyOf(base)
      doc.clientID = 10 + i
      return doc
    })
    const server = copyOf(base)
    for (let round = 0; round < 40; round++) {
      for (const doc of people) {
        const text = doc.getText(TEXT_NAME)
        for (let n = random.below(8); n > 0; n--)
          if (random.below(4) === 0 && text.length > 4) text.delete(random.below(text.length - 3), 1 + random.below(3))
          else if (random.below(5) === 0) text.format(random.below(text.length - 1), 1, { bold: '1' })
          else text.insert(random.below(text.length + 1), random.pick(['a', 'some words ', '\n', 'é']))
      }
      // each comes back from being away, one after another, and takes in what there is
      for (const doc of people) {
        applyGuarded(server, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server)))
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(doc)))
      }
    }
    for (const doc of people) {
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
      expect(doc.getText(TEXT_NAME).toDelta()).toEqual(server.getText(TEXT_NAME).toDelta())
    }
  })
})
