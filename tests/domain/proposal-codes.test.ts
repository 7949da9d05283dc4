/** PS30: codes and the numbers of articles that have moved on. */
import { expect, test } from 'vitest'
import { hasOtherStem } from '#lib/domain/proposal.ts'

test('PS30: a code tells that its article had another number, and that of an amendment, too', () => {
  for (const [code, number] of [
    ['ART-7/P-3', '7'],
    ['ART-7/P-3/A-1', '7'],
    ['ART-14bis/P-1', '14 bis'],
    ['PRE/P-2', null],
    [null, '7'],
  ] as const)
    expect(hasOtherStem(code, number), `${code}`).toBe(false)
  for (const [code, number] of [
    ['ART-7/P-3', '8'],
    ['ART-7/P-3/A-1', '8'],
    ['ART-7/P-3', '7 bis'],
    ['ART-14/P-1', '1'],
    ['ART-1/P-1', '14'],
    ['ART-14bis/P-1', '16'],
  ] as const)
    expect(hasOtherStem(code, number), code).toBe(true)
})
