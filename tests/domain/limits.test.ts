/** The limits of the sync engine: one table in the code, the same in words. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fullness, SYNC_LIMITS } from '../../src/lib/domain/limits.ts'
import { readConfig } from '../../server/config.ts'

const textOf = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')

/** A limit as the table writes it: its unit is told by the end of its name. */
function written(name: string, value: number): string {
  if (name.endsWith('Bytes')) {
    const [size, unit] = value >= 1024 ** 2 ? [value / 1024 ** 2, 'MiB'] : [value / 1024, 'KiB']
    return `${size} ${unit}`
  }
  if (name.endsWith('Ms')) return `${value / 1000} s`
  if (name.endsWith('Seconds')) return `${value} s`
  if (name.endsWith('Percent')) return `${value} %`
  if (name.endsWith('PerSecond')) return `${value}/s`
  return value.toLocaleString('en')
}

describe('SY19: the table of limits', () => {
  const table = textOf('docs/limits.md')
  const rows = [...table.matchAll(/^\|[^|]+\|([^|]+)\| `(\w+)` +\|([^|]+)\|/gm)].map(([, number, name, variable]) => ({
    name: name!,
    number: number!.trim(),
    variable: variable!.trim().replaceAll('`', ''),
  }))
  it('has every limit of the code once, with its number', () => {
    expect(rows.map(({ name, number }) => [name, number]).sort()).toEqual(
      Object.entries(SYNC_LIMITS)
        .map(([name, value]) => [name, written(name, value)])
        .sort(),
    )
  })
  it('names the variables that change them, and no others do', () => {
    const names = [...new Set(rows.flatMap(({ variable }) => variable || []))]
    for (const name of names) {
      const changed = readConfig({ [name]: '7' }).limits
      const moved = Object.keys(SYNC_LIMITS).filter(
        (key) => changed[key as keyof typeof SYNC_LIMITS] !== SYNC_LIMITS[key as keyof typeof SYNC_LIMITS],
      )
      expect(moved.sort()).toEqual(rows.flatMap((row) => (row.variable === name ? row.name : [])).sort())
      expect(textOf('docs/operate.md')).toContain(`\`${name}\``)
    }
    expect(names).toHaveLength(4)
  })
})

describe('SY17: how full an article is', () => {
  it('in whole percent, from three quarters on', () => {
    const limits = { articleBytes: 1_000, nearlyFullPercent: 75 }
    expect([0, 749, 750, 759, 760, 1_000, 1_005].map((bytes) => fullness(bytes, limits))).toEqual([
      0, 0, 75, 75, 76, 100, 100,
    ])
  })
})
