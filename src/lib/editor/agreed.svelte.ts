/** How far the paragraphs of the article at a desk are agreed, as the server says whenever that is another; who reopened what is told at once (AG10). */
import { getLocale } from '#lib/paraglide/runtime.js'
import { m } from '#lib/paraglide/messages.js'
import { isLocked } from '../domain/article.ts'
import type { AgreementEvent, ArticleProvisions } from '../domain/contract-agreement.ts'
import type { Notice } from '../domain/sync.ts'
import { agreedBlocks, type AgreedBlock } from '../ui/agreed.ts'
import type { FixMarks } from './drawing/fixes.ts'
import { fetchProvisions } from './reading.ts'

/** Several acts of one moment are asked about once. */
const ASK_AFTER_MS = 250

export interface AgreedSettings {
  articleId: string
  lang: string
  /** As the page was told. */
  first: ArticleProvisions
  label: string
  number: string | null
  say(words: string): void
}

export class Agreed {
  #provisions = $state.raw<ArticleProvisions>()!
  readonly #settings: AgreedSettings
  readonly #watchers: (() => void)[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = 0
  #fixes: FixMarks | undefined
  #isClosed = false

  constructor(settings: AgreedSettings) {
    this.#settings = settings
    this.#provisions = settings.first
    void this.#mark()
  }

  get provisions(): ArticleProvisions {
    return this.#provisions
  }

  /** Block id -> what is drawn on it. */
  blocks(): ReadonlyMap<string, AgreedBlock> {
    return agreedBlocks(this.#provisions, getLocale(), Intl.DateTimeFormat().resolvedOptions().timeZone)
  }

  /** EF5: block id -> what stands below its words. */
  get below(): ReadonlyMap<string, HTMLElement> | undefined {
    return this.#fixes?.below
  }

  /** AG13: what is open in them is open for nobody. */
  deletedBlocks(): readonly string[] {
    return this.#provisions.parts.flatMap(({ status, blocks }) => (status === 'deleted' ? blocks : []))
  }

  /** Calls back whenever they are others, until the returned function is called. */
  watch(run: () => void): () => void {
    this.#watchers.push(run)
    return () => void this.#watchers.splice(this.#watchers.indexOf(run), 1)
  }

  hear(notice: Notice): void {
    if (notice.kind !== 'talks' || notice.articleId !== this.#settings.articleId) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#ask(), ASK_AFTER_MS)
  }

  async #ask(): Promise<void> {
    const { articleId, lang, say } = this.#settings
    const asked = ++this.#asking
    try {
      const read = await fetchProvisions(articleId, lang)
      // an answer that was overtaken says what is no more
      if (asked !== this.#asking) return
      const known = this.#provisions.history
      this.#provisions = read
      void this.#mark()
      for (const run of this.#watchers) run()
      const reopened = read.history.findLast(
        ({ id, from, to }) => !known.some((one) => one.id === id) && isLocked(from) && !isLocked(to),
      )
      if (reopened) say(this.#reopened(reopened))
    } catch (error) {
      console.error('how far the paragraphs are agreed could not be read', error)
    }
  }

  /** EF5: fixes that can be objected to, at their words; what draws them comes only where there are some. */
  async #mark(): Promise<void> {
    if (this.#fixes === undefined && this.#provisions.fixes.length === 0) return
    try {
      const { FixMarks } = await import('./drawing/fixes.ts')
      if (this.#isClosed) return
      this.#fixes ??= new FixMarks(this.#settings, () => void this.#ask())
      this.#fixes.show(this.#provisions.fixes)
      for (const run of this.#watchers) run()
    } catch (error) {
      console.error('the editorial fixes could not be drawn', error)
    }
  }

  #reopened({ blockId, reason }: AgreementEvent): string {
    const part = this.#provisions.parts.find((one) => one.blockId === blockId)
    return m.agreeing_told_reopened({ place: part?.label ?? this.#settings.label, reason: reason ?? '' })
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#asking++
    this.#isClosed = true
    this.#fixes?.close()
  }
}
