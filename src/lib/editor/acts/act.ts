/**
 * An act: one thing a person can do at the desk. Toolbar, menus, keys, palette and the guide are all drawn from the one list of acts
 * (registry.ts), so that what the guide says is what the keys do.
 */
import type { Editor, KeyboardShortcutCommand } from '@tiptap/core'
import type { Command, EditorState } from '@tiptap/pm/state'
import type { Binding } from '../binding/binding.ts'
import { readBrowser } from '../binding/browser.ts'
import { backToText } from '../regions.ts'

/** In the order of toolbar and guide. `typing`: keys only, not in toolbar or menus. */
export const GROUPS = ['history', 'words', 'structure', 'brackets', 'insert', 'go', 'view', 'typing'] as const
export type Group = (typeof GROUPS)[number]

/** Parts of the desk that open beside or over the text, one at a time; those who add one add its name. */
export const PANELS = [
  'reference',
  'typed',
  'find',
  'notes',
  'terms',
  'palette',
  'go-to',
  'guide',
  'counts',
  'move',
] as const
export type Panel = (typeof PANELS)[number]

/** What acts work on; the desk is one, and tests make their own. */
export interface ActContext {
  readonly editor: Editor | null
  readonly binding: Binding
  readonly lang: string
  /** Not the charter's original language: only words are edited here. */
  readonly isFollowing: boolean
  readonly isWritable: boolean
  /** The text is a proposal's own. */
  readonly isProposal?: boolean
  /** Begins a proposal to a paragraph, or of what becomes of a bracket; absent: not here, or not this person's to do. */
  readonly propose?: ((blockId: string, bracketId?: string | null) => void) | undefined
  /** Opens a panel; null closes the open one and goes back to the text. */
  show(panel: Panel | null): void
  /** What others write is held back; where there are others. */
  readonly isPaused?: boolean
  togglePause?(): void
  /** The focus, to the toolbar. */
  toToolbar(): void
  /** Tells the person something, also those who do not see the screen. */
  say?(words: string): void
  /** To the target of a reference, here or in another article. */
  openReference?(to: string): void
  /** Back to where the last reference was opened. */
  readonly hasWayBack?: boolean
  /** Copies the citation of the paragraph with the caret; null: not on this page. */
  readonly cite?: (() => void) | null
  /** What a defined term means; null: its definition is gone; undefined: not known yet. */
  meaningOf?(term: string): string | null | undefined
  goBack?(): void
  /** From bracket to bracket; absent: there is no way among them here. */
  readonly brackets?: { step(by: 1 | -1): unknown }
  /** To the thread of the words with the caret, else a comment on the selected words; from the margin back. Absent: there are no comments here. */
  readonly comments?: { fromKey(): void; step(by: 1 | -1): void } | null
}

export interface Act {
  /** Stable: tests and the page's `data-tool` use it. */
  name: string
  group: Group
  label: () => string
  /** As ProseMirror writes them (`Mod-Alt-f`); the first is shown. By language where its direction matters. */
  keys?: readonly string[] | ((lang: string) => readonly string[])
  /** Its keys work everywhere on the page, not in the text alone. */
  isForPage?: boolean
  /** Keys that work where nothing is typed: `?`. */
  pageKeys?: readonly string[]
  /** A short sign for the toolbar; without one it is in its group's menu only. */
  sign?: string
  /** Of the few that always stand in the toolbar; the others only where a person wants all of them there. */
  isAlwaysShown?: boolean
  /** Whether it makes sense while nothing may be written. */
  isForReaders?: boolean
  /** Changes blocks or brackets, which other languages take from the original one. */
  isStructure?: boolean
  /** Not in every language. */
  isFor?: (lang: string) => boolean
  /** Not in every text: recitals stand in a preamble. */
  isHere?: (state: EditorState) => boolean
  isOn?: (context: ActContext, state: EditorState) => boolean
  /** Whether there is something to do here and now; asked again with every transaction. */
  isEnabled?: (context: ActContext, state: EditorState) => boolean
  /** False: the key that called it may do what it does otherwise. */
  run: (context: ActContext, state: EditorState) => boolean
}

export const keysOf = (act: Act, lang: string): readonly string[] =>
  (typeof act.keys === 'function' ? act.keys(lang) : act.keys) ?? []

/** Whether this person may do it in this text at all. */
export const isOffered = (act: Act, { isFollowing, lang, editor }: ActContext): boolean =>
  !(act.isStructure && isFollowing) && (act.isFor?.(lang) ?? true) && (!editor || (act.isHere?.(editor.state) ?? true))

/** Whether it can be done now. */
export const isPossible = (act: Act, context: ActContext): boolean => {
  const { editor } = context
  if (editor === null || !isOffered(act, context)) return false
  if (!context.isWritable && act.isForReaders !== true) return false
  return act.isEnabled?.(context, editor.state) ?? true
}

/** Does it, from a toolbar, a menu or the palette. The focus goes back to the text unless the act has taken it. */
export function perform(act: Act, context: ActContext): boolean {
  if (context.editor === null) return false
  readBrowser(context.editor.view)
  if (!isPossible(act, context)) return false
  return act.run(context, context.editor.state)
}

/** The `run` of an act that is a ProseMirror command. */
export const byCommand =
  (command: Command): Act['run'] =>
  ({ editor }, state) => {
    const isDone = command(state, editor!.view.dispatch)
    if (isDone) backToText(editor)
    return isDone
  }

/**
 * Keys for Tiptap: what cannot be done now leaves the key to others, except Ctrl with a letter where the act is not offered:
 * the browser would do it in its own way, as italics in Arabic.
 */
export const shortcutsOf = (acts: readonly Act[], context: ActContext): Record<string, KeyboardShortcutCommand> =>
  Object.fromEntries(
    acts.flatMap((act) =>
      keysOf(act, context.lang).map(
        (key) => [key, () => (isOffered(act, context) ? perform(act, context) : /^Mod-[a-z]$/.test(key))] as const,
      ),
    ),
  )
