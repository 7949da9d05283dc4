/** `npm run bench`: measures, shows tables and verdicts, and with `--write` puts them into docs/bench.md. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ALL_ENGINES } from './engines/all.ts'
import { NotUnderstood, readOptions, USAGE, type Options } from './options.ts'
import { document, headingOf, section } from './report.ts'
import { measureAll } from './rounds.ts'

const DOCUMENT = fileURLToPath(new URL('../../../docs/bench.md', import.meta.url))
const say = (line: string): boolean => process.stderr.write(`${line}\n`)

/** Of the last minute. */
const load = (): string => loadavg()[0]!.toFixed(1)

/** Which command, when, and on what: the last line of a section. `loadBefore`: on the machine, before it began. */
function originOf(id: string, size: string, loadBefore: string): string {
  const more = process.argv.slice(2).filter((argument) => argument !== '--write')
  const isWhole = more.length === 0
  const command = isWhole ? `npm run bench -- --scenario ${id} --size ${size}` : `npm run bench -- ${more.join(' ')}`
  const cores = cpus()
  return `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, ${cores.length} cores (${cores[0]!.model.trim()}), Node ${process.versions.node}, load ${loadBefore} before and ${load()} after.`
}

async function run(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'concord-bench-'))
  const sections: string[] = []
  try {
    for (const scenario of options.scenarios)
      for (const size of options.sizes ?? scenario.sizes) {
        say(`\n${headingOf(scenario, size)}`)
        const place = join(folder, `${scenario.id}-${size}`)
        mkdirSync(place)
        const loadBefore = load()
        const measured = await measureAll(scenario, size, ALL_ENGINES, options, place, say)
        rmSync(place, { recursive: true })
        const written = section(scenario, size, measured, originOf(scenario.id, size, loadBefore))
        process.stdout.write(`\n${written}\n`)
        sections.push(written)
        if (!options.write) continue
        const before = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : ''
        writeFileSync(DOCUMENT, await document(before, sections, DOCUMENT))
      }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

try {
  await run(readOptions(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof NotUnderstood)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}`)
  process.exitCode = 2
}
