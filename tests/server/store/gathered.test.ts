import { describe, expect, it } from 'vitest'
import { gathered } from '../../../server/store/gathered.ts'

/** Questions that are answered when the test says so. */
function questions() {
  const asked: { keys: readonly number[]; answer(): void; fail(): void }[] = []
  const ask = gathered<number, string>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<string[]>()
    asked.push({
      keys,
      answer: () => resolve(keys.map((key) => `answer ${key}`)),
      fail: () => reject(new Error('the database is gone')),
    })
    return promise
  })
  return { asked, ask }
}
const nextTick = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

describe('what many ask at once', () => {
  it('is asked in one question, and each has their own answer', async () => {
    const { asked, ask } = questions()
    const answers = [1, 2, 2, 3].map((key) => ask(key))
    await nextTick()
    expect(asked.map(({ keys }) => keys)).toEqual([[1, 2, 2, 3]])
    asked[0]!.answer()
    expect(await Promise.all(answers)).toEqual(['answer 1', 'answer 2', 'answer 2', 'answer 3'])
  })
  it('is never answered from a question that was put before it', async () => {
    const { asked, ask } = questions()
    const first = ask(1)
    await nextTick()
    const second = ask(1)
    await nextTick()
    expect(asked).toHaveLength(1)
    asked[0]!.answer()
    await first
    await nextTick()
    expect(asked).toHaveLength(2)
    asked[1]!.answer()
    expect(await second).toBe('answer 1')
  })
  it('fails for those who asked, and for nobody after them', async () => {
    const { asked, ask } = questions()
    const lost = [ask(1), ask(2)]
    await nextTick()
    const later = ask(3)
    asked[0]!.fail()
    for (const one of lost) await expect(one).rejects.toThrow('the database is gone')
    await nextTick()
    asked[1]!.answer()
    expect(await later).toBe('answer 3')
  })
  it('is asked a hundred at a time', async () => {
    const { asked, ask } = questions()
    const answers = Array.from({ length: 250 }, (_, key) => ask(key))
    for (const size of [100, 100, 50]) {
      await nextTick()
      expect(asked.at(-1)!.keys).toHaveLength(size)
      asked.at(-1)!.answer()
    }
    expect((await Promise.all(answers))[249]).toBe('answer 249')
  })
})
