/** The list of rules and what is said of it: every rule has a test that names it, and nobody cites a rule that is not there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const LIST = 'src/lib/domain/RULES.md'
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\.(?:ts|js|svelte|md)$/.test(file) && !file.includes('paraglide') && file !== LIST)

const rules = [...textOf(LIST).matchAll(/^- \*\*([A-Z]{1,3}\d+)\*\*/gm)].map(([, id]) => id!)
const prefixes = new Set(rules.map((id) => id.replace(/\d+$/, '')))

/** Ids that a text names, `PA1-PA8` as eight. */
function named(text: string): Set<string> {
  const ids = new Set<string>()
  for (const [, prefix, first, last] of text.matchAll(/\b([A-Z]{1,3})(\d{1,2})(?:[-–](?:\1)?(\d{1,2}))?\b/g))
    if (prefixes.has(prefix!)) for (let n = Number(first); n <= Number(last ?? first); n++) ids.add(`${prefix}${n}`)
  return ids
}

test('every rule stands in the list once', () => {
  expect(rules.length).toBeGreaterThan(300)
  expect(rules.filter((id, i) => rules.indexOf(id) !== i)).toEqual([])
})

test('every rule is named by a test', () => {
  const tested = new Set(filesIn('tests').flatMap((file) => [...named(textOf(file))]))
  expect(rules.filter((id) => !tested.has(id))).toEqual([])
})

test('no rule is cited that the list has not', () => {
  const known = new Set(rules)
  const wrong = ['src', 'server', 'migrations', 'docs', 'tests']
    .flatMap(filesIn)
    .flatMap((file) => [...named(textOf(file))].filter((id) => !known.has(id)).map((id) => `${file}: ${id}`))
  expect(wrong).toEqual([])
})
