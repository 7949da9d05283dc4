/** How a key is written for people: `Mod-Alt-ArrowUp` is Ctrl+Alt+↑, with ⌘ and ⌥ on Apple's machines. */

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
}
const APPLE: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' }

const isApple = (): boolean => typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform)

/** The name of a key for menus and the guide. */
export function keyWords(key: string, onApple: boolean = isApple()): string {
  const parts = key.split(/-(?!$)/)
  const last = parts.pop()!
  const name = NAMES[last] ?? (last.length === 1 ? last.toUpperCase() : last)
  if (onApple) return [...parts.map((part) => APPLE[part] ?? part), name].join('')
  return [...parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)), name].join('+')
}

/** The same as `aria-keyshortcuts` writes it. */
export const ariaKey = (key: string, onApple: boolean = isApple()): string =>
  key
    .split(/-(?!$)/)
    .map((part) => (part === 'Mod' ? (onApple ? 'Meta' : 'Control') : part === 'Ctrl' ? 'Control' : part))
    .join('+')
