/** Ways through the charter by its references: what a target says, going there, and coming back to the place. */
import type { EditorView } from '@tiptap/pm/view'
import { TextSelection } from '@tiptap/pm/state'
import { labelsOf } from '../domain/places.ts'
import type { Caret } from './binding/binding.ts'
import { attrsOf } from './binding/nodes.ts'
import { startOfBlock } from './binding/positions.ts'
import { fetchArticle, fetchBlockPlace } from './reading.ts'
import type { ReferenceLabels } from './drawing/labels.ts'

const KEPT_AS = 'concord.way-back'
const EXCERPT = 240

/** What an address asks for where one goes on among brackets from another article. */
export const FIRST_BRACKET = 'first-bracket'
export const LAST_BRACKET = 'last-bracket'
export const isBracketMeant = (fragment: string): boolean => fragment === FIRST_BRACKET || fragment === LAST_BRACKET

/** What stands beside a reference that is pointed at. */
export interface Preview {
  label: string
  words: string
  place: DOMRect
}

interface Parts {
  lang: string
  labels: ReferenceLabels
  view(): EditorView | null
  caret(): Caret | null
  /** Puts the caret back where it was; false: its words are gone. */
  select(caret: Caret): boolean
  /** The page of an article, at one of its blocks; null: it has none here. */
  hrefOf(articleId: string, blockId: string): string | null
  /** To another page. */
  leave(href: string): void
  say(words: string): void
}

export class Ways {
  preview = $state.raw<Preview | null>(null)
  hasWayBack = $state(false)
  readonly #parts: Parts
  #pointedAt: string | null = null
  readonly #back: Caret[] = []

  constructor(parts: Parts) {
    this.#parts = parts
    this.hasWayBack = sessionStorage.getItem(KEPT_AS) !== null
  }

  show(to: string, place: DOMRect, isByKey: boolean): void {
    if (this.#pointedAt === to && this.preview) return
    this.#pointedAt = to
    this.#read(to).then(
      (found) => {
        if (this.#pointedAt !== to || !found) return
        this.preview = { ...found, place }
        if (isByKey) this.#parts.say(`${found.label} ${found.words}`)
      },
      (error: unknown) => console.error('the target of a reference could not be read', error),
    )
  }

  hide(): void {
    this.#pointedAt = null
    this.preview = null
  }

  #indexHere(to: string): number {
    return this.#parts.view()?.state.doc.children.findIndex((block) => attrsOf(block).id === to) ?? -1
  }

  async #read(to: string): Promise<Omit<Preview, 'place'> | null> {
    const { labels, lang } = this.#parts
    const label = labels.labelOf({ to, form: 'full', as: null })
    const index = this.#indexHere(to)
    if (index >= 0)
      return { label: label ?? '', words: shortened(this.#parts.view()!.state.doc.child(index).textContent) }
    const target = labels.targetOf(to)
    if (!target) return null
    const { json, round } = await fetchArticle(target.articleId, lang)
    const numbers = labelsOf(json, lang, round)
    const at = json.content.findIndex(({ attrs }) => attrs.id === to)
    if (at < 0) return null
    const words = (json.content[at]!.content ?? []).map((node) => (node.type === 'text' ? node.text : '')).join('')
    return { label: label ?? numbers[at] ?? '', words: shortened(words) }
  }

  /** To the target, in this text or on another article's page. */
  open(to: string): void {
    const { view, caret, hrefOf, leave, labels } = this.#parts
    this.hide()
    const from = caret()
    if (this.#indexHere(to) >= 0) {
      if (from) this.#back.push(from)
      this.hasWayBack = this.#back.length > 0
      this.goTo(to)
      return
    }
    const target = labels.targetOf(to)
    const href = target ? hrefOf(target.articleId, to) : null
    if (href === null) return
    const here = view()?.state.selection.$head
    const block = here && here.depth > 0 ? attrsOf(here.parent).id : ''
    sessionStorage.setItem(KEPT_AS, `${location.pathname}${location.search}#${block}`)
    leave(href)
  }

  /** The caret to the beginning of a block of this text. */
  goTo(to: string): boolean {
    const view = this.#parts.view()
    const index = this.#indexHere(to)
    if (!view || index < 0) return false
    const { doc, tr } = view.state
    view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(startOfBlock(doc, index) + 1))).scrollIntoView())
    view.focus()
    return true
  }

  /** NC3: to the paragraph that an address names: here, or on the page of the article in which it stands by now. */
  async goWhereItStands(to: string, articleId: string): Promise<void> {
    if (this.goTo(to) || document.getElementById(to) !== null) return
    const place = await fetchBlockPlace(articleId, to, this.#parts.lang)
    const href = place && this.#parts.hrefOf(place.articleId, to)
    if (href) this.#parts.leave(href)
  }

  goBack(): void {
    const place = this.#back.pop()
    const kept = sessionStorage.getItem(KEPT_AS)
    if (place) this.#parts.select(place)
    else if (kept !== null) {
      sessionStorage.removeItem(KEPT_AS)
      this.#parts.leave(kept)
    }
    this.hasWayBack = this.#back.length > 0 || (place !== undefined && kept !== null)
  }
}

const shortened = (words: string): string => (words.length > EXCERPT ? `${words.slice(0, EXCERPT)}…` : words)
