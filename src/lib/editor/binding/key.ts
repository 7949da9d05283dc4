import { PluginKey, type Transaction } from '@tiptap/pm/state'
import type { DecorationSet } from '@tiptap/pm/view'

export interface BindingState {
  /** Local transactions that the Y.Text does not say yet. */
  queue: readonly Transaction[]
  carets: DecorationSet
}
/** Meta of transactions that come from the text, or that redraw the carets of others. */
export interface BindingMeta {
  isRemote?: boolean
  hasNewCarets?: boolean
}
export const bindingKey = new PluginKey<BindingState>('article')
