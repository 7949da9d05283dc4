/** Updates that are small and would cost much, and one that only looks so: over real sockets, with the checks of `hostile-scene.ts`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openAttacked, type Attacked } from '../../../support/hostile-scene.ts'
import { updateBy } from '../../../support/sync-client.ts'
import { item, REF, section, update, type Part, type Place } from '../../../support/v1-update.ts'
import type { Scene } from '../../../support/hostile-frames.ts'

let room: Attacked
beforeEach(async () => {
  room = await openAttacked()
})
afterEach(async () => {
  await room.close()
})

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
const word = (left: Place): Part => item(REF.string, { left }, 'x')
const chained = ({ own, last }: Scene, n: number): Place => (n === 0 ? last : [own, n - 1])
const single = ({ own, last }: Scene, ref: number, ...content: Part[]): Uint8Array =>
  update([section(own, 0, item(ref, { left: last }, ...content))])
const refused = (make: (scene: Scene) => Uint8Array): Promise<void> =>
  room.unharmed(0, async () => expect(await room.sent(make)).not.toBeNull())

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
