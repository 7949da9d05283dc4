/** How a key is written for people: `Mod-Alt-ArrowUp` is Ctrl+Alt+↑, with ⌘ and ⌥ on Apple's machines. */
import { m } from '#lib/paraglide/messages.js'

const ARROWS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }
/** As keyboards of the reader's language are printed. */
const NAMES: Record<string, () => string> = {
  Backspace: m.key_backspace,
  Delete: m.key_delete,
  End: m.key_end,
  Enter: m.key_enter,
  Escape: m.key_escape,
  Home: m.key_home,
  Shift: m.key_shift,
}
const APPLE: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' }

const isApple = (): boolean => typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform)

/** The name of a key for menus and the guide. */
export function keyWords(key: string, onApple: boolean = isApple()): string {
  const parts = key.split(/-(?!$)/)
  const last = parts.pop()!
  const name = ARROWS[last] ?? NAMES[last]?.() ?? (last.length === 1 ? last.toUpperCase() : last)
  if (onApple) return [...parts.map((part) => APPLE[part] ?? part), name].join('')
  return [...parts.map((part) => (part === 'Mod' ? 'Ctrl' : (NAMES[part]?.() ?? part))), name].join('+')
}

/** The same as `aria-keyshortcuts` writes it. */
export const ariaKey = (key: string, onApple: boolean = isApple()): string =>
  key
    .split(/-(?!$)/)
    .map((part) => (part === 'Mod' ? (onApple ? 'Meta' : 'Control') : part === 'Ctrl' ? 'Control' : part))
    .join('+')
