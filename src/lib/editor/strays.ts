/** What is said to whoever wrote in a paragraph that others moved or removed under their hands (rules TX24, TX25, TX29, TX38). */
import { m } from '#lib/paraglide/messages.js'
import type { RecoveredWords } from '../domain/contract.ts'
import type { Stray } from './binding/strays.ts'

export function strayText({ kind }: Pick<Stray, 'kind'>): string {
  if (kind === 'moved') return m.editor_stray_moved()
  if (kind === 'removed') return m.editor_stray_removed()
  if (kind === 'gone') return m.editor_stray_gone()
  return kind === 'back-moved' ? m.editor_stray_back_moved() : m.editor_stray_back_removed()
}

/** TX29: what became of the place of words that came too late for it. */
export function lostText({ option, isThere }: Pick<RecoveredWords, 'option' | 'isThere'>): string {
  if (option !== null) return m.recovered_option()
  return isThere ? m.recovered_moved() : m.recovered_removed()
}
