/**
 * AT4: who stands behind what leaves through one door (server/charter/attributed.ts). Whatever reads it from the database, to answer somebody, asks there whom
 * it may name.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What reads who stands behind something, or who said it. */
const READERS = [
  ...[
    'listBrackets',
    'listPastStands',
    'listDecisions',
    'listAllDecisions',
    'listContributions',
    'listPastFields',
    'listSponsors',
    'authorName',
  ],
  ...['listPositions', 'listConfirmations', 'objectedParty'],
]
/** Who reads it and answers nobody with it, or what everybody may know. */
const ANSWERS_NOBODY: Record<string, string> = {
  'server/proposals/count.ts': 'counts',
  'server/agreement/answer.ts': 'a delegation’s own answer',
  'server/agreement/board.ts': 'counts',
  'server/agreement/editorial-fix.ts': 'makes rows; see-fix.ts answers',
  'server/agreement/move-status.ts': 'makes rows and the record',
  'server/charter/bracket-rows.ts': 'keeps rows beside the text',
  'server/proposals/its-brackets.ts': 'decides where proposals move with their brackets',
  'server/charter/home-talks.ts': 'what waits for the own delegation; names none',
  'server/charter/import-talks.ts': 'makes rows of an imported file',
  'server/charter/past-comments.ts': 'makes rows of an imported file',
  'server/charter/public-positions.ts': 'what delegations made public themselves',
  'server/proposals/bracket.ts': 'makes rows; views.ts answers',
  'server/proposals/made-of.ts': 'decides who sees a proposal at all',
  'server/proposals/see.ts': 'decides who sees a proposal at all',
  'server/proposals/follow.ts': 'tells sponsors of their own',
  'server/proposals/lapse.ts': 'tells sponsors of their own',
  'server/charter/comments.ts': 'makes rows; threads are answered by threads.ts',
}

const files = readdirSync(join(ROOT, 'server'), { recursive: true, encoding: 'utf8' })
  .map((file) => `server/${file}`)
  .filter((file) =>
    /^server\/(charter|brackets|compilation|proposals|agreement|people|sittings|auth|sync)\/.*\.ts$/.test(file),
  )
const reads = (file: string): boolean => {
  const source = readFileSync(join(ROOT, file), 'utf8')
  return READERS.some((name) => new RegExp(`\\b${name}\\b`).test(source))
}

test('AT4: whoever reads who stands behind what asks whom the charter names', () => {
  const readers = files.filter(reads)
  expect(readers.length).toBeGreaterThan(5)
  const asks = (file: string): boolean => readFileSync(join(ROOT, file), 'utf8').includes('attributed.ts')
  expect(readers.filter((file) => !asks(file) && !(file in ANSWERS_NOBODY))).toEqual([])
})

test('AT4: what is said to answer nobody still reads', () => {
  expect(Object.keys(ANSWERS_NOBODY).filter((file) => !reads(file))).toEqual([])
})
