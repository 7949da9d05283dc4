import { expect, it } from 'vitest'
import { Pace } from '../../../server/sync/pace.ts'

it('SY8: four seconds’ worth at once, then a rest as long as what came too early', () => {
  const pace = new Pace(50, 4, 0)
  for (let i = 0; i < 200; i++) expect(pace.take(0)).toBe(0)
  expect(pace.take(0)).toBe(20)
  expect(pace.take(0)).toBe(40)
  expect(pace.take(60)).toBe(0)
  // a long silence earns one burst, not two
  for (let i = 0; i < 200; i++) expect(pace.take(1_000_000)).toBe(0)
  expect(pace.take(1_000_000)).toBe(20)
})
