/** Editorial fixes at their words in the live text (EF5): one element for each block, which the editor places and does not own. */
import { mount, unmount } from 'svelte'
import type { ShownFix } from '../../domain/contract-agreement.ts'
import { articleSlug } from '../../domain/numbering.ts'
import FixNote from '../../ui/FixNote.svelte'

/** A device whose clock is ahead of the server's asks no more often. */
const ASK_AGAIN_MS = 10_000

export class FixMarks {
  /** Block id -> what stands below its words. */
  below: ReadonlyMap<string, HTMLElement> = new Map()
  readonly #of: { lang: string; number: string | null }
  readonly #onEnd: () => void
  #notes: Record<string, unknown>[] = []
  #ending: ReturnType<typeof setTimeout> | undefined

  /** `of`: the text. `onEnd`: one of them can be objected to no more, by this device's clock: the server says so itself. */
  constructor(of: { lang: string; number: string | null }, onEnd: () => void) {
    this.#of = of
    this.#onEnd = onEnd
  }

  /** Instead of those that were shown. */
  show(fixes: readonly ShownFix[]): void {
    this.close()
    const own = fixes.filter(({ lang }) => lang === this.#of.lang)
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    this.below = new Map(
      own.map((fix): [string, HTMLElement] => {
        const element = document.createElement('div')
        element.className = 'below-words'
        const props = { fix, slug: articleSlug(this.#of.number), zone }
        this.#notes.push(mount(FixNote, { target: element, props }))
        return [fix.blockId, element]
      }),
    )
    if (own.length === 0) return
    const end = Math.min(...own.map(({ until }) => Date.parse(until)))
    this.#ending = setTimeout(this.#onEnd, Math.max(ASK_AGAIN_MS, end - Date.now()))
  }

  close(): void {
    clearTimeout(this.#ending)
    for (const note of this.#notes.splice(0)) void unmount(note)
  }
}
