/** The two commands of a stranger: a shell that has run `node` once goes on with that one, though the set-up has just put another beside it. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
const afterSetUp = Object.entries(scripts).flatMap(([name, line]) => {
  const [, rest] = /set-up\.js[^&]*&& (.+)$/.exec(line) ?? []
  return rest === undefined ? [] : [{ name, rest }]
})

it('whatever follows the set-up looks for the pinned Node anew', () => {
  expect(afterSetUp.map(({ name }) => name)).toEqual(expect.arrayContaining(['demo', 'test']))
  for (const { name, rest } of afterSetUp) expect(rest, name).toMatch(/^exec node [^&]+$/)
})
