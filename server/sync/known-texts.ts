/**
 * Texts as they were last read, each known by where its journal ends: while that stands nothing is replayed. A charter of twenty
 * articles in four languages is eighty of them.
 */
import { lastSeqs, loadHistories } from '../store/history.ts'
import { docFromUpdates } from '../text/read.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Store } from '../store/store.ts'

const KEPT = 400

interface Known {
  /** Of the last entry of its journal; 0: none. */
  seq: number
  doc: ArticleDoc
}

export class KnownTexts {
  /** The last read stands last. */
  readonly #known = new Map<string, Known>()
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** The texts as they are kept, all of one moment; frozen, since others are given the same. */
  async read(documentIds: string[]): Promise<Map<string, ArticleDoc>> {
    return new Map([...(await this.#readAll(documentIds))].map(([id, { doc }]) => [id, doc]))
  }

  /** As `read`, one of them with where its journal ends. */
  async readAt(documentId: string): Promise<Known> {
    return (await this.#readAll([documentId])).get(documentId)!
  }

  async #readAll(documentIds: string[]): Promise<Map<string, Known>> {
    const { seqs, same, histories } = await this.#store.read(async (rows) => {
      const seqs = await lastSeqs(rows, documentIds)
      const same = new Map<string, ArticleDoc>()
      for (const id of documentIds) {
        const known = this.#known.get(id)
        if (known !== undefined && known.seq === (seqs.get(id) ?? 0)) same.set(id, known.doc)
      }
      const grown = documentIds.filter((id) => !same.has(id))
      return { seqs, same, histories: await loadHistories(rows, grown) }
    })
    const read = new Map<string, Known>()
    for (const id of documentIds) {
      const doc = same.get(id) ?? frozen(docFromUpdates(histories.get(id)?.updates ?? []))
      const seq = seqs.get(id) ?? 0
      read.set(id, { seq, doc })
      if ((this.#known.get(id)?.seq ?? 0) > seq) continue
      this.#known.delete(id)
      this.#known.set(id, { seq, doc })
    }
    for (const id of [...this.#known.keys()].slice(0, -KEPT)) this.#known.delete(id)
    return read
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}
