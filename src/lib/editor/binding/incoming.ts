/**
 * Pausing what others write (rules PI*). While it is paused their updates wait here and this copy does not change; one's own go out as
 * always, as from a page whose line carries one way only. So nothing has to be moved or rebased: what comes in at once afterwards is
 * merged as after any lost line.
 */
import * as decoding from 'lib0/decoding'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { SYNC, MESSAGE } from '../../domain/sync.ts'

export class Incoming {
  /** Null: nothing is held back. */
  #held: Uint8Array[] | null = null
  readonly #apply: (updates: readonly Uint8Array[]) => void
  /** What waits is more or less than before. */
  onChange: () => void = () => {}

  /** `apply`: takes updates into the copy, together. */
  constructor(apply: (updates: readonly Uint8Array[]) => void) {
    this.#apply = apply
  }

  get isPaused(): boolean {
    return this.#held !== null
  }
  /** How many updates wait. */
  get waiting(): number {
    return this.#held?.length ?? 0
  }

  /** An update of somebody else. */
  take(update: Uint8Array): void {
    if (this.#held === null) return this.#apply([update])
    this.#held.push(update)
    this.onChange()
  }

  pause(): void {
    if (this.#held !== null) return
    this.#held = []
    this.onChange()
  }

  /** Everything that waited comes in at once. */
  resume(): void {
    if (this.#held === null) return
    const updates = this.#held
    this.#held = null
    if (updates.length > 0) this.#apply(updates)
    this.onChange()
  }
}

/** Stands between a provider's line and its document. The provider's own questions and answers go on while it is paused. */
export function incomingOf(provider: WebsocketProvider): Incoming {
  const { doc } = provider
  const incoming = new Incoming((updates) => {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update, provider)
    }, provider)
  })
  const usual = provider.messageHandlers[MESSAGE.sync]!
  provider.messageHandlers[MESSAGE.sync] = (encoder, decoder, from, emitSynced, type) => {
    const subtype = incoming.isPaused ? decoding.peekVarUint(decoder) : SYNC.step1
    if (subtype === SYNC.step1) return usual(encoder, decoder, from, emitSynced, type)
    decoding.readVarUint(decoder)
    incoming.take(decoding.readVarUint8Array(decoder).slice())
    if (emitSynced && subtype === SYNC.step2 && !from.synced) from.synced = true
  }
  return incoming
}
