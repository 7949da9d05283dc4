import { describe, expect, it } from 'vitest'
import { ATTRIBUTIONS, reveals, showsNotes, shownParties } from '#lib/domain/attribution.ts'

describe('whom a charter names', () => {
  it('AT1: by name, in the order in which they came', () => {
    expect(shownParties('full', null, ['D02', 'D01'])).toEqual({ parties: ['D02', 'D01'], areOthers: false })
  })
  it('AT2: that others do, and not how many; or nothing', () => {
    expect(shownParties('group', null, ['D02', 'D01'])).toEqual({ parties: [], areOthers: true })
    expect(shownParties('group', null, [])).toEqual({ parties: [], areOthers: false })
    expect(shownParties('none', null, ['D02', 'D01'])).toEqual({ parties: [], areOthers: false })
  })
  it('AT3: one’s own delegation always', () => {
    for (const setting of ATTRIBUTIONS) expect(shownParties(setting, 'D01', ['D02', 'D01']).parties).toContain('D01')
    expect(shownParties('group', 'D01', ['D01'])).toEqual({ parties: ['D01'], areOthers: false })
    expect(shownParties('none', 'D01', ['D02', 'D01'])).toEqual({ parties: ['D01'], areOthers: false })
  })
  it('AT4: notes, which may name anybody, where everybody is named', () => {
    expect(ATTRIBUTIONS.filter(showsNotes)).toEqual(['full'])
  })
  it('AT5: to show more takes two, to show less takes one', () => {
    expect(reveals('none', 'full')).toBe(true)
    expect(reveals('group', 'full')).toBe(true)
    expect(reveals('none', 'group')).toBe(true)
    expect(reveals('full', 'none')).toBe(false)
    expect(reveals('full', 'full')).toBe(false)
  })
})
