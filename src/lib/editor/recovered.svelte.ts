/**
 * Words of this person that came too late for their place (rule TX29), as the server keeps them until they are put away. What this page told by itself
 * of the same words (TX24, TX25, TX38) is not told twice: where they were left behind, the lasting notice takes the place of the passing one; where
 * they followed, or their notice was closed, they are put away.
 */
import type { RecoveredWords } from '../domain/contract.ts'
import { act } from './comments/asking.ts'
import type { Stray } from './binding/strays.ts'
import { byPlace, fetchRecovered, hasFollowed, isSame, type Lost } from './lost.ts'

export interface RecoveredParts {
  articleId: string
  documentId: string
  person: string | null
  /** What the server said when it gave the page. */
  first: readonly RecoveredWords[]
  /** Passing notices that are shown. */
  strays(): readonly Stray[]
  drop(stray: Stray): void
  /** There is something new to read. */
  announce(lost: Lost): void
  failed(): void
}

export class Recovered {
  #list = $state.raw<readonly RecoveredWords[]>([])
  readonly #parts: RecoveredParts
  /** Passing notices that were closed, or told of words that followed. */
  #told: Stray[] = []

  constructor(parts: RecoveredParts) {
    this.#parts = parts
    this.#list = parts.first
  }

  get lost(): readonly Lost[] {
    return byPlace(this.#list)
  }

  /** The server has news. */
  async refresh(): Promise<void> {
    const { articleId, documentId } = this.#parts
    const answer = await fetchRecovered(articleId)
    if (!answer.ok) return
    const known = this.#list.map(({ id }) => id)
    const here = answer.value.items.filter((one) => one.documentId === documentId)
    const told = here.filter((one) => this.#told.some((stray) => isSame(stray, one)))
    this.#list = here.filter((one) => !told.includes(one))
    void this.#putAway(told)
    for (const lost of this.lost) {
      const fresh = lost.parts.filter(({ id }) => !known.includes(id))
      const shown = this.#parts.strays().filter((stray) => fresh.some((one) => isSame(stray, one)))
      for (const stray of shown) this.#parts.drop(stray)
      if (fresh.length > shown.length) this.#parts.announce(lost)
    }
  }

  /** Whether the lasting notice tells already what the page has just noticed. */
  tells(stray: Stray): boolean {
    const same = this.#list.filter((one) => isSame(stray, one))
    if (!hasFollowed(stray)) return same.length > 0
    this.read(stray)
    this.#list = this.#list.filter((one) => !same.includes(one))
    void this.#putAway(same)
    return false
  }

  /** A passing notice has said all there is to say. */
  read(stray: Stray): void {
    this.#told = [...this.#told, stray]
  }

  async putAway({ parts }: Lost): Promise<void> {
    const before = this.#list
    this.#list = before.filter((one) => !parts.includes(one))
    if (await this.#putAway(parts)) return
    this.#list = before
    this.#parts.failed()
  }

  async #putAway(parts: readonly RecoveredWords[]): Promise<boolean> {
    const answers = await Promise.all(
      parts.map(({ id }) => act(`/recovered/${encodeURIComponent(id)}/dismiss`, this.#parts.person)),
    )
    return answers.every((answer) => answer.ok || answer.code === 'not-found')
  }
}
