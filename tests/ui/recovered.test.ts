/** TX29: words that came too late for their place, beside what the page told of them by itself: told once, and put away by their reader alone. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Stray } from '../../src/lib/editor/binding/strays.ts'
import type { RecoveredWords } from '../../src/lib/domain/contract.ts'
import { Recovered } from '../../src/lib/editor/recovered.svelte.ts'

const words = (id: string, text: string, blockId = 'p'): RecoveredWords => ({
  id,
  documentId: 'd',
  articleId: 'a',
  lang: 'en',
  blockId,
  isThere: false,
  option: null,
  words: text,
  standsIn: 'h',
  at: '2026-03-01T09:30:00.000Z',
})
const stray = (kind: Stray['kind'], text: string): Stray => ({ kind, blockId: 'p', words: text })

let waiting: RecoveredWords[]
let putAway: string[]
let isDown: boolean
let strays: Stray[]
let announced: string[]
let failures: number
beforeEach(() => {
  waiting = []
  putAway = []
  isDown = false
  strays = []
  announced = []
  failures = 0
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    if (isDown) return Promise.reject(new TypeError('no line'))
    if (init?.method !== 'POST') return Promise.resolve(Response.json({ items: waiting, next: null }))
    const id = /recovered\/(.*)\/dismiss$/.exec(path)![1]!
    putAway.push(`${id} ${new Headers(init.headers).get('concord-person')}`)
    waiting = waiting.filter((one) => one.id !== id)
    return Promise.resolve(new Response(null, { status: 204 }))
  })
})
afterEach(() => vi.unstubAllGlobals())

const desk = (first: RecoveredWords[] = []): Recovered =>
  new Recovered({
    articleId: 'a',
    documentId: 'd',
    person: 'ann',
    first,
    strays: () => strays,
    drop: (one) => (strays = strays.filter((other) => other !== one)),
    announce: ({ parts }) => announced.push(parts.map((part) => part.words).join('')),
    failed: () => failures++,
  })
const shown = (recovered: Recovered): string[] =>
  recovered.lost.map(({ parts }) => parts.map((part) => part.words).join(''))

it('TX29: what the page was given with, then what the server has news of, by place; of this text alone', async () => {
  const recovered = desk([words('1', 'old')])
  expect(shown(recovered)).toEqual(['old'])
  waiting = [
    words('1', 'old'),
    words('2', ' and new'),
    words('3', 'elsewhere', 'q'),
    { ...words('4', 'x'), documentId: 'e' },
  ]
  await recovered.refresh()
  expect(shown(recovered)).toEqual(['old and new', 'elsewhere'])
  expect(announced).toEqual(['old and new', 'elsewhere'])
  await recovered.refresh()
  expect(announced).toHaveLength(2)
})

it('TX29: takes the place of the passing notice of words that stayed behind, whichever comes first, and does not say it again', async () => {
  waiting = [words('1', 'typed … late')]
  strays = [stray('removed', 'typed late'), stray('gone', 'typed late')]
  const recovered = desk()
  await recovered.refresh()
  expect(strays.map(({ kind }) => kind)).toEqual(['gone'])
  expect([shown(recovered), announced]).toEqual([['typed … late'], []])

  expect(recovered.tells(stray('back-removed', 'typed late'))).toBe(true)
  expect(recovered.tells(stray('removed', 'other words'))).toBe(false)
  expect(recovered.tells(stray('gone', 'typed late'))).toBe(false)
  expect(putAway).toEqual([])
})

it.each(['moved', 'back-moved'] as const)(
  'TX29: words that followed (%s) are put away, whichever comes first',
  async (kind) => {
    const before = desk([words('1', 'typed')])
    expect(before.tells(stray(kind, 'typed'))).toBe(false)
    expect(shown(before)).toEqual([])
    const after = desk()
    expect(after.tells(stray(kind, 'typed'))).toBe(false)
    waiting = [words('2', 'typed')]
    await after.refresh()
    expect(shown(after)).toEqual([])
    expect(putAway).toEqual(['1 ann', '2 ann'])
    expect(announced).toEqual([])
  },
)

it('TX29: a passing notice that was closed has been read', async () => {
  waiting = [words('1', 'typed')]
  const recovered = desk()
  recovered.read(stray('removed', 'typed'))
  await recovered.refresh()
  expect([shown(recovered), putAway]).toEqual([[], ['1 ann']])
})

it('TX29: put away in its reader’s name; without a line it comes back, and the reader is told', async () => {
  const recovered = desk([words('1', 'a'), words('2', 'b')])
  isDown = true
  vi.spyOn(console, 'error').mockImplementation(() => {})
  await recovered.putAway(recovered.lost[0]!)
  expect([shown(recovered), failures]).toEqual([['ab'], 1])
  isDown = false
  await recovered.putAway(recovered.lost[0]!)
  expect([shown(recovered), failures, putAway]).toEqual([[], 1, ['1 ann', '2 ann']])
  vi.restoreAllMocks()
})
