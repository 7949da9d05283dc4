import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { KeptReach, knownOf } from '../../../server/sync/known.ts'
import { OpenText } from '../../../server/sync/open-text.ts'
import { readUpdateHeaders } from '../../../server/sync/update.ts'
import { TEXT_NAME } from '../../../src/lib/domain/text.ts'
import { firstUpdate } from '../../../server/text/write.ts'
import { replay } from '../../../server/text/read.ts'
import { randomFrom } from '../../support/random.ts'
import { updateBy } from '../../support/sync-client.ts'
import { FIRST_TEXT } from '../../support/sync-house.ts'
import type { New } from '../../../server/sync/gate.ts'

const SYSTEM = 7
const NOTHING = Uint8Array.of(0)
const first = firstUpdate(FIRST_TEXT, SYSTEM)

/** A text as it is opened: in one piece, or with what came after. */
const opened = (updates: Uint8Array[] = [first]): OpenText =>
  new OpenText({
    seq: updates.length,
    snapshotSeq: 1,
    updates,
    bindings: new Map([[SYSTEM, null]]),
    isLeading: true,
  })
const docOf = (update: Uint8Array, client = 100): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = client
  Y.applyUpdate(doc, update)
  return doc
}
const typed = (doc: Y.Doc, words: string): Uint8Array => updateBy(doc, (text) => text.insert(text.length, words))
const failed = (error: unknown): never => {
  throw error
}
function write(text: OpenText, update: Uint8Array): void {
  const verdict = text.judge(update, 'ann', true)
  expect(verdict.kind).toBe('new')
  expect(text.accept(verdict as New, 'ann', failed)).toBeNull()
}

describe('SY22: a text at rest', () => {
  it('is served as it is kept, and stays at rest', () => {
    const text = opened()
    expect(text.answer(NOTHING)).toBe(first)
    expect(docOf(text.answer(text.stateVector())).getText(TEXT_NAME).length).toBe(0)
    expect(text.judge(first, 'anybody', false).kind).toBe('known')
    expect(text.judge(Uint8Array.of(0, 0), 'anybody', false).kind).toBe('known')
    expect(text.isAwake).toBe(false)
  })
  it('is not woken by who may not write', () => {
    const text = opened()
    expect(text.judge(typed(docOf(first), 'mine'), 'reader', false).kind).toBe('not-allowed')
    expect(text.isAwake).toBe(false)
  })
  it('wakes for words, says the same awake, and goes back when it is kept in one piece', () => {
    const text = opened()
    const ann = docOf(first)
    const before = text.stateVector()
    write(text, typed(ann, ' and more'))
    expect(text.isAwake).toBe(true)
    text.rest()
    expect(text.isAwake).toBe(true)
    const awake = { all: text.answer(NOTHING), since: text.answer(before), doc: text.read() }
    text.compacted(text.seq, replay(text.updates))
    text.rest()
    expect(text.isAwake).toBe(false)
    expect(text.answer(NOTHING)).toEqual(awake.all)
    expect(text.answer(before)).toEqual(awake.since)
    expect(text.read()).toEqual(awake.doc)
    expect(text.isAwake).toBe(false)
  })
  it('PT11: what was read of a change that was called off is not what it says after the next one', () => {
    const text = opened()
    const [ann, bob] = [docOf(first, 100), docOf(first, 200)]
    write(text, typed(ann, 'never'))
    expect(JSON.stringify(text.read())).toContain('never')
    text.takeBack(1)
    write(text, typed(bob, 'now'))
    const said = JSON.stringify(text.read())
    expect([said.includes('never'), said.includes('now')]).toEqual([false, true])
  })
  it('tells who has every word the deletions alone, before and after it was compacted', () => {
    const ann = docOf(first)
    const updates = [first, typed(ann, ' one two 😀'), updateBy(ann, (text) => text.delete(3, 4))]
    const text = opened(updates)
    const has = Y.encodeStateVector(ann)
    expect(text.judge(updates[2]!, 'reader', false).kind).toBe('known')
    const all = replay(updates)
    text.compacted(text.seq, all)
    expect(Uint8Array.from(text.answer(has))).toEqual(Y.diffUpdate(all, has))
    expect(Uint8Array.from(text.answer(text.stateVector()))).toEqual(Y.diffUpdate(all, has))
    expect(text.isAwake).toBe(false)
    const more = Y.encodeStateVector(docOf(Y.mergeUpdates([all, typed(ann, ' more')])))
    expect(Uint8Array.from(text.answer(more))).toEqual(Y.diffUpdate(all, has))
  })
  it('keeps what came after the state that was compacted', () => {
    const text = opened()
    const ann = docOf(first)
    write(text, typed(ann, ' one'))
    const { seq } = text
    const bytes = replay(text.updates)
    write(text, typed(ann, ' two'))
    text.compacted(seq, bytes)
    expect(text.updates).toHaveLength(2)
    expect(replay(text.updates)).toEqual(Y.encodeStateAsUpdate(ann))
    // an older state changes nothing
    text.compacted(seq - 1, first)
    expect(text.updates[0]).toBe(bytes)
  })
  it('takes back what was not kept, and goes on', () => {
    const text = opened()
    const ann = docOf(first)
    write(text, typed(ann, ' kept'))
    const kept = { seq: text.seq, all: text.answer(NOTHING) }
    write(text, typed(ann, ' lost'))
    text.takeBack(kept.seq)
    expect(text.seq).toBe(kept.seq)
    expect(text.answer(NOTHING)).toEqual(kept.all)
    const again = docOf(kept.all, 200)
    write(text, typed(again, ' again'))
    expect(text.answer(NOTHING)).toEqual(Y.encodeStateAsUpdate(again))
  })
  it('what is gathered is one transaction, and one update says all of it', () => {
    const text = opened()
    const [ann, bob] = [docOf(first, 100), docOf(first, 101)]
    write(text, typed(ann, '!'))
    const reader = docOf(text.answer(NOTHING), 102)
    const all = text.together(() => {
      for (const word of [' one', ' two', ' three']) write(text, typed(ann, word))
      write(text, typed(bob, ' four'))
    })
    Y.applyUpdate(reader, all!)
    expect(Y.encodeStateAsUpdate(reader)).toEqual(text.answer(NOTHING))
  })
})

describe('SY22: how far a text at rest reaches', () => {
  it('is what its Y.Doc knows, for any history', () => {
    const random = randomFrom(3)
    const doc = docOf(first)
    const updates = [first]
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let step = 0; step < 300; step++) {
      doc.clientID = 100 + random.below(3)
      const text = doc.getText(TEXT_NAME)
      const at = random.below(text.length + 1)
      const kind = random.below(6)
      if (kind < 2 && text.length > 9) text.delete(random.below(text.length - 6), 1 + random.below(5))
      else if (kind === 2) text.insertEmbed(at, { br: true })
      else if (kind === 3 && text.length > 9)
        text.format(random.below(text.length - 6), 3, { bold: random.below(2) === 0 })
      else text.insert(at, random.pick(['x', 'words ', 'é', '漢字', '😀😀']))
    }
    for (const kept of [updates, [Y.encodeStateAsUpdate(doc)]]) {
      const reach = new KeptReach(kept)
      const known = knownOf(doc)
      expect(reach.states).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)))
      for (const [client, state] of reach.states)
        for (let n = 0; n < 200; n++) {
          const clock = random.below(state)
          const length = 1 + random.below(Math.min(6, state - clock))
          expect(reach.isDeleted(client, clock, length)).toBe(known.isDeleted(client, clock, length))
        }
    }
    expect(readUpdateHeaders(Y.encodeStateAsUpdate(doc)).sections.length).toBeGreaterThan(2)
  })
})
