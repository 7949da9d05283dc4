// @vitest-environment jsdom
/** TH15: an open list asks whether something changed while somebody looks at it, and never tells of anything else. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchMark } from '../../src/lib/ui/watch-mark.ts'

const PATH = '/api/v1/charters/c/comments/mark'
let answers: (() => Promise<Response>)[]
let told: string[]
const asked = vi.fn<(path: string) => Promise<Response>>()
const says = (mark: string) => () => Promise.resolve(Response.json({ mark }))
const refuses = (status: number) => () => Promise.resolve(Response.json({ code: 'x' }, { status }))
const look = (state: 'visible' | 'hidden'): void => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  told = []
  asked.mockReset().mockImplementation(() => answers.shift()!())
  vi.stubGlobal('fetch', asked)
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('TH15: asked within a quarter of a minute, at once when the page or the line comes back, and not out of sight', async () => {
  const stop = watchMark(PATH, false, (mark) => told.push(mark))
  answers.push(says('a'))
  await vi.advanceTimersByTimeAsync(15_000)
  expect([asked.mock.calls, told]).toEqual([[[PATH]], ['a']])
  look('hidden')
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toHaveBeenCalledTimes(1)
  answers.push(says('b'))
  look('visible')
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['a', 'b'])
  // a line that is away is no news, and no end
  answers.push(() => Promise.reject(new TypeError('no line')), says('c'))
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  dispatchEvent(new Event('online'))
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['a', 'b', 'c'])
  stop()
  look('visible')
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toHaveBeenCalledTimes(4)
})

test.each([401, 403, 404])('after %d nobody asks again; after a fault of the server they do', async (status) => {
  watchMark(PATH, false, (mark) => told.push(mark))
  answers.push(refuses(500), refuses(status))
  await vi.advanceTimersByTimeAsync(120_000)
  expect([asked.mock.calls.length, told]).toEqual([2, []])
})

test('where data is to be spared it is asked once a minute', async () => {
  const stop = watchMark(PATH, true, (mark) => told.push(mark))
  answers.push(says('a'), says('a'))
  await vi.advanceTimersByTimeAsync(120_000)
  expect(asked).toHaveBeenCalledTimes(2)
  stop()
})
