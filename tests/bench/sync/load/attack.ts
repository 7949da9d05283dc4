/** People who send what is refused, over and over: each connects, sends the next of the heaviest hostile messages, is cut off or goes, and comes again. */
import * as Y from 'yjs'
import {
  MESSAGES,
  OF_OTHERS,
  OUT_OF_PLACE,
  PRESENCES,
  UNDECODABLE,
  type HostileFrame,
  type Scene,
} from '../../../support/hostile-frames.ts'
import { clientFrame, OPCODE } from './frame.ts'
import { rest } from './pace.ts'
import { clientOf, type Session } from './session.ts'
import { Wire } from './wire.ts'
import type { Seat } from './client.ts'

/** Of the corpus, what costs a server most to look at. */
const HEAVIEST = [
  'deletions of 20,000 clients that are not there',
  '3,000 tiny updates that wait for something (60 kB)',
  '20,000 client ids at once',
  '2^31 structs announced',
  'an update over 256 KiB',
  '8 MiB of zeros',
  'a state vector of 100,000 strangers',
  'presence of 1 MB',
  'presence of 20,000 client ids',
  '1,000 carets at once',
]
/** Of those that are not refused, how long their sender stays. */
const STAY_MS = 200
/** Before somebody who was turned away comes again. */
const PAUSE_MS = 20

/** The heaviest messages, framed once: masking megabytes again and again would be what is measured. */
export function heaviest(session: Session): Buffer[][] {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, session.base)
  const { item } = Y.createRelativePositionFromTypeIndex(doc.getText('default'), doc.getText('default').length - 1)
  const scene: Scene = { doc, own: 2 ** 28, last: [item!.client, item!.clock], victim: session.writers[0]!.client }
  const all: readonly HostileFrame[] = [...UNDECODABLE, ...OUT_OF_PLACE, ...OF_OTHERS, ...MESSAGES, ...PRESENCES]
  return HEAVIEST.map((name) => {
    const { frames } = all.find((frame) => frame.name === name)!
    return frames(scene).map((bytes) => clientFrame(OPCODE.binary, Buffer.from(bytes)))
  })
}

export class Attack {
  /** Messages that were sent, lines that the server ended with 4400, and those that it did not take. */
  sent = 0
  refused = 0
  turnedAway = 0
  #isOver = false
  readonly #running: Promise<unknown>

  /** `seat`: of the `n`th attacker. */
  constructor(seat: (n: number, client: number) => Seat, attackers: number, frames: readonly Buffer[][]) {
    const one = async (n: number): Promise<void> => {
      for (let turn = n; !this.#isOver; turn++)
        await this.#attack(seat(n, clientOf(1_000 + n)), frames[turn % frames.length]!)
    }
    this.#running = Promise.all(Array.from({ length: attackers }, (_, n) => one(n)))
  }

  async #attack({ port, path, headers }: Seat, frames: readonly Buffer[]): Promise<void> {
    const gone = Promise.withResolvers<void>()
    const wire = new Wire({ port, path, headers, onMessage: () => {}, onClose: () => gone.resolve() })
    try {
      await wire.open()
    } catch {
      this.turnedAway++
      return rest(PAUSE_MS)
    }
    for (const frame of frames) wire.send(frame)
    await Promise.race([gone.promise, rest(STAY_MS)])
    // who is refused again and again is let in no more for a while (SY16)
    if (wire.farewell?.startsWith('1013')) this.turnedAway++
    else this.sent++
    if (wire.farewell?.startsWith('4400')) this.refused++
    wire.cut()
    await rest(PAUSE_MS)
  }

  /** Resolves when nobody attacks any more. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#running
  }
}
