/** Verdicts, tables and the document that they are written into; and what the command understands. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { atLeast, atMost, digits, isMet, verdict } from './goals.ts'
import { NotUnderstood, readOptions, roundsOf } from './options.ts'
import { document, median, section, summarize, table } from './report.ts'
import { SCENARIOS } from './scenarios/all.ts'
import { betterPeer } from './scenarios/shares.ts'
import { ALL_ENGINES } from './engines/all.ts'
import type { Measured } from './rounds.ts'
import type { EngineName } from './engines/engine.ts'
import type { Figures } from './scenarios/scenario.ts'

const [typing] = SCENARIOS
const measured = (name: EngineName, ...rounds: Figures[]): Measured => ({
  engine: ALL_ENGINES.find((one) => one.name === name)!,
  rounds,
  failures: [],
})
const round = (cpu: number, p50: number, p99: number, missing = 0): Figures => ({ cpu, p50, p99, missing })
const run = [
  measured('concord', { ...round(0.03, 2, 5), unsaved: 0 }, { ...round(0.05, 3, 6, 1), unsaved: 0 }),
  measured('y-websocket', round(0.1, 1, 9)),
  measured('hocuspocus', round(0.08, 1, 5), round(0.06, 1, 5)),
  measured('relay', round(0.02, 0.5, 1)),
]

it('says whether a goal is met, and by how much it is missed', () => {
  expect(verdict(atMost(0.7, 0.52, ''))).toBe('met: 0.52')
  expect(verdict(atMost(0.7, 0.84, ''))).toBe('**not met**: 0.84, which is 0.14 (20.0 %) too much')
  expect(verdict(atLeast(8, 6, ''))).toBe('**not met**: 6, which is 2 (25 %) too little')
  expect(verdict(atMost(0, 3, ''))).toBe('**not met**: 3, which is 3 too much')
  expect([isMet(atMost(1, 1, '')), isMet(atLeast(1, 1, '')), isMet(atMost(1, NaN, ''))]).toEqual([true, true, null])
  expect(verdict(atMost(1, NaN, ''))).toBe('not measured in this run')
})

it('compares with the better of the peers that keep what they are given', () => {
  const of = summarize(run, typing!.columns)
  expect(betterPeer(of, 'cpu')).toBe('hocuspocus')
  expect(betterPeer(of, 'p99')).toBe('hocuspocus')
  expect(betterPeer(summarize(run.slice(0, 2), typing!.columns), 'cpu')).toBe('y-websocket')
})

it('takes medians of figures and sums of counts', () => {
  const of = summarize(run, typing!.columns)
  expect([of('concord', 'cpu'), of('concord', 'missing'), of('concord', 'bytes')]).toEqual([0.04, 1, NaN])
  expect(of('relay', 'p50')).toBe(0.5)
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN])
  expect([digits(12345), digits(512.3), digits(51.23), digits(5.123), digits(0.05123), digits(0)]).toEqual([
    ...['12,345', '512', '51.2', '5.12', '0.051', '0'],
  ])
})

it('shows the range of rounds and the ratio to each', () => {
  const rows = table(typing!, run).split('\n')
  expect(rows).toHaveLength(6)
  expect(rows[2]).toContain('| Concord | 2 | 2.50 (2 to 3) |')
  expect(rows[4]).toContain('0.070 (0.060 to 0.080) ×0.57')
})

it('judges what it shows', () => {
  const text = section(typing!, '20x10', run, 'the command')
  expect(text).toContain('CPU at most 0.7 of the better persistent peer (hocuspocus): met: 0.57')
  expect(text).toContain('p50 within 3 times the relay: **not met**: 5')
  expect(text).toContain('everything delivered and acknowledged: **not met**: 1')
  const busy = section(typing!, '1x50x20', run, 'the command')
  expect(busy).toContain('CPU at most 0.4 of the better persistent peer (hocuspocus): **not met**: 0.57')
  expect(section(typing!, '20x10', run.slice(0, 1), '')).toContain(
    'p50 within 3 times the relay: not measured in this run',
  )
})

it('puts sections in place of older ones, in order, and leaves the others', async () => {
  const of = (size: string, origin: string): string => section(typing!, size, run, origin)
  const first = await document('', [of('20x10', 'old'), of('100x5', 'kept')], 'docs/bench.md')
  const second = await document(first, [of('20x10', 'new')], 'docs/bench.md')
  expect(second).toContain('new')
  expect(second).toContain('kept')
  expect(second).not.toContain('old\n')
  expect(second.match(/^## /gm)).toHaveLength(2)
  expect(await document(second, [], 'docs/bench.md')).toBe(second)
  const byHand = '## Where a goal is not met\n\nS9: too much.'
  const third = await document(`${second}\n\n${byHand}\n`, [], 'docs/bench.md')
  expect(third.match(/^## .*$/m)![0]).toBe('## Where a goal is not met')
  expect(third.match(/^## /gm)).toHaveLength(3)
})

it('installs the peers that it names, from lock files that name no registry', () => {
  for (const [name, dependency] of [
    ['y-websocket', '@y/websocket-server'],
    ['hocuspocus', '@hocuspocus/server'],
  ] as const) {
    const fileOf = (file: string): string => readFileSync(new URL(`peers/${name}/${file}`, import.meta.url), 'utf8')
    const { dependencies } = JSON.parse(fileOf('package.json')) as { dependencies: Record<string, string> }
    const { title } = ALL_ENGINES.find((engine) => engine.name === name)!
    expect(title).toContain(`${dependency} ${dependencies[dependency]!}`)
    expect(Object.values(dependencies).filter((version) => !/^\d/.test(version))).toEqual([])
    expect(fileOf('package-lock.json')).not.toContain('"resolved"')
  }
})

it('understands its command line, and says what it does not', () => {
  const options = readOptions(['--scenario', 's1', '--size', '20x10', '--rounds', '1', '--servers', 'concord,relay'])
  expect([options.scenarios[0]!.id, options.sizes, options.servers]).toEqual(['s1', ['20x10'], ['concord', 'relay']])
  expect(roundsOf(options, typing!, 'concord')).toBe(1)
  const all = readOptions([])
  expect(all.scenarios).toHaveLength(8)
  expect(roundsOf(all, all.scenarios[4]!, 'concord')).toBe(100)
  for (const wrong of [
    ['--scenario', 's9'],
    ['--servers', 'x'],
    ['--rounds', '-1'],
    ['--size', '1x1'],
    ['--rounds', '1.5'],
    ['--scenario', 's6', '--size', '20'],
    ['--write', '--profiles', 'x'],
    ['--what'],
  ])
    expect(() => readOptions(wrong)).toThrow(NotUnderstood)
})
