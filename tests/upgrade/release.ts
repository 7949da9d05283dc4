/** The release before this code, as its tag has it, built in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Release {
  tag: string
  /** The folder of its code. */
  code: string
  /** A migration that it does not know; null: it knows them all. */
  firstUnknown: string | null
  remove(): void
}

const migrationsIn = (folder: string): string[] =>
  readdirSync(join(folder, 'migrations'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort()

/** The newest tag behind this commit; throws where this clone has none. */
function newestTag(): string {
  const asked = ['tag', '--list', 'v*', '--merged', 'HEAD', '--no-contains', 'HEAD', '--sort=-v:refname']
  const [tag] = execFileSync('git', asked, { cwd: root, encoding: 'utf8' }).split('\n')
  if (!tag) throw new Error('this clone has no tag of a release: git fetch --tags --unshallow')
  return tag
}

/** Its dependencies come from the registry, as its lock file has them. `RELEASE_CODE`: the folder where it is built already. */
export function openRelease(tag = newestTag()): Release {
  const built = process.env['RELEASE_CODE']
  const code = built ?? build(tag)
  const known = migrationsIn(code)
  return {
    ...{ tag, code, firstUnknown: migrationsIn(root).find((name) => !known.includes(name)) ?? null },
    remove: () => (built === undefined ? rmSync(code, { recursive: true, force: true }) : undefined),
  }
}

function build(tag: string): string {
  const code = mkdtempSync(join(tmpdir(), `concord-${tag}-`))
  const archive = execFileSync('git', ['archive', tag], { cwd: root, maxBuffer: 1024 * 1024 * 1024 })
  execFileSync('tar', ['-x', '-C', code], { input: archive })
  const { status } = spawnSync(process.execPath, ['server/cli/set-up.js', '--build'], {
    cwd: code,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new Error(`${tag} could not be built in ${code}`)
  return code
}
