/** What headers alone cannot tell (GA4, GA9), and what only looks hostile: each over real sockets, with the checks of `hostile-scene.ts`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readText } from '../../../../server/text/read.ts'
import { openAttacked, unitAt, type Attacked } from '../../../support/hostile-scene.ts'
import { honest, type Scene } from '../../../support/hostile-frames.ts'
import { updateBy } from '../../../support/sync-client.ts'
import { DOCUMENT } from '../../../support/sync-house.ts'
import { deletion, item, REF, section, update, type Part, type Place } from '../../../support/v1-update.ts'

let room: Attacked
beforeEach(async () => {
  room = await openAttacked()
})
afterEach(async () => {
  await room.close()
})

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
const word = (left: Place, right?: Place): Part => item(REF.string, { left, ...(right && { right }) }, 'x')
const chained = ({ own, last }: Scene, n: number): Place => (n === 0 ? last : [own, n - 1])
const single = ({ own, last }: Scene, ref: number, ...content: Part[]): Uint8Array =>
  update([section(own, 0, item(ref, { left: last }, ...content))])

const refused = (make: (scene: Scene) => Uint8Array): Promise<void> =>
  room.unharmed(0, async () => expect(await room.sent(make)).not.toBeNull())

describe('GA9: what would hold a document for seconds', () => {
  it('2,000 words that claim one place between 20,000 others (14 kB)', async () => {
    const { client, doc } = await room.joined('drafter-3')
    const text = doc.getText('default')
    const [left, right] = [unitAt(doc, 4), unitAt(doc, 5)]
    client.sendStep2(updateBy(doc, () => times(20_000, () => text.insert(5, 'x'))))
    await client.until(() => client.acknowledged === 2)
    await refused(({ own }) => update([section(own, 0, ...times(2_000, () => word(left, right)))]))
    await client.close()
  })
  it('20,000 words, each of which claims all of the text behind it (134 kB)', async () => {
    const { client, doc } = await room.joined('drafter-3')
    const from = Y.getState(doc.store, doc.clientID)
    client.sendStep2(updateBy(doc, (text) => text.insert(text.length, 'w'.repeat(100_000))))
    await client.until(() => client.acknowledged === 2)
    await refused(({ own }) =>
      update([section(own, 0, ...times(20_000, (n) => word([doc.clientID, from + 90_000 - 3 * n])))]),
    )
    await client.close()
  })
})
describe('GA9: what would be read as thousands of times what was sent', () => {
  it('1,500 marks, each beginning behind another word: every word has all that began before it', async () => {
    const marks = (scene: Scene): Uint8Array =>
      update([
        section(
          scene.own,
          0,
          ...times(3_000, (n) =>
            n % 2 === 0 ? item(REF.format, { left: chained(scene, n) }, `k${n}`, '"1"') : word(chained(scene, n)),
          ),
        ),
      ])
    const { client, doc } = await room.joined('drafter-3')
    const bytes = marks(room.sceneFor(doc)).length
    await client.close()
    await room.sent(marks)
    expect(JSON.stringify(await room.house.sync.texts.read(DOCUMENT)).length).toBeLessThan(64 * bytes)
  })
})

describe('GA4: what is read otherwise than it was written', () => {
  it('a number that JSON cannot say again: the room reads what the journal says', async () => {
    await room.sent(({ own, last }) =>
      update([section(own, 0, item(REF.format, { left: last }, 'term', '1e999'), word([own, 0]))]),
    )
    const read = await room.house.sync.texts.read(DOCUMENT)
    expect(read).toEqual(readText(await room.house.replay()))
  })
  it('U+0000 in the key of a format', () => refused((scene) => single(scene, REF.format, 'a\0b', '"1"')))
})

describe('SY1: neighbours in the wrong order make copies differ', () => {
  it('in none of 150 tries that are taken', async () => {
    const { client, doc } = await room.joined('drafter-3')
    const base = Y.encodeStateAsUpdate(doc)
    const at = doc.getText('default').length - 8
    const units = times(7, (n) => unitAt(doc, at + n))
    await client.close()
    const others = [7_000_007, 3_000_003].map((own, n) =>
      honest({ doc, own, last: units[6]!, victim: 0 }, (text) => text.insert(at + 1 + 2 * n, 'H')),
    )
    let taken = 0
    for (let n = 0; n < 150; n++) {
      const [a, b, c, d] = [n % 7, (n + 3) % 7, (n >> 2) % 7, (n >> 4) % 7].map((i) => units[i]!)
      let frame = new Uint8Array(0)
      const scene = (own: number): Uint8Array => update([section(own, 0, word(b!, a), word(c!, d))])
      const reason = await room.sent(({ own }) => (frame = scene(own) as Uint8Array<ArrayBuffer>))
      if (reason !== null) continue
      taken++
      const said = [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
      ].map((order) => {
        const copy = new Y.Doc()
        Y.applyUpdate(copy, base)
        for (const i of order) Y.applyUpdate(copy, [...others, frame][i]!)
        return copy.getText('default').toString()
      })
      expect(new Set(said).size, `try ${n}`).toBe(1)
    }
    expect(taken).toBeGreaterThan(0)
  })
})

describe('GA9: honest work is taken, however much stands at its place meanwhile', () => {
  it('2,000 words deleted one by one', async () => {
    const { client, doc } = await room.joined('drafter-3')
    const from = Y.getState(doc.store, doc.clientID)
    client.sendStep2(updateBy(doc, (text) => text.insert(text.length, 'w'.repeat(4_000))))
    await client.until(() => client.acknowledged === 2)
    const ranges = times(2_000, (n) => [from + 2 * n, 1] as const)
    expect(await room.sent(() => update([], [deletion(doc.clientID, ...ranges)]))).toBeNull()
    await client.close()
  })
})

describe('GA9: honest work is taken, however much stands at its place meanwhile', () => {
  it.each([
    ['at the end of the text', 0],
    ['in the middle of it', 9],
  ])('100 corrections made offline %s, 3,000 made there by somebody else', async (_name, before) => {
    const correct = (text: Y.Text, count: number): void => {
      let at = text.length - before
      for (let n = 0; n < count; n++) {
        text.insert(at, 'word')
        text.delete(at + 3, 1)
        at += 3
      }
    }
    const away = await room.joined('drafter-1')
    await away.client.close()
    const theirs = await room.joined('drafter-3')
    // in Yjs the words of the lower client id stand first
    theirs.doc.clientID = 2 ** 31
    away.doc.clientID = 9_009
    theirs.client.sendStep2(updateBy(theirs.doc, (text) => correct(text, 3_000)))
    await theirs.client.until(() => theirs.client.acknowledged === 2)
    updateBy(away.doc, (text) => correct(text, 100))
    expect(await room.sent(() => Y.encodeStateAsUpdate(away.doc))).toBeNull()
    await theirs.client.close()
  })
})

describe('GA4: what PostgreSQL keeps in no text', () => {
  it.each<[string, number, ...Part[]]>([
    ['the id of a block', REF.embed, '{"b":"a\\u0000b"}'],
    ['the label of an option', REF.embed, '{"opt":"o1","br":"b1","label":"\\u0000"}'],
    ['the value of a format', REF.format, 'term', '"\\u0000"'],
  ])('U+0000 in %s', (_name, ref, ...content) => refused((scene) => single(scene, ref, ...content)))
})

describe('what would hold a document for seconds', () => {
  it('200,000 words behind 100,000 graves before the first block are taken, or refused, without looking at every grave for every word', async () => {
    const { client, doc } = await room.joined('drafter-3')
    client.sendStep2(
      updateBy(doc, (text) => {
        times(100_000, () => text.insert(0, 'x'))
        text.delete(0, 100_000)
      }),
    )
    await client.until(() => client.acknowledged === 2 || client.closed !== null)
    await room.sent((scene) => update([[200_000, scene.own, 0, times(200_000, (n) => word(chained(scene, n)))]]))
    if (client.closed === null) await client.close()
  })
})
