/** Labels of options, by which files and people tell them apart (rules BD3, BR6). */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextLabel, ownLabels } from '#lib/domain/option-labels.ts'

it('BD3: an alternative is called by how many there are, or what is free behind that', () => {
  expect(nextLabel([])).toBe('Alt 2')
  expect(nextLabel([''])).toBe('Alt 2')
  expect(nextLabel(['Alt 2'])).toBe('Alt 3')
  expect(nextLabel(['Alt 1', 'Alt 2', 'Alt 3'])).toBe('Alt 4')
  // two of three were merged
  expect(nextLabel(['Alt 1', 'Alt 3'])).toBe('Alt 4')
  expect(nextLabel(['Alt 3', 'Alt 4', 'Alt 5'])).toBe('Alt 6')
  expect(nextLabel(['Alt 1', 'Alt 2'], (n) => `Var. ${n}`)).toBe('Var. 3')
})

it('BD3, BR6: of two alike the first keeps its label, and whoever has none gets one by its place', () => {
  expect(ownLabels(['Alt 1', 'Alt 3', 'Alt 3'])).toEqual(['Alt 1', 'Alt 3', 'Alt 4'])
  expect(ownLabels(['', 'Alt 1'])).toEqual(['Alt 2', 'Alt 1'])
  expect(ownLabels(['Alt 2', 'Alt 2', 'Alt 2', 'Alt 3'])).toEqual(['Alt 2', 'Alt 4', 'Alt 5', 'Alt 3'])
  expect(ownLabels(['text', '', ''])).toEqual(['text', 'Alt 2', 'Alt 3'])
})

it('BD3: whatever the labels were, each is its own afterwards, what was its own stays, and one more differs from all', () => {
  const label = fc.constantFrom('', 'text', 'Compromise', ...[1, 2, 3, 4, 5].map((n) => `Alt ${n}`))
  fc.assert(
    fc.property(fc.array(label, { maxLength: 6 }), (labels) => {
      const own = ownLabels(labels)
      expect(new Set(own).size).toBe(labels.length)
      expect(own).not.toContain('')
      for (const [i, one] of labels.entries()) if (one !== '' && labels.indexOf(one) === i) expect(own[i]).toBe(one)
      expect(ownLabels(own)).toEqual(own)
      expect(own).not.toContain(nextLabel(own))
      expect(labels).not.toContain(nextLabel(labels))
    }),
  )
})
