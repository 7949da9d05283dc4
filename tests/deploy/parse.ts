/**
 * `npm run check:deploy`: gives the files of docs/deploy to their own tools, as far as these are installed, and says which were not. `--install`: Debian's
 * packages of them first, where this is root on Debian. Exit 1 where a tool refuses a file.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const DEPLOY = fileURLToPath(new URL('../../docs/deploy', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'concord-deploy-'))
const textOf = (file: string): string => readFileSync(join(DEPLOY, file), 'utf8')
const write = (file: string, text: string): string => {
  const path = join(folder, file)
  writeFileSync(path, text)
  return path
}
const isInstalled = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

interface Tool {
  program: string
  /** Debian's. */
  package: string
  what: string
  /** Arguments of each run. */
  runs(): string[][]
}

/** A certificate, and names that need no resolving: only what nginx would not find on a machine where nothing is set up. */
function nginxRuns(): string[][] {
  const key = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '1', ...key],
    {
      stdio: 'ignore',
    },
  )
  return ['one', 'three'].map((which) => {
    const nodes = write(
      `nodes-${which}.conf`,
      textOf(`nginx/nodes-${which}.conf`).replace(/concord-(\d)/g, '127.0.0.$1'),
    )
    const site = textOf('nginx/concord.conf')
      .replaceAll('/etc/nginx/tls', folder)
      .replaceAll('/etc/nginx/concord-nodes.conf', nodes)
    const own = write(`site-${which}.conf`, site)
    const all = textOf('nginx/nginx.conf')
      .replace(/^user .*$/m, '')
      .replace('/run/nginx.pid', join(folder, 'pid'))
      .replace('/etc/nginx/conf.d/*.conf', own)
    return ['-t', '-q', '-c', write(`nginx-${which}.conf`, all)]
  })
}

/** The program must be there to be named; here Node is somewhere else. */
function systemdRuns(): string[][] {
  const units = ['concord.service', 'concord-backup.service', 'concord-backup.timer']
  const paths = units.map((unit) => write(unit, textOf(unit).replace('/usr/bin/node', process.execPath)))
  return [['verify', '--man=no', ...paths]]
}

/** Compose reads the files of secrets only when it runs. */
function composeRuns(): string[][] {
  const to = join(folder, 'docs/deploy')
  mkdirSync(to, { recursive: true })
  cpSync(DEPLOY, to, { recursive: true })
  return ['compose.yaml', 'compose-nodes.yaml'].map((file) => ['-f', join(to, file), 'config', '--quiet'])
}

interface Dashboard {
  panels: { targets: { expr: string }[] }[]
}
/** Alerts, what is scraped, and the dashboard's queries as rules, since promtool has no other ear for them. */
function promtoolRuns(): string[][] {
  const { panels } = JSON.parse(textOf('dashboard.json')) as Dashboard
  const rules = panels
    .flatMap(({ targets }) => targets)
    .map(({ expr }, n) => {
      const plain = expr.replaceAll('$node', '.*')
      return `      - record: panel:${n}\n        expr: ${JSON.stringify(plain)}`
    })
  const file = write('panels.yml', `groups:\n  - name: panels\n    rules:\n${rules.join('\n')}\n`)
  return [
    ['check', 'config', join(DEPLOY, 'prometheus.yml')],
    ['check', 'rules', join(DEPLOY, 'alerts.yml'), file],
  ]
}

const TOOLS: Tool[] = [
  { program: 'nginx', package: 'nginx', what: 'nginx/*.conf', runs: nginxRuns },
  {
    program: 'caddy',
    package: 'caddy',
    what: 'Caddyfile',
    runs: () => [['validate', '--adapter', 'caddyfile', '--config', join(DEPLOY, 'Caddyfile')]],
  },
  { program: 'systemd-analyze', package: 'systemd', what: '*.service, *.timer', runs: systemdRuns },
  {
    program: 'promtool',
    package: 'prometheus',
    what: 'prometheus.yml, alerts.yml, dashboard.json',
    runs: promtoolRuns,
  },
  { program: 'docker-compose', package: 'docker-compose', what: 'compose*.yaml', runs: composeRuns },
]

const missing = TOOLS.filter(({ program }) => !isInstalled(program)).map((tool) => tool.package)
if (
  process.argv.includes('--install') &&
  missing.length > 0 &&
  existsSync('/usr/bin/apt-get') &&
  process.getuid?.() === 0
) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    stdio: ['ignore', 2, 2],
    env,
  })
}

let refused = 0
for (const { program, what, runs } of TOOLS) {
  if (!isInstalled(program)) {
    process.stdout.write(`unrun   ${what}: ${program} is not installed\n`)
    continue
  }
  const failed = runs()
    .map((args) =>
      spawnSync(program, args, {
        encoding: 'utf8',
        // Caddy keeps its certificates at home
        env: { ...process.env, ORIGIN: 'https://charter.example.org', HOME: folder, XDG_DATA_HOME: folder },
      }),
    )
    .filter(({ status, stderr }) => status !== 0 || (program === 'systemd-analyze' && stderr.includes(folder)))
  refused += failed.length
  process.stdout.write(`${failed.length === 0 ? 'parsed ' : 'REFUSED'} ${what}: ${program}\n`)
  for (const { stdout, stderr, error } of failed) process.stdout.write(`${stdout}${stderr}${error?.message ?? ''}\n`)
}
process.stdout.write('unrun   Dockerfile: it is built and run by hand (docs/deploy/README.md)\n')
rmSync(folder, { recursive: true })
process.exitCode = refused === 0 ? 0 : 1
