/** From bracket to bracket (BD9), in the text at a desk and on into the other articles of its charter. */
import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { m } from '#lib/paraglide/messages.js'
import type { ArticleDoc } from '../domain/article.ts'
import type { ArticleView, Page } from '../domain/contract.ts'
import { bracketsInOrder, nextBracket, nextBracketed, type BracketPlace, type FromBracket } from '../domain/brackets.ts'
import { attrsOf } from './binding/nodes.ts'
import { startOfBlock } from './binding/positions.ts'
import { bracketAt } from './commands/brackets.ts'
import { isolated } from '../ui/names.ts'
import { focusText } from './regions.ts'
import { FIRST_BRACKET, LAST_BRACKET } from './ways.svelte.ts'

interface Parts {
  articleId: string
  label: string
  lang: string
  /** Of the articles to go on into; null: this text alone. */
  charterId: string | null
  /** The article is marked deleted: nothing in it is open. */
  isDeleted: boolean
  editor(): Editor | null
  /** Blocks that are deleted by agreement: what stands in them is open for nobody (AG13). */
  deletedBlocks(): readonly string[]
  /** The page of an article with `fragment`; null: one stays in this article. */
  hrefOf(articleId: string, fragment: string): string | null
  leave(href: string): void
  say(words: string): void
}

export class BracketWays {
  readonly #parts: Parts
  /** Where one was brought last, as long as the caret stands there. */
  #last: { id: string; head: number } | null = null
  #asking = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The text without what is open for nobody. */
  #open(editor: Editor): ArticleDoc {
    const { isDeleted, deletedBlocks } = this.#parts
    const { content } = editor.state.doc.toJSON() as ArticleDoc
    const gone = deletedBlocks()
    return { type: 'doc', content: isDeleted ? [] : content.filter(({ attrs }) => !gone.includes(attrs.id)) }
  }

  /** The bracket with the caret. */
  #inHand({ state }: Editor): string | null {
    return this.#last?.head === state.selection.head ? this.#last.id : bracketAt(state)
  }

  #from(editor: Editor, doc: ArticleDoc, back: boolean): FromBracket {
    const { $head, head } = editor.state.selection
    const inHand = this.#inHand(editor)
    const isLast = this.#last?.head === head
    if (inHand !== null && (back || isLast) && bracketsInOrder(doc).some(({ id }) => id === inHand))
      return { bracketId: inHand }
    const block = editor.state.doc.child(Math.min($head.index(0), editor.state.doc.childCount - 1))
    return { blockId: attrsOf(block).id, at: $head.parentOffset }
  }

  /** To the next bracket, or the one before; where this text has no further one, into the next article that has, round the end. */
  async step(by: 1 | -1): Promise<void> {
    const { articleId, charterId, label, lang, hrefOf, leave, say } = this.#parts
    const editor = this.#parts.editor()
    if (!editor) return
    const back = by < 0
    const doc = this.#open(editor)
    const next = nextBracket(doc, this.#from(editor, doc, back), back)
    if (next) return this.#goTo(editor, doc, next)
    const asked = ++this.#asking
    let goOn: string | null = null
    let isElsewhere = charterId === null
    if (charterId !== null) {
      try {
        const articles = await fetchBracketed(charterId, lang)
        // what was done meanwhile goes before
        if (asked !== this.#asking || editor.isDestroyed) return
        const here = bracketsInOrder(doc).length
        // BD8: what is open in another language is open here
        goOn = nextBracketed(
          articles.map((one) =>
            one.id === articleId ? { ...one, openBrackets: Math.max(here, one.openBrackets) } : one,
          ),
          articleId,
          back,
        )
        isElsewhere = goOn !== null && goOn !== articleId
      } catch (error) {
        // without a line one goes round in this text, and nothing is said of others
        isElsewhere = true
        console.error('the brackets of the other articles could not be asked for', error)
      }
    }
    const href = goOn === null || goOn === articleId ? null : hrefOf(goOn, back ? LAST_BRACKET : FIRST_BRACKET)
    if (href !== null) return leave(href)
    const round = nextBracket(doc, null, back)
    if (round === null && goOn === articleId) return say(m.brackets_none_in_language({ label: isolated(label) }))
    if (round === null) return say(isElsewhere ? m.brackets_none_here() : m.brackets_none())
    if (!isElsewhere && round.id === this.#inHand(editor)) say(m.brackets_no_other())
    else this.#goTo(editor, doc, round)
  }

  /** To the bracket that an address asks for, where the text is shown by now. */
  arrive(fragment: string): void {
    const editor = this.#parts.editor()
    const doc = editor && this.#open(editor)
    const place = doc && nextBracket(doc, null, fragment === LAST_BRACKET)
    if (place) this.#goTo(editor, doc, place)
    // BD8: it may be another language that one was brought here for
    else if (doc) this.#parts.say(m.brackets_none_in_language({ label: isolated(this.#parts.label) }))
  }

  #goTo(editor: Editor, open: ArticleDoc, { id, blockId, from, to }: BracketPlace): void {
    const { label, say } = this.#parts
    this.#asking++
    const { view } = editor
    const { doc, tr } = view.state
    const index = doc.children.findIndex((block) => attrsOf(block).id === blockId)
    const start = startOfBlock(doc, index) + 1
    // in its words, where one writes; where nobody does no caret is seen, and they are selected
    const head = start + (editor.isEditable ? from + 1 : Math.max(from, 0))
    const anchor = editor.isEditable ? head : start + to
    view.dispatch(tr.setSelection(TextSelection.create(doc, anchor, head)))
    focusText(view)
    this.#last = { id, head }
    const sign = from < 0 ? null : view.nodeDOM(start + from)
    const element = sign instanceof Element ? sign : view.nodeDOM(start - 1)
    if (element instanceof Element) element.scrollIntoView({ block: 'center', behavior: 'instant' })
    const all = bracketsInOrder(open)
    say(m.brackets_here({ label: isolated(label), at: all.findIndex((one) => one.id === id) + 1, all: all.length }))
  }
}

/** The articles of a charter in order, each with how many brackets are open in it; throws where the server does not give them. */
async function fetchBracketed(charterId: string, lang: string): Promise<{ id: string; openBrackets: number }[]> {
  const all: { id: string; openBrackets: number }[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ lang, limit: '500', ...(cursor !== null && { cursor }) })
    const response: Response = await fetch(`/api/v1/charters/${encodeURIComponent(charterId)}/articles?${query}`)
    if (!response.ok) throw new Error(`the articles of ${charterId} could not be read`)
    const page = (await response.json()) as Page<ArticleView>
    all.push(
      ...page.items.map(({ id, openBrackets, deletedAt }) => ({
        id,
        openBrackets: deletedAt === null ? openBrackets : 0,
      })),
    )
    cursor = page.next
  } while (cursor !== null)
  return all
}
