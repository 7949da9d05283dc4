import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exportCharter, type CharterData } from '../../../server/exchange/export.ts'
import type { CharterFile } from '../../../server/exchange/format.ts'
import { readCharterFile } from '../../../server/exchange/sample.ts'

const bytes = readFileSync(new URL('../../../server/exchange/sample-charter.json', import.meta.url), 'utf8')
const sample = (): CharterFile => JSON.parse(bytes) as CharterFile

/** What a charter holds right after the import of a file. */
function imported(file: unknown): CharterData {
  const read = readCharterFile(file)
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  const { contributions, ...plan } = read.value
  return { ...plan, slug: 'universal-charter', contributions: contributions.map(({ data }) => data) }
}

test('EX9: the sample comes back byte for byte', () => {
  expect(JSON.stringify(exportCharter(imported(sample())), null, 1)).toBe(bytes)
})

test('EX9: and does so from its rows alone, when the file was not kept', () => {
  const { articles, ...kept } = sample()
  expect(articles).toHaveLength(21)
  const data = { ...imported(sample()), source: kept as CharterFile }
  expect(JSON.stringify(exportCharter(data), null, 1)).toBe(bytes)
})
