/** S8: people type while others attack their room. */
import { Attack, heaviest } from '../load/attack.ts'
import { Crowd } from '../load/crowd.ts'
import { atLeast, atMost } from '../goals.ts'
import { KEYS_A_SECOND, measure } from './s1-typing.ts'
import { numbersOf, type Scenario } from './scenario.ts'

const WRITERS = 3
const WARM_UP_SECONDS = 10

export const bystanders: Scenario = {
  id: 's8',
  title: 'S8 bystanders',
  about:
    'People x attackers in one room: three people type 8 keys a second, while each attacker connects, sends the next of the heaviest hostile messages ' +
    '(20,000 client ids, 3,000 updates that wait for something, 8 MiB, presence of 1 MB, 1,000 carets at once and more), is refused and comes again at once. Concord alone: others take them.',
  sizeIs: 'people x attackers',
  sizes: ['10x8'],
  seconds: 8,
  needsKeeping: true,
  isOurs: true,
  rooms: () => 1,

  async run({ size, seconds, start }) {
    const [people = 0, attackers = 0] = numbersOf(size)
    const server = await start()
    try {
      const room = { rooms: 1, people, writers: Math.min(people, WRITERS) }
      const crowd = new Crowd(server, room, Math.ceil(KEYS_A_SECOND * (seconds + WARM_UP_SECONDS + 1)))
      await crowd.open()
      const attack = new Attack((n, client) => server.seat(0, people + n, client), attackers, heaviest(crowd.session))
      const figures = await measure(crowd, server, room, { warmUp: WARM_UP_SECONDS, seconds })
      await attack.end()
      const { sent, refused, turnedAway } = attack
      return { ...figures, sent, refused, turnedAway }
    } finally {
      await server.stop('SIGKILL')
    }
  },

  columns: [
    { figure: 'p50', title: 'key to screen p50 ms' },
    { figure: 'p99', title: 'p99 ms' },
    { figure: 'missing', title: 'not delivered', isSum: true },
    { figure: 'unsaved', title: 'not acknowledged', isSum: true },
    { figure: 'broken', title: 'bystanders cut off', isSum: true },
    { figure: 'sent', title: 'attacks', isSum: true },
    { figure: 'refused', title: 'of them refused', isSum: true },
    { figure: 'turnedAway', title: 'turned away before', isSum: true },
    { figure: 'own', title: 'generator, cores', isAside: true },
  ],

  goals: (of) => [
    atMost(200, of('concord', 'p99'), 'p99 of bystanders within 200 ms'),
    atMost(0, of('concord', 'missing') + of('concord', 'unsaved'), 'everything delivered and acknowledged'),
    atMost(0, of('concord', 'broken'), 'nobody else cut off'),
    atLeast(1, of('concord', 'refused'), 'attacks came through to be refused'),
  ],
}
