/** LK4: whatever on the server writes into the text of an article holds what it writes against what is agreed there. */
import { expect, test } from 'vitest'
import { sourceOf, WRITES_NO_ARTICLE, writersOfTexts } from '../support/article-writers.ts'

const writers = writersOfTexts()

/** Held in the transaction that writes: by `reasonNotToWrite`, or by the rule itself (domain/locks.ts). */
const HOLDS = /\b(?:reasonNotToWrite|broken)\(/

test('they are found', () => {
  expect(writers).toEqual(expect.arrayContaining(['charter/restore-article.ts', 'charter/replace.ts']))
})

test('each holds what it writes against what is agreed', () => {
  const silent = writers.filter((file) => !WRITES_NO_ARTICLE[file] && !HOLDS.test(sourceOf(file)))
  expect(silent).toEqual([])
})

test('nobody is excused who is not there', () => {
  expect(Object.keys(WRITES_NO_ARTICLE).filter((file) => !writers.includes(file))).toEqual([])
})
