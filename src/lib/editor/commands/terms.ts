// Over 250 lines: words that define and words that use are two sides of one idea.
/**
 * Defined terms in the editor (rules DT*): words that define, words that use, and what the charter says they mean.
 * Marks `def` and `term` are words' own; what they say is in domain/defined-terms.ts.
 */
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection, type Command, type EditorState } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { ArticleDoc } from '../../domain/article.ts'
import type { DefinedTerm } from '../../domain/contract.ts'
import { definitionsIn, usesIn, type Definition, type TermUse } from '../../domain/defined-terms.ts'
import { readBrowser } from '../binding/browser.ts'
import { newId } from '../binding/ids.ts'

const asArticle = (doc: Node): ArticleDoc => doc.toJSON() as ArticleDoc

const defined = new WeakMap<Node, readonly Definition[]>()
/** What the article on the screen defines. */
export function definitionsOf(doc: Node): readonly Definition[] {
  const known = defined.get(doc)
  if (known) return known
  const found = hasMark(doc, 'def') ? definitionsIn(asArticle(doc)) : []
  defined.set(doc, found)
  return found
}

/** Uses in the article on the screen, with places in its blocks. */
export const usesOf = (doc: Node, lang: string, terms: readonly { id: string; words: string }[]): TermUse[] =>
  usesIn(asArticle(doc), lang, terms)

function hasMark(doc: Node, name: string): boolean {
  let has = false
  doc.descendants((node) => {
    has ||= node.marks.some((mark) => mark.type.name === name)
    return !has && !node.isInline
  })
  return has
}

/** Words of one block that are selected; null: none, or more than one block. */
function selected({ selection }: EditorState): { from: number; to: number } | null {
  const { from, to, empty, $from, $to } = selection
  if (empty || $from.depth === 0 || $from.parent !== $to.parent) return null
  return $from.parent.textBetween($from.parentOffset, $to.parentOffset).trim() === '' ? null : { from, to }
}
export const hasSelectedWords = (state: EditorState): boolean => selected(state) !== null

/** DT5: the selected words define a term, a new one or one that other languages define. Another definition of it here ends. */
export const defineTerm =
  (id: string = newId()): Command =>
  (state, dispatch) => {
    const words = selected(state)
    if (!words) return false
    const tr = state.tr
    const mark = state.schema.mark('def', { id })
    tr.removeMark(0, tr.doc.content.size, mark)
    tr.removeMark(words.from, words.to, state.schema.marks['term'])
    dispatch?.(tr.addMark(words.from, words.to, mark))
    return true
  }

/** DT5: its words define the term no longer; uses stay and are shown as without a definition. */
export const undefineTerm =
  (id: string): Command =>
  (state, dispatch) => {
    if (!definitionsOf(state.doc).some((one) => one.id === id)) return false
    dispatch?.(state.tr.removeMark(0, state.doc.content.size, state.schema.mark('def', { id })))
    return true
  }

/** DT6: the selected words, or those between two places, use a term. */
export const linkTerm =
  (to: string, place?: { from: number; to: number }): Command =>
  (state, dispatch) => {
    const words = place ?? selected(state)
    if (!words) return false
    dispatch?.(state.tr.addMark(words.from, words.to, state.schema.mark('term', { to })))
    return true
  }

/** The run of words that carries one mark around the caret. */
function runAt(state: EditorState, name: 'term' | 'def'): { from: number; to: number; id: string } | null {
  const { $head } = state.selection
  if ($head.depth === 0) return null
  const near = [$head.nodeBefore, $head.nodeAfter].flatMap((node) => node?.marks ?? [])
  const mark = near.find((one) => one.type.name === name)
  if (!mark) return null
  const start = $head.start()
  let run: { from: number; to: number } | null = null
  $head.parent.forEach((node, offset) => {
    if (!mark.isInSet(node.marks)) return
    const [from, to] = [start + offset, start + offset + node.nodeSize]
    if (run?.to === from) run.to = to
    else if (run === null || run.to < $head.pos) run = { from, to }
  })
  const found = run as { from: number; to: number } | null
  return found && { ...found, id: (mark.attrs['to'] ?? mark.attrs['id']) as string }
}

/** The term that the words at the caret use or define. */
export const termAt = (state: EditorState): string | null => (runAt(state, 'term') ?? runAt(state, 'def'))?.id ?? null

/** DT6: the words at the caret, or all selected ones, use no term any more. */
export const unlinkTerm: Command = (state, dispatch) => {
  const { from, to, empty } = state.selection
  const range = empty ? runAt(state, 'term') : { from, to }
  if (!range || !state.doc.rangeHasMark(range.from, range.to, state.schema.marks['term']!)) return false
  dispatch?.(state.tr.removeMark(range.from, range.to, state.schema.marks['term']))
  return true
}

/** Where a use stands in the document; null: its block is gone. */
export function placeOf(doc: Node, use: Pick<TermUse, 'block' | 'from' | 'to'>): { from: number; to: number } | null {
  let found: { from: number; to: number } | null = null
  doc.forEach((block, pos) => {
    if (found === null && block.attrs['id'] === use.block && use.to <= block.content.size)
      found = { from: pos + 1 + use.from, to: pos + 1 + use.to }
  })
  return found
}

/** Selects the words of a use. */
export const goToUse =
  (use: Pick<TermUse, 'block' | 'from' | 'to'>): Command =>
  (state, dispatch) => {
    const place = placeOf(state.doc, use)
    if (!place) return false
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, place.from, place.to)).scrollIntoView())
    return true
  }

const withFirst = (words: string, like: string, lang: string): string => {
  const [first = '', ...rest] = [...words]
  const [model = ''] = [...like]
  const isUpper = model !== model.toLocaleLowerCase(lang)
  return (isUpper ? first.toLocaleUpperCase(lang) : first) + rest.join('')
}

/**
 * DT7: new words for a term in this article, in one step: where it is defined, and where linked words are exactly the old ones (their first
 * letter in either case). Everything else is for people to look at.
 */
export const renameTerm =
  (id: string, old: string, fresh: string, lang: string): Command =>
  (state, dispatch) => {
    const words = fresh.trim().normalize('NFC')
    if (words === '' || words === old) return false
    const lower = (text: string): string => withFirst(text, '', lang).toLocaleLowerCase(lang)
    const rest = (text: string): string => [...text].slice(1).join('')
    const isSame = (text: string): boolean =>
      rest(text) === rest(old) && lower([...text][0] ?? '') === lower([...old][0] ?? '')
    const places: { from: number; to: number; text: string }[] = []
    for (const { id: term, block, words: text } of definitionsOf(state.doc)) {
      if (term !== id) continue
      state.doc.forEach((node, pos) => {
        if (node.attrs['id'] !== block) return
        const marked = { from: Infinity, to: 0 }
        node.forEach((inline, offset) => {
          if (!inline.marks.some((mark) => mark.type.name === 'def' && mark.attrs['id'] === id)) return
          marked.from = Math.min(marked.from, pos + 1 + offset)
          marked.to = pos + 1 + offset + inline.nodeSize
        })
        if (marked.to - marked.from === text.length) places.push({ ...marked, text })
      })
    }
    for (const use of usesOf(state.doc, lang, [])) {
      const place = use.term === id && isSame(use.words) ? placeOf(state.doc, use) : null
      if (place) places.push({ ...place, text: use.words })
    }
    if (places.length === 0) return false
    const tr = state.tr
    for (const { from, to, text } of places.sort((a, b) => b.from - a.from)) {
      const marks = state.doc.resolve(from).nodeAfter?.marks ?? []
      tr.replaceWith(from, to, state.schema.text(text === old ? words : withFirst(words, text, lang), marks))
    }
    dispatch?.(tr)
    return true
  }

/** What the charter's terms mean, as the server told; null until it has. */
export class CharterTerms {
  #terms: readonly DefinedTerm[] | null = null
  readonly #read: () => Promise<readonly DefinedTerm[]>
  readonly #watchers = new Set<() => void>()
  #asked: Promise<void> | null = null

  constructor(read: () => Promise<readonly DefinedTerm[]>) {
    this.#read = read
  }

  get all(): readonly DefinedTerm[] | null {
    return this.#terms
  }

  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange)
    return () => this.#watchers.delete(onChange)
  }

  /** Asks the server anew; what is asked already is not asked twice. Throws where it does not answer. */
  load(): Promise<void> {
    this.#asked ??= this.#read().then(
      (terms) => {
        this.#terms = terms
        this.#asked = null
        for (const changed of this.#watchers) changed()
      },
      (error: unknown) => {
        this.#asked = null
        throw error
      },
    )
    return this.#asked
  }

  /** The paragraph that defines a term, in this language where there is one; null: nothing does; undefined: not known yet. */
  meaningOf(id: string, lang: string, doc: Node): string | null | undefined {
    const here = definitionsOf(doc).find((one) => one.id === id)
    if (here) return here.text
    if (this.#terms === null) return undefined
    const definitions = this.#terms.find((term) => term.id === id)?.definitions ?? []
    return (definitions.find((one) => one.lang === lang) ?? definitions[0])?.text ?? null
  }
}

function draw(doc: Node, lang: string, terms: CharterTerms, dangling: string): DecorationSet {
  const drawn: Decoration[] = []
  doc.descendants((node, pos) => {
    const mark = node.marks.find((one) => one.type.name === 'term')
    if (mark) {
      const meaning = terms.meaningOf(mark.attrs['to'] as string, lang, doc)
      if (meaning !== undefined)
        drawn.push(
          Decoration.inline(pos, pos + node.nodeSize, {
            title: meaning ?? dangling,
            class: meaning === null ? 'term-dangling' : 'term-known',
          }),
        )
    }
    return !node.isInline
  })
  return DecorationSet.create(doc, drawn)
}

/** Shows what a linked term means to whoever points at it, and which have lost their definition. Asks the server when the first is seen. */
export function termsPlugin(lang: string, terms: CharterTerms, dangling: string): Plugin<DecorationSet> {
  const key = new PluginKey<DecorationSet>('terms')
  const fresh = (doc: Node): DecorationSet =>
    hasMark(doc, 'term') ? draw(doc, lang, terms, dangling) : DecorationSet.empty
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_, state) => fresh(state.doc),
      apply: (tr, drawn) => (tr.docChanged || tr.getMeta(key) === 'told' ? fresh(tr.doc) : drawn),
    },
    props: { decorations: (state) => key.getState(state) },
    view: (view) => {
      const stop = terms.watch(() => {
        readBrowser(view)
        view.dispatch(view.state.tr.setMeta(key, 'told'))
      })
      const ask = (doc: Node): void => {
        if (terms.all !== null || !hasMark(doc, 'term')) return
        terms.load().catch((error: unknown) => console.error('defined terms could not be read', error))
      }
      ask(view.state.doc)
      return {
        update: (now, before) => void (now.state.doc !== before.doc && ask(now.state.doc)),
        destroy: stop,
      }
    },
  })
}
