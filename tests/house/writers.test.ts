/** LK4: whatever on the server writes into the text of an article holds what it writes against what is agreed there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../server')
/** Ways to write by the port of texts (context.ts). */
const WRITES = /\btexts\s*\.\s*(?:changeTogether|change|write|takeBack)\(/

const writers = readdirSync(root, { recursive: true, encoding: 'utf8' })
  // the port itself, and the rooms behind it
  .filter((file) => file.endsWith('.ts') && !/^(?:sync|text|store)\//.test(file))
  .filter((file) => WRITES.test(readFileSync(join(root, file), 'utf8')))

/** Held in the transaction that writes: by `reasonNotToWrite`, or by the rule itself (domain/locks.ts). */
const HOLDS = /\b(?:reasonNotToWrite|broken)\(/

/** Those that need not ask, and why. */
const WRITES_NO_ARTICLE: Record<string, string> = {
  'proposals/follow.ts': 'a proposal’s own text, which follows what stands in the article',
  'proposals/settle-held.ts': 'a proposal’s own text, where it collides',
  'proposals/take-in.ts': 'the own text of a proposal that is amended',
  'proposals/write-text.ts': 'a proposal’s own text; whether what it changes is agreed is asked when it is submitted',
}

test('they are found', () => {
  expect(writers).toEqual(expect.arrayContaining(['charter/restore-article.ts', 'charter/replace.ts']))
})

test('each holds what it writes against what is agreed', () => {
  const silent = writers.filter(
    (file) => !WRITES_NO_ARTICLE[file] && !HOLDS.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(silent).toEqual([])
})

test('nobody is excused who is not there', () => {
  expect(Object.keys(WRITES_NO_ARTICLE).filter((file) => !writers.includes(file))).toEqual([])
})
