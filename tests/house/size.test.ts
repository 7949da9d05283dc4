/** Small rooms: one idea a file. One that is longer says why in its first line. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const LONGEST = 250
const root = join(import.meta.dirname, '../..')

test(`a file of more than ${LONGEST} lines says why in its first line`, () => {
  const files = execFileSync('git', ['ls-files', 'src', 'server', 'migrations', 'messages', 'tests'], { cwd: root })
    .toString()
    .split('\n')
    .filter((path) => /\.(?:ts|svelte|css)$/.test(path) && existsSync(join(root, path)))
  expect(files.length).toBeGreaterThan(500)
  const silent = files.filter((path) => {
    const lines = readFileSync(join(root, path), 'utf8').trimEnd().split('\n')
    return lines.length > LONGEST && !/ver 250 lines\b/.test(lines[0]!)
  })
  expect(silent).toEqual([])
})
