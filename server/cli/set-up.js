/**
 * Brings a clone to where it can run: locked dependencies, the build, and for tests a browser and PostgreSQL.
 * Plain JavaScript without dependencies, because it runs first, on whatever Node (>= 20) the machine has.
 * Does only what changed since the last time: `node_modules` follows the lock file's hash, the build follows the sources' hash.
 *
 * usage: node server/cli/set-up.js [--build] [--test]
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const wants = new Set(process.argv.slice(2))

/** @param {string} message */
const say = (message) => process.stderr.write(`set-up: ${message}\n`)

/** @param {string} message @returns {never} */
function stop(message) {
  say(message)
  process.exit(1)
}

/**
 * Runs a program to its end; its output goes to standard error, of a quiet one only where it fails. A failure stops the set-up.
 * @param {string} program @param {string[]} args @param {string} failure
 */
function run(program, args, failure, isQuiet = false) {
  const { status, error, output } = spawnSync(program, args, {
    cwd: root,
    stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    maxBuffer: 64 * 1024 * 1024,
  })
  if (isQuiet && status !== 0) process.stderr.write(output?.join('') ?? '')
  if (error || status !== 0) stop(`${failure} (${error ? error.message : `exit ${status}`})`)
}

/** Folders that the build writes into: their names and bytes differ before and after it. */
const GENERATED = new Set(['paraglide', 'project.inlang'])

/** @param {string[]} names files and folders below the root @returns {string} hash of their names and bytes */
function hashOf(names) {
  const hash = createHash('sha256')
  /** @param {string} path */
  const addFile = (path) => hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
  /** @param {string} folder */
  const addFolder = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      if (GENERATED.has(entry.name)) continue
      if (entry.isDirectory()) addFolder(join(folder, entry.name))
      else addFile(join(folder, entry.name))
    }
  }
  for (const name of names) {
    const path = join(root, name)
    if (!existsSync(path)) continue
    if (name.includes('.')) addFile(path)
    else addFolder(path)
  }
  return hash.digest('hex')
}

/**
 * Does `work` unless it was done for the same inputs before.
 * @param {string} mark file that remembers the inputs' hash @param {string} hash @param {() => void} work
 */
function once(mark, hash, work) {
  const path = join(root, mark)
  if (existsSync(path) && readFileSync(path, 'utf8') === hash) return
  work()
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, hash)
}

function installDependencies() {
  once('node_modules/.concord-lock', hashOf(['package.json', 'package-lock.json']), () => {
    say('installing the locked dependencies (npm ci) ...')
    const args = ['ci', '--include=dev', '--include=optional']
    // the npm that called us, where one did: the same version, whatever else is in the path
    const npm = process.env['npm_execpath']
    if (npm && /\.c?js$/.test(npm)) run(process.execPath, [npm, ...args], 'npm ci failed')
    else run('npm', args, 'npm ci failed')
    linkPinnedNode()
  })
  // tsconfig.json extends what the framework writes here; tools cannot start without it
  if (!existsSync(join(root, '.svelte-kit', 'tsconfig.json')))
    run(pinnedNode(), ['node_modules/@sveltejs/kit/svelte-kit.js', 'sync'], 'svelte-kit sync failed')
}

const pinnedLink = join(root, 'node_modules', '.bin', 'node')

/** npm 10 removes the command's link together with the pinned Nodes of other platforms; npm 11 keeps it. */
function linkPinnedNode() {
  if (existsSync(pinnedLink)) return
  const own = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]
  const found = own.find((name) => existsSync(join(root, 'node_modules', name, 'bin', 'node')))
  if (found) symlinkSync(join('..', found, 'bin', 'node'), pinnedLink)
}

/** The Node that the lock file pins; scripts started by npm find it first in their path. */
function pinnedNode() {
  if (!existsSync(pinnedLink))
    stop(
      `no pinned Node.js for ${process.platform}-${process.arch} in node_modules; install Node.js 24 and run with it`,
    )
  return pinnedLink
}

function build() {
  const sources = [
    ...['src', 'messages', 'messages/project.inlang/settings.json', 'static'],
    ...['package-lock.json', 'svelte.config.js', 'vite.config.ts'],
  ]
  once('build/.concord-sources', hashOf(sources), () => {
    say('building the pages ...')
    run(pinnedNode(), ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], 'the build failed', true)
  })
}

/**
 * Installs Debian's package, where this machine has apt and we are root.
 * @param {string} name @returns {boolean} whether it was installed
 */
function installPackage(name) {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return false
  say(`installing Debian's ${name} ...`)
  /** @param {string[]} args */
  const apt = (args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  apt(['update', '-qq'])
  return apt(['install', '-y', '-qq', '--no-install-recommends', name])
}

async function findBrowser() {
  const { findChromium } = await import('../../tests/support/chromium.js')
  if (findChromium() || (installPackage('chromium') && findChromium())) return
  stop(
    'no Chromium found for the browser tests. Do one of these and run again:\n' +
      '  npx playwright install chromium\n  apt-get install chromium\n  CHROMIUM_PATH=/path/to/chromium npm test',
  )
}

async function findPostgres() {
  const { findPostgresBinaries } = await import('../../tests/support/postgres-binaries.js')
  if (findPostgresBinaries() || (installPackage('postgresql') && findPostgresBinaries())) return
  stop(
    'no PostgreSQL (15 or newer) found for the contract tests. Do one of these and run again:\n' +
      '  apt-get install postgresql\n  POSTGRES_BIN=/folder/with/initdb npm test',
  )
}

/**
 * Debian's packages of the servers that several nodes are tested with.
 * @param {string} program @param {string} name
 */
function findServer(program, name) {
  const isThere = () => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
  if (!isThere() && !(installPackage(name) && isThere()))
    stop(`no ${program} found for the tests of several nodes: apt-get install ${name}`)
}

if (Number(process.versions.node.split('.')[0]) < 20) stop(`Node.js 20 or newer is needed, this is ${process.version}`)
installDependencies()
if (wants.has('--build')) build()
if (wants.has('--test')) {
  await findBrowser()
  await findPostgres()
  findServer('redis-server', 'redis-server')
  findServer('nginx', 'nginx')
  // network namespaces; without it nodes are cut off over relays (tests/support/lines.ts)
  if (spawnSync('ip', ['-V'], { stdio: 'ignore' }).error) installPackage('iproute2')
}
