/** The list of acts: what toolbar, menus, keys, palette and guide are drawn from. */
import { describe, expect, it } from 'vitest'
import { GROUPS, isOffered, keysOf, type ActContext } from '#lib/editor/acts/act.ts'
import { ariaKey, keyWords } from '#lib/editor/acts/keys.ts'
import { ACTS } from '#lib/editor/acts/registry.ts'

const contextIn = (lang: string, isFollowing: boolean) => ({ lang, isFollowing }) as ActContext

describe('acts', () => {
  it('have names of their own, a label, and stand group by group', () => {
    expect(new Set(ACTS.map(({ name }) => name)).size).toBe(ACTS.length)
    expect(ACTS.filter((act) => act.label().trim() === '')).toEqual([])
    const order = ACTS.map(({ group }) => GROUPS.indexOf(group))
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  it.each(['en', 'fr', 'ar'])('no key does two things in %s', (lang) => {
    const keys = ACTS.filter((act) => isOffered(act, contextIn(lang, false))).flatMap((act) => keysOf(act, lang))
    const norm = keys.map((key) =>
      key
        .split(/-(?!$)/)
        .sort()
        .join('-'),
    )
    expect(norm.filter((key, i) => norm.indexOf(key) !== i)).toEqual([])
  })

  it('that change blocks and brackets are not offered where these follow another language', () => {
    const offered = ACTS.filter((act) => isOffered(act, contextIn('ar', true))).map(({ name }) => name)
    expect(offered).toContain('bold')
    expect(offered.filter((name) => ['deeper', 'up', 'alternatives', 'option', 'italic'].includes(name))).toEqual([])
  })

  it('write their keys as keyboards do', () => {
    expect(keyWords('Mod-Alt-ArrowUp', false)).toBe('Ctrl+Alt+↑')
    expect(keyWords('Mod-Alt-f', true)).toBe('⌘⌥F')
    expect(keyWords('Mod--', false)).toBe('Ctrl+-')
    expect(ariaKey('Mod-Shift-z', false)).toBe('Control+Shift+z')
  })
})
