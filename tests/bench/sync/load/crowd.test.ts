/** A miniature run against the real engine, in this process. */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { DOCUMENT, openSyncHouse } from '../../../support/sync-house.ts'
import { Client } from './client.ts'
import { Crowd, type Place } from './crowd.ts'
import { plain } from './dialect.ts'
import { Histogram } from './histogram.ts'
import { play, until } from './pace.ts'

it('plays to the real engine, which delivers and acknowledges everything', async () => {
  const house = await openSyncHouse()
  const place: Place = {
    acknowledges: true,
    seat: (_room, person, client) => ({
      port: Number(new URL(house.origin).port),
      path: `/sync/${DOCUMENT}?ack=1&client=${client}`,
      headers: { Authorization: `Bearer drafter-${person + 1}` },
      dialect: plain,
      room: DOCUMENT,
    }),
  }
  const crowd = new Crowd(place, { rooms: 1, people: 5, writers: 3 }, 40)
  await crowd.open()
  const saves = (crowd.saves = new Histogram())
  const { count } = await play(crowd.hands, 100, 0.3)
  expect(count).toBeGreaterThan(60)
  expect(await until(() => crowd.delivered === count * 4 && crowd.isAcknowledged, 5_000)).toBe(true)
  expect(saves.count).toBe(count)
  expect(crowd.broken).toEqual([])
  crowd.leave()
  const kept = await house.replay()
  const expected = new Y.Doc()
  for (const [writer, { next }] of crowd.hands.entries())
    for (const update of [crowd.session.base, ...crowd.session.writers[writer]!.updates.slice(0, next)])
      Y.applyUpdate(expected, update)
  expect(kept.getText('default').toString().endsWith(expected.getText('default').toString())).toBe(true)
  // whoever may not come in is told so
  const stranger = new Client({ seat: { ...place.seat(0, 0, 1), headers: {} } })
  await expect(stranger.connect()).rejects.toThrow('401')
  await house.close()
})
