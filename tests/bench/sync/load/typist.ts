/** Somebody who types: runs of letters, a few taken back, now and then a jump elsewhere. Their keys come again with the same seed. */
import type { Random } from '../../../support/random.ts'

/** One key. `at`: index in the text; `letter` null: the one at this place is deleted. */
export interface Key {
  at: number
  letter: string | null
}

/** Chances that what comes next is a jump or letters taken back: of ten keys some three delete, as in recorded typing. */
const JUMPS = 0.08
const TAKES_BACK = 0.37
const LETTERS = 'etaoin shrdlu cmfwyp vbgkqjxz etaoin.,'
const LONGEST_RUN = 12
const MOST_TAKEN_BACK = 6

export class Typist {
  readonly #random: Random
  /** Words of each paragraph, without its sign. */
  readonly #lengths: number[]
  readonly #own: readonly number[]
  #paragraph: number
  #cursor = 0
  #left = 0
  #isDeleting = false

  /** `lengths`: of the paragraphs of the text, which nobody else changes here; `own`: those it writes in. */
  constructor(random: Random, lengths: readonly number[], own: readonly number[]) {
    this.#random = random
    this.#lengths = [...lengths]
    this.#own = own
    this.#paragraph = own[0]!
    this.#jump()
  }

  get lengths(): readonly number[] {
    return this.#lengths
  }

  key(): Key {
    while (this.#left === 0 || (this.#isDeleting && this.#cursor === 0)) this.#begin()
    this.#left--
    const length = this.#lengths[this.#paragraph]!
    if (this.#isDeleting) {
      this.#cursor--
      this.#lengths[this.#paragraph] = length - 1
      return { at: this.#start() + this.#cursor, letter: null }
    }
    this.#lengths[this.#paragraph] = length + 1
    const letter = LETTERS[Math.floor(this.#random.next() ** 2 * LETTERS.length)]!
    return { at: this.#start() + this.#cursor++, letter }
  }

  #begin(): void {
    const chance = this.#random.next()
    this.#isDeleting = chance >= JUMPS && chance < JUMPS + TAKES_BACK
    if (chance < JUMPS) this.#jump()
    this.#left = 1 + this.#random.below(this.#isDeleting ? MOST_TAKEN_BACK : LONGEST_RUN)
  }

  #jump(): void {
    this.#paragraph = this.#random.pick(this.#own)
    this.#cursor = this.#random.below(this.#lengths[this.#paragraph]! + 1)
  }

  /** Index of the first letter of the paragraph: each before it has its sign and its words. */
  #start(): number {
    let at = 1
    for (let i = 0; i < this.#paragraph; i++) at += 1 + this.#lengths[i]!
    return at
  }
}
