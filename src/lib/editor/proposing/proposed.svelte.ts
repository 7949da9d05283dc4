/** What is proposed to the article at a desk, asked for again whenever the server says that it is another (RL8). */
import type { ProposalSummary } from '../../domain/contract-proposals.ts'
import type { Page } from '../../domain/contract.ts'
import { ask, type Asked } from '../comments/asking.ts'

/** Several acts of one moment are asked about once. */
const ASK_AFTER_MS = 250

export class Proposed {
  /** Open ones that this person may see; null: the page knows no more than it was told. */
  open = $state.raw<readonly ProposalSummary[] | null>(null)
  readonly #articleId: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = 0

  constructor(articleId: string) {
    this.#articleId = articleId
  }

  /** They may be others. */
  hear(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#ask(), ASK_AFTER_MS)
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asking
    const items: ProposalSummary[] = []
    const path = `/articles/${encodeURIComponent(this.#articleId)}/proposals?status=open&limit=500`
    let cursor: string | null = null
    do {
      const page: Asked<Page<ProposalSummary>> = await ask(
        cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`,
      )
      // an answer that was overtaken says what is no more
      if (!page.ok || asked !== this.#asking) return
      items.push(...page.value.items)
      cursor = page.value.next
    } while (cursor !== null)
    this.open = items
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#asking++
  }
}
