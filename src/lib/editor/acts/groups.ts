/** The names of groups, for menus, the palette and the guide; and their signs where there is no room for names. */
import { m } from '#lib/paraglide/messages.js'
import type { Group } from './act.ts'

export const GROUP_NAMES: Record<Group, () => string> = {
  history: m.group_history,
  words: m.group_words,
  structure: m.group_structure,
  brackets: m.group_brackets,
  insert: m.group_insert,
  go: m.group_go,
  view: m.group_view,
  typing: m.group_typing,
}

export const GROUP_SIGNS: Record<Group, string> = {
  history: '↶',
  words: 'B',
  structure: '¶',
  brackets: '[ ]',
  insert: '+',
  go: '⌕',
  view: 'Aa',
  typing: '⏎',
}
