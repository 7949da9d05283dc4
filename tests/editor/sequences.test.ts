import { describe, expect, it } from 'vitest'
import { runMeeting, runSequence, type Failure } from '../support/sequences.ts'

const SEQUENCES = Number(process.env['SEQUENCES'] ?? 10_000)
const STEPS = 8
const MEETINGS = Number(process.env['MEETINGS'] ?? 2_700)
/** Sequences of every command, footnotes and terms among them. */
const WITH_ALL = Number(process.env['WITH_ALL'] ?? 600)
const PARTS = 10

/** Seeds that once failed. */
const KEPT: readonly number[] = [62, 83, 107, 163, 188, 275, 1440, 1466, 8257]

/** Of meetings, beyond those that run anyway. */
const KEPT_MEETINGS: readonly number[] = [3248]

const told = ({ seed, log, wrong }: Failure): string => `seed ${seed}: ${log.join(', ')}\n  ${wrong.join('\n  ')}`

// on a busy machine too
const PATIENCE = { timeout: 180_000 }

describe(`${SEQUENCES} random sequences of commands`, PATIENCE, () => {
  it.each(Array.from({ length: PARTS }, (_, i) => i))(
    'SD1-SD6, TX16, TX20: sound after every one, and no word lost (part %i)',
    (part) => {
      const failures: Failure[] = []
      for (let seed = part + 1; seed <= SEQUENCES; seed += PARTS) {
        const failure = runSequence(seed, STEPS)
        if (failure) failures.push(failure)
        if (failures.length > 5) break
      }
      expect(failures.map(told).join('\n')).toBe('')
    },
  )
  it.each(KEPT)('seed %i, which once failed', (seed) => {
    const failure = runSequence(seed, 3 * STEPS)
    expect(failure === null ? '' : told(failure)).toBe('')
  })
})

describe(`${WITH_ALL} more, with footnotes and defined terms`, PATIENCE, () => {
  it('SD1-SD6, NT1-NT5, DT5-DT7: sound after every one, and no word lost', () => {
    const failures: Failure[] = []
    for (let seed = 1; seed <= WITH_ALL && failures.length < 6; seed++) {
      const failure = runSequence(seed, STEPS, true)
      if (failure) failures.push(failure)
    }
    expect(failures.map(told).join('\n')).toBe('')
  })
  it('SD1-SD6, TX37: of two people who were cut off from each other', async () => {
    const failures: Failure[] = []
    for (let seed = 1; seed <= WITH_ALL / 2 && failures.length < 6; seed++) {
      const failure = await runMeeting(seed, 2, 2, true)
      if (failure) failures.push(failure)
    }
    expect(failures.map(told).join('\n')).toBe('')
  })
})

describe('two people who were cut off from each other', PATIENCE, () => {
  it('TX37: whatever both did, both have the same, and it is sound', async () => {
    const failures: Failure[] = []
    for (const seed of [...Array.from({ length: MEETINGS }, (_, i) => i + 1), ...KEPT_MEETINGS]) {
      if (failures.length > 5) break
      const failure = await runMeeting(seed, 2, 2)
      if (failure) failures.push(failure)
    }
    expect(failures.map(told).join('\n')).toBe('')
  })
})
