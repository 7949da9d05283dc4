/**
 * Keeps the unsaved words of one page on the device, and takes up what earlier pages of the same person left there.
 *
 * On a good line nothing is written: words wait a moment to be acknowledged first. Without a line they are written at once.
 */
import { Doc } from 'yjs'
import type { Hat } from '../../domain/hat.ts'
import { FOREIGN_CLIENT } from '../../domain/sync.ts'
import type { Device, KeptKey, KeptWords } from './device.ts'
import type { Ledger } from './ledger.ts'
import type { RoundNumbers } from '../../domain/places.ts'
import type { Passage } from './passages.ts'
import { renamed } from './renamed.ts'

/** What is kept beside the words, for people. */
export interface KeptFor {
  device: Device
  person: string
  lang: string
  label: string
  /** The numbers that the article's blocks had when the round began. */
  round: RoundNumbers | null
  path: string
}

/** On a good line words are on the server's disk before this has passed. */
const PATIENCE_MS = 250

export interface KeepingParts extends KeptFor {
  document: string
  page: string
  schema: number
  ledger: Ledger
  passages(): Passage[]
  /** In which capacity this page's words are written. */
  hat(): Hat | null
  isConnected(): boolean
  /** Whether words are kept, or the device refuses. */
  told(isKept: boolean): void
}

export class Keeping {
  /** Words of earlier pages that cannot be merged: of another schema, or refused before. */
  leftovers: KeptWords[] = []
  readonly #parts: KeepingParts
  #timer: ReturnType<typeof setTimeout> | undefined
  #isDirty = false
  #isOnDevice = false
  #isStopped = false
  #isPaused = false
  #writing: Promise<void> | null = null
  #refused: string | null = null
  #turn = 0

  constructor(parts: KeepingParts) {
    this.#parts = parts
  }

  get #key(): KeptKey {
    const { person, document, page } = this.#parts
    return { person, document, page }
  }

  /** What earlier pages kept of this document and may be merged; the rest is in `leftovers`. */
  async takeUp(): Promise<KeptWords[]> {
    const { device, person, document, page, schema } = this.#parts
    try {
      const found = (await device.ofDocument(person, document)).filter((words) => words.page !== page)
      const kept = await Promise.all(found.map((words) => this.#underFreshIds(words)))
      const mayMerge = (words: KeptWords): boolean => words.schema === schema && words.refused === null
      this.leftovers = kept.filter((words) => !mayMerge(words))
      this.#parts.told(true)
      return kept.filter(mayMerge)
    } catch (error) {
      this.#fail(error)
      return []
    }
  }

  /** GA3: words whose client id somebody else took while nobody held it go again under another, which is on the device before they do. */
  async #underFreshIds(words: KeptWords): Promise<KeptWords> {
    const { device, schema } = this.#parts
    if (words.refused !== FOREIGN_CLIENT || words.schema !== schema) return words
    const update = renamed(words.update, () => new Doc().clientID)
    const again = { ...words, update, refused: null, turn: words.turn + 1 }
    await device.keep(again)
    return again
  }

  /** What is open changed, or the line did. */
  note(): void {
    if (this.#isStopped) return
    this.#isDirty = true
    if (this.#timer !== undefined || this.#writing !== null) return
    const hasWords = this.#parts.ledger.own() !== null
    if (!hasWords && !this.#isOnDevice) this.#isDirty = false
    else if (this.#parts.isConnected() && hasWords) this.#wait(PATIENCE_MS)
    else void this.flush()
  }

  /** Whoever types all the time has always a word on its way: each has its own patience. */
  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const { ledger, isConnected } = this.#parts
      const age = ledger.oldest === null ? PATIENCE_MS : Math.max(0, Date.now() - ledger.oldest)
      if (age < PATIENCE_MS && isConnected() && !this.#isOnDevice) this.#wait(PATIENCE_MS - age)
      else if (ledger.own() === null && !this.#isOnDevice) this.#isDirty = false
      else void this.flush()
    }, ms)
  }

  /** The server refused what is open: it is kept to copy, what earlier pages left included, and not sent again for ever. */
  async refuse(code: string): Promise<void> {
    this.#refused = code
    this.#isDirty = true
    try {
      for (const words of this.#parts.ledger.adopted()) await this.#parts.device.keep({ ...words, refused: code })
    } catch (error) {
      this.#fail(error)
    }
    await this.flush()
  }

  /** What is unsaved of this page, as it is kept; null: nothing. */
  record(): KeptWords | null {
    const { ledger, lang, label, path, schema } = this.#parts
    const own = ledger.own()
    if (own === null) return null
    const at = new Date().toISOString()
    const turn = ++this.#turn
    return {
      ...this.#key,
      schema,
      lang,
      label,
      path,
      turn,
      at,
      hat: this.#parts.hat(),
      passages: this.#parts.passages(),
      refused: this.#refused,
      ...own,
    }
  }

  /** Writes what there is to write; resolves when it is on the device, or cannot be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#isDirty || this.#writing !== null) {
      this.#writing ??= this.#write().finally(() => (this.#writing = null))
      await this.#writing
    }
  }

  async #write(): Promise<void> {
    const { device } = this.#parts
    this.#isDirty = false
    if (this.#isStopped || this.#isPaused) return
    const record = this.record()
    try {
      if (record === null) {
        if (this.#isOnDevice) await device.release(this.#key)
        this.#isOnDevice = false
      } else {
        // from here on a record may be there, whatever becomes of the writing
        this.#isOnDevice = true
        await device.keep(record)
      }
      this.#parts.told(true)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** The server has them now. */
  async release(words: KeptWords[]): Promise<void> {
    try {
      for (const one of words) await this.#parts.device.release(one)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** A deliberate act: these words are not wanted any more. */
  async discard(words: KeptKey[]): Promise<void> {
    const gone = new Set(words.map(({ page }) => page))
    this.leftovers = this.leftovers.filter(({ page }) => !gone.has(page))
    try {
      for (const { person, document, page } of words) await this.#parts.device.release({ person, document, page })
    } catch (error) {
      this.#fail(error)
    }
  }

  /** The person signed out and had it all forgotten: nothing is written again until they are back. */
  pause(): void {
    this.#isPaused = true
  }
  resume(): void {
    this.#isPaused = false
  }

  /** Nothing is written from here on. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#isStopped = true
  }

  #fail(error: unknown): void {
    console.error('words cannot be kept on this device', error)
    this.#parts.told(false)
  }
}
