/** Undoes what a transaction did before it found out that it may not be. */
import type { RefusalCode } from '../../src/lib/domain/result.ts'

export class Undone extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode) {
    super(code)
    this.code = code
  }
}
