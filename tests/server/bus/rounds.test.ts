/** MT3: letters by their numbers. */
import { beforeEach, expect, it } from 'vitest'
import { Rounds } from '../../../server/bus/rounds.ts'

let now: number
let told: string[]
let rounds: Rounds

beforeEach(() => {
  now = 0
  told = []
  const watch = {
    said: () => {},
    heard: () => {},
    unsaid: () => {},
    lost: (count: number) => void told.push(`lost ${count}`),
    round: (seconds: number) => void told.push(`round ${seconds}`),
  }
  rounds = new Rounds(watch, () => now)
})

it('MT3: a letter that comes back tells how long it took, once', () => {
  const number = rounds.next()
  now = 30
  rounds.back(number)
  rounds.back(number)
  rounds.back(null)
  expect(told).toEqual(['round 0.03'])
})

it('MT3: what went before one that is back, and what was under way when Redis went, is not waited for', () => {
  const [first, second, third] = [rounds.next(), rounds.next(), rounds.next()]
  rounds.back(second)
  rounds.back(first)
  rounds.forget()
  rounds.back(third)
  expect(told).toEqual(['round 0'])
})

it('MT3: each node’s numbers are followed by themselves; the first that is heard is no gap', () => {
  for (const [from, number] of [
    ['a', 7],
    ['b', 1],
    ['a', 8],
    ['a', 11],
    ['b', 2],
    ['old', null],
    ['a', 12],
  ] as const)
    rounds.heard(from, number)
  expect(told).toEqual(['lost 2'])
})

it('MT3: of thousands of nodes that came and went only the last are remembered', () => {
  for (let node = 0; node <= 1_000; node++) rounds.heard(`node-${node}`, 1)
  rounds.heard('node-0', 9)
  rounds.heard('node-1000', 9)
  expect(told).toEqual(['lost 7'])
})
