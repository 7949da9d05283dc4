import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { joined, LARGEST_RUN_BYTES, LONGEST_RUN, stretchesOf } from '../../../server/sync/runs.ts'
import { readUpdateHeaders } from '../../../server/sync/update.ts'
import { TEXT_NAME } from '../../../src/lib/domain/text.ts'
import { firstUpdate } from '../../../server/text/write.ts'
import { randomFrom } from '../../support/random.ts'
import { updateBy } from '../../support/sync-client.ts'
import { FIRST_TEXT } from '../../support/sync-house.ts'
import type { Errand, UpdateErrand } from '../../../server/sync/errand.ts'
import type { Member } from '../../../server/sync/member.ts'

const first = firstUpdate(FIRST_TEXT, 7)
const opened = (client: number): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = client
  Y.applyUpdate(doc, first)
  return doc
}
const typed = (doc: Y.Doc, words: string): Uint8Array => updateBy(doc, (text) => text.insert(text.length, words))

const [ann, bob] = ['ann', 'bob'].map((id) => ({ actor: { id } }) as Member) as [Member, Member]
const sent = (member: Member, update: Uint8Array, more: Partial<UpdateErrand> = {}): UpdateErrand => ({
  ...{ kind: 'frame', member, ordinal: 1, frame: { kind: 'update', update } },
  ...more,
})
const caret = (member: Member): Errand => ({
  ...{ kind: 'frame', member, ordinal: 1, frame: { kind: 'presence', body: new Uint8Array() } },
})
/** By their places in the batch. */
const order = (batch: readonly Errand[], mayJoin = (_member: Member): boolean => true): number[][] =>
  stretchesOf(batch, mayJoin).map(({ errands }) => errands.map((errand) => batch.indexOf(errand)))
const together = (updates: readonly Uint8Array[]): number[] =>
  stretchesOf(
    updates.map((update) => sent(ann, update)),
    () => true,
  ).map(({ errands }) => errands.length)

describe('SY24: updates that one person sent in a row', () => {
  it('say the same as one, wherever in the text they were typed, for any client id and clock', () => {
    const random = randomFrom(5)
    for (const client of [1, 127, 128, 2 ** 31, 2 ** 32 - 1]) {
      const doc = opened(client)
      const batch = Array.from({ length: 200 }, () =>
        updateBy(doc, (text) =>
          text.insert(3 + random.below(text.length - 3), random.pick(['x', 'ب', '😀', 'two words'])),
        ),
      ).map((update) => sent(ann, update))
      const stretches = stretchesOf(batch, () => true)
      expect(stretches.map(({ errands }) => errands.length)).toEqual([
        LONGEST_RUN,
        LONGEST_RUN,
        LONGEST_RUN,
        200 - 3 * LONGEST_RUN,
      ])
      const copy = opened(9)
      for (const { errands, words } of stretches) {
        const update = joined(
          (errands as UpdateErrand[]).map(({ frame }) => frame.update),
          words,
        )
        expect(readUpdateHeaders(update).deletions).toEqual([])
        Y.applyUpdate(copy, update)
      }
      expect(copy.getText(TEXT_NAME).toString()).toBe(doc.getText(TEXT_NAME).toString())
      expect(copy.store.pendingStructs).toBeNull()
    }
  })
  it('stay apart where words are taken away, marked or embedded, come twice, leave a hole, or cannot be read', () => {
    const doc = opened(300)
    const words = typed(doc, 'one')
    const gone = updateBy(doc, (text) => text.delete(text.length - 1, 1))
    const more = typed(doc, 'two')
    const bold = updateBy(doc, (text) => text.format(text.length - 2, 2, { bold: true }))
    const breaks = updateBy(doc, (text) => text.insertEmbed(text.length, { br: true }))
    const last = typed(doc, 'three')
    expect(together([words, gone, more, bold, breaks, last])).toEqual([1, 1, 1, 1, 1, 1])
    expect(together([words, words])).toEqual([1, 1])
    expect(together([words, last])).toEqual([1, 1])
    expect(together([last, words])).toEqual([1, 1])
    const other = opened(301)
    const [one, two] = [typed(other, 'one'), typed(other, 'two')]
    expect(together([one, two])).toEqual([2])
    expect(together([one, Uint8Array.of(1, 1, 255), two])).toEqual([1, 1, 1])
    for (const end of [
      [0, 0],
      [1, 5, 0],
      [2, 1, 0, 2, 0],
    ])
      expect(together([one, Uint8Array.of(...two.subarray(0, -1), ...end)])).toEqual([1, 1])
  })
  it('are no more bytes than a turn takes lightly', () => {
    const doc = opened(300)
    const long = Array.from({ length: 3 }, () => typed(doc, 'x'.repeat(LARGEST_RUN_BYTES / 2 - 100)))
    expect(together(long)).toEqual([2, 1])
  })
  it('stay apart for whom that was ruled out, and once they are to be judged singly', () => {
    const doc = opened(300)
    const batch = ['one', 'two', 'three'].map((words) => sent(ann, typed(doc, words)))
    expect(order(batch)).toEqual([[0, 1, 2]])
    expect(order(batch, (member) => member !== ann)).toEqual([[0], [1], [2]])
    expect(order(batch.map((errand, i) => (i === 0 ? { ...errand, isSingle: true } : errand)))).toEqual([[0], [1, 2]])
  })
})

describe('SY24: the order of a batch', () => {
  it('lets words move past carets and words of others', () => {
    const [a, b] = [opened(300), opened(400)]
    const batch = [sent(ann, typed(a, 'a')), sent(bob, typed(b, 'b')), caret(ann)]
    batch.push(sent(ann, typed(a, 'c')), sent(bob, typed(b, 'd')))
    expect(order(batch)).toEqual([[0, 3], [1, 4], [2]])
  })
  it('keeps them behind words of others that they stand next to, as when two tabs tell each other', () => {
    const [a, b] = [opened(300), opened(400)]
    const one = typed(b, '1')
    Y.applyUpdate(a, one)
    const two = typed(a, '2')
    Y.applyUpdate(b, two)
    const three = typed(b, '3')
    expect(order([sent(bob, one), sent(ann, two), sent(bob, three)])).toEqual([[0], [1], [2]])
  })
  it('lets nothing move past deletions, formats, embeds and whatever else is to be done', () => {
    const [a, b] = [opened(300), opened(400)]
    const [one, gone, two] = [
      sent(ann, typed(a, '1')),
      sent(
        bob,
        updateBy(b, (text) => text.delete(3, 1)),
      ),
      sent(ann, typed(a, '2')),
    ]
    expect(order([one, gone, two])).toEqual([[0], [1], [2]])
    expect(order([one, { kind: 'tidy' }, two])).toEqual([[0], [1], [2]])
    expect(order([one, { kind: 'call-back', member: ann }, two])).toEqual([[0], [1], [2]])
  })
})
