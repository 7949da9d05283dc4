/** A socket as its room sees it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { DocumentAccess } from './ports.ts'
import type { Parcel } from './parcel.ts'
import type { Frame } from './protocol.ts'
import type { Wishes } from './wishes.ts'

export interface Member {
  readonly actor: Actor
  /** In whose name its words are written. */
  readonly author: Author
  readonly access: DocumentAccess
  /** Its rights are being asked again; until this is settled its frames wait. */
  readonly asking: Promise<void> | null
  /** Shut out: what it still has waiting is passed over. */
  readonly isShutOut: boolean
  readonly wishes: Pick<Wishes, 'deflated'>
  /** The Yjs client ids it announced: its own first, then those under which it holds words from before. */
  readonly clients: readonly number[]
  /** Whether its sync step 2 is in, so that what it sends must follow from what is known here. */
  isCaughtUp: boolean
  /** Something of it was dropped: acknowledgements stop there until a sync step 2 makes up for it. */
  isOwing: boolean
  send(parcel: Parcel): void
  /** So many of its sync messages are durable. */
  acknowledge(count: number): void
  /** `code`: why not what it sent last; else: why nothing. */
  tellReadOnly(code?: RefusalCode): void
  /** The text takes so many bytes now. */
  tellSize(bytes: number): void
  /** One of its frames left the queue. */
  handled(frame: Frame): void
  shutOut(code: number, reason: string): void
  /** Asks for its rights anew. */
  askAgain(): void
}
