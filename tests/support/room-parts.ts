/** What a room needs of the house, in process: time stands still, nothing waits, and nobody listens. */
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'
import { eager } from '../../server/sync/pacer.ts'
import { replay } from '../../server/text/read.ts'
import { fakeClock } from './fake-clock.ts'
import type { RoomParts } from '../../server/sync/room.ts'

type Parts = Omit<RoomParts, 'gone' | 'room'>
type Own = 'load' | 'append' | 'keepSnapshot' | 'newClientId' | 'report'

export const roomParts = (own: Pick<Parts, Own>): Parts => ({
  followers: () => Promise.resolve([]),
  compact: (updates) => Promise.resolve(replay(updates)),
  clock: fakeClock(),
  limits: SYNC_LIMITS,
  tempo: eager,
  newBlockId: () => 'block-of-a-test',
  recovered: () => {},
  wrote: () => {},
  fenced: () => {},
  late: () => {},
  since: null,
  caretMoved: null,
  caretsElsewhere: () => [],
  count: () => {},
  ...own,
})
