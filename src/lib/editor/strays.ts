/** What is said to whoever wrote in a paragraph that others moved or removed under their hands (rules TX24, TX25, TX38). */
import { m } from '#lib/paraglide/messages.js'
import type { Stray } from './binding/strays.ts'

export function strayText({ kind }: Pick<Stray, 'kind'>): string {
  if (kind === 'moved') return m.editor_stray_moved()
  if (kind === 'removed') return m.editor_stray_removed()
  if (kind === 'gone') return m.editor_stray_gone()
  return kind === 'back-moved' ? m.editor_stray_back_moved() : m.editor_stray_back_removed()
}
