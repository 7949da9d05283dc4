/** The command `doctor`: examines the installation that this process belongs to. */
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { examine } from '../operation/doctor.ts'
import { written } from '../operation/findings.ts'

/** Texts that are replayed; `verify` replays all. */
const SAMPLE = 20

const some = (ids: readonly string[]): readonly string[] => {
  const left = [...ids]
  return Array.from({ length: Math.min(SAMPLE, left.length) }, () => left.splice(randomInt(left.length), 1)[0]!)
}

/** Prints what it finds; answers the exit code, 1 where something is wrong. */
export async function doctor(backups: string | null): Promise<number> {
  const findings = await examine({
    env: process.env,
    nodeVersion: process.versions.node,
    isRoot: process.getuid?.() === 0,
    isBuilt: existsSync(fileURLToPath(new URL('../../build/handler.js', import.meta.url))),
    now: Date.now,
    backups,
    sample: some,
  })
  const count = (level: string): number => findings.filter((one) => one.level === level).length
  process.stdout.write(`${written(findings)}\n\n${count('wrong')} wrong, ${count('look')} to look at\n`)
  return count('wrong') === 0 ? 0 : 1
}
