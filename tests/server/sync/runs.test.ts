import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { inStretches, type Errand } from '../../../server/sync/errand.ts'
import { LONGEST_RUN, runsOf } from '../../../server/sync/runs.ts'
import { readUpdateHeaders } from '../../../server/sync/update.ts'
import { TEXT_NAME } from '../../../src/lib/domain/text.ts'
import { firstUpdate } from '../../../server/text/write.ts'
import { randomFrom } from '../../support/random.ts'
import { updateBy } from '../../support/sync-client.ts'
import { FIRST_TEXT } from '../../support/sync-house.ts'
import type { Member } from '../../../server/sync/member.ts'

const first = firstUpdate(FIRST_TEXT, 7)
const opened = (client: number): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = client
  Y.applyUpdate(doc, first)
  return doc
}
const typed = (doc: Y.Doc, words: string): Uint8Array => updateBy(doc, (text) => text.insert(text.length, words))
const counts = (updates: Uint8Array[]): number[] => runsOf(updates).map(({ count }) => count)

describe('SY24: updates of one person, sent in a row', () => {
  it('become one where they are words of one client id, which says the same', () => {
    const doc = opened(300)
    const parts = ['w', 'o', 'é', '😀', '漢字', ' and more'].map((word) => typed(doc, word))
    const [run, ...others] = runsOf(parts)
    expect(others).toEqual([])
    expect(run!.count).toBe(parts.length)
    expect(run!.headers).toEqual(readUpdateHeaders(run!.update))
    const copy = opened(301)
    Y.applyUpdate(copy, run!.update)
    expect(Y.encodeStateAsUpdate(copy)).toEqual(Y.encodeStateAsUpdate(doc))
  })
  it('do so wherever in the text they were typed, for any client id and clock', () => {
    const random = randomFrom(5)
    for (const client of [1, 127, 128, 2 ** 31, 2 ** 32 - 1]) {
      const doc = opened(client)
      const parts = Array.from({ length: 200 }, () =>
        updateBy(doc, (text) => text.insert(3 + random.below(text.length - 3), random.pick(['x', 'ب', 'two words']))),
      )
      const runs = runsOf(parts)
      expect(Math.max(...runs.map(({ count }) => count))).toBe(LONGEST_RUN)
      expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(parts.length)
      const copy = opened(9)
      for (const { update, headers } of runs) {
        expect(headers).toEqual(readUpdateHeaders(update))
        Y.applyUpdate(copy, update)
      }
      expect(copy.getText(TEXT_NAME).toString()).toBe(doc.getText(TEXT_NAME).toString())
      expect(copy.store.pendingStructs).toBeNull()
    }
  })
  it('stay apart where words are taken away, marked or embedded, come twice, or leave a hole', () => {
    const doc = opened(300)
    const words = typed(doc, 'one')
    const gone = updateBy(doc, (text) => text.delete(text.length - 1, 1))
    const more = typed(doc, 'two')
    const bold = updateBy(doc, (text) => text.format(text.length - 2, 2, { bold: true }))
    const breaks = updateBy(doc, (text) => text.insertEmbed(text.length, { br: true }))
    const last = typed(doc, 'three')
    expect(counts([words, gone, more, bold, breaks, last])).toEqual([1, 1, 1, 1, 1, 1])
    expect(counts([words, words])).toEqual([1, 1])
    expect(counts([words, last])).toEqual([1, 1])
    expect(counts([last, words])).toEqual([1, 1])
  })
  it('stay as they are where one cannot be read: it is refused by itself', () => {
    const doc = opened(300)
    const [one, two] = [typed(doc, 'one'), typed(doc, 'two')]
    const bad = Uint8Array.of(1, 1, 255)
    const runs = runsOf([one, bad, two])
    expect(runs.map(({ headers }) => headers === null)).toEqual([false, true, false])
    expect(runs.map(({ update }) => update)).toEqual([one, bad, two])
    // more after the end, which Yjs would pass over
    expect(counts([one, Buffer.concat([two, Uint8Array.of(0)])])).toEqual([1, 1])
  })
})

describe('SY24: the order of a batch', () => {
  const [ann, bob] = ['ann', 'bob'].map((id) => ({ actor: { id } }) as Member) as [Member, Member]
  const frame = (member: Member, ordinal: number, kind: 'update' | 'step2' | 'presence', isSingle?: true): Errand => ({
    kind: 'frame',
    member,
    ordinal,
    frame: kind === 'presence' ? { kind, body: new Uint8Array() } : { kind, update: new Uint8Array() },
    ...(isSingle && { isSingle }),
  })
  const order = (batch: Errand[]): string[] =>
    inStretches(batch).map((stretch) =>
      stretch
        .map((errand) => (errand.kind === 'frame' ? `${errand.member.actor.id} ${errand.ordinal}` : errand.kind))
        .join(', '),
    )

  it('has the updates of each together, past carets and the updates of others', () => {
    const batch = [
      frame(ann, 1, 'update'),
      frame(bob, 1, 'update'),
      frame(ann, 1, 'presence'),
      frame(ann, 2, 'update'),
      frame(bob, 2, 'update'),
    ]
    expect(order(batch)).toEqual(['ann 1, ann 2', 'bob 1, bob 2', 'ann 1'])
  })
  it('is kept around everything else', () => {
    const tidy: Errand = { kind: 'tidy' }
    expect(order([frame(ann, 1, 'update'), tidy, frame(ann, 2, 'update')])).toEqual(['ann 1', 'tidy', 'ann 2'])
    const caughtUp = [frame(ann, 1, 'update'), frame(ann, 2, 'step2'), frame(ann, 3, 'update')]
    expect(order(caughtUp)).toEqual(['ann 1', 'ann 2', 'ann 3'])
    const single = [frame(ann, 1, 'update', true), frame(ann, 2, 'update', true), frame(ann, 3, 'update')]
    expect(order(single)).toEqual(['ann 1', 'ann 2', 'ann 3'])
  })
})
