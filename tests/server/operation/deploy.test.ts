/** docs/deploy against the code: every metric, variable and file that is named there is there. Whether the files can be read, their own tools say (tests/deploy/parse.ts). */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { SECRETS, VARIABLES } from '../../../server/config.ts'
import { makeMetrics } from '../../../server/metrics.ts'
import { busCheck, diskCheck, makeHealth, storeChecks } from '../../../server/operation/health.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FOLDER = join(ROOT, 'docs/deploy')
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8')
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\w\.\w|Dockerfile/.test(file),
)

/** What a node with everything in it shows, with its labels. */
async function shown(): Promise<string> {
  const metrics = makeMetrics()
  const stats = {
    rooms: 0,
    sockets: 0,
    unreadBytes: 0,
    waitingUpgrades: 0,
    updates: {},
    turnedAway: {},
    entriesOfOthers: 0,
  }
  metrics.watchSync(() => stats)
  metrics.countBus()
  metrics.watchBus({ isUp: true, listenToReturns: () => () => {} }, () => stats)
  const checks = [...storeChecks({ db: null as never }), diskCheck('/', 1), busCheck({ isUp: true })]
  metrics.watchHealth(makeHealth(checks), () => Promise.resolve(1))
  metrics.watchProcess()
  return (await metrics.scrape()).text
}

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[]
}
const dashboard = JSON.parse(textOf('dashboard.json')) as Dashboard
const alerts = textOf('alerts.yml')
const queries = [
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...[...alerts.matchAll(/^\s+expr: (.*)$/gm)].map(([, expr]) => expr!),
]

describe('what Prometheus and Grafana ask for', () => {
  it('is shown by a node', async () => {
    const page = await shown()
    const names = new Set([...page.matchAll(/^([a-z_0-9]+)(?:\{| )/gm)].map(([, name]) => name))
    const asked = queries.flatMap((query) => query.match(/\b(?:concord|process|nodejs)_[a-z0-9_]+/g) ?? [])
    expect(asked.length).toBeGreaterThan(25)
    expect([...new Set(asked)].filter((name) => !names.has(name))).toEqual([])
  })
  it('everything that Concord counts is on the dashboard', async () => {
    const own = [...(await shown()).matchAll(/^# TYPE (concord_\w+)/gm)].map(([, name]) => name!)
    const all = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n')
    expect(own.filter((name) => !all.includes(name))).toEqual([])
  })
  it('values of labels are values that there are', async () => {
    const page = await shown()
    const pairs = queries.flatMap((query) => [...query.matchAll(/\b(stage|reason|status|check)=~?"([^"$]+)"/g)])
    const wanted = pairs.flatMap(([, label, values]) => values!.split('|').map((value) => `${label}="${value}"`))
    expect(wanted.length).toBeGreaterThan(3)
    expect(wanted.filter((pair) => !page.includes(pair))).toEqual([])
  })
  it('every alert says how urgent it is, what is the matter and what to do', () => {
    const each = alerts.split(/^ {6}- alert: /m).slice(1)
    expect(each.length).toBeGreaterThan(8)
    for (const alert of each) expect(alert).toMatch(/severity: (?:page|warn)[\s\S]*summary: .{15,}[\s\S]*todo: .{40,}/)
  })
})

describe('files for running it', () => {
  it('set variables that there are', () => {
    const known = new Set<string>([...VARIABLES, ...SECRETS.map((name) => `${name}_FILE`), 'NODE_ENV'])
    const named = files
      .filter((file) => /compose|service$|Dockerfile$/.test(file))
      .flatMap((file) =>
        [...textOf(file).matchAll(/(?:^|[\s"])([A-Z][A-Z0-9_]{3,})[=:](?= |\S)/gm)].map(([, name]) => name!),
      )
      .filter((name) => !name.startsWith('POSTGRES_'))
    expect(named).toEqual(
      expect.arrayContaining(['ORIGIN', 'DATA_DIR', 'DATABASE_URL_FILE', 'REDIS_URL', 'METRICS_PORT']),
    )
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([])
  })
  it('bring all of the code that the server loads', () => {
    const copied = [...textOf('Dockerfile').matchAll(/--from=build \/app\/(\S+)/g)].map(([, path]) => path!)
    expect(copied.filter((path) => path !== 'build' && !existsSync(join(ROOT, path)))).toEqual([])
    const imported = readdirSync(join(ROOT, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [
          ...readFileSync(join(ROOT, 'server', file), 'utf8').matchAll(
            /from '((?:\.\.\/)+(?:src\/lib|migrations|messages|docs|static)[^']*)'/g,
          ),
        ].map(([, path]) => path!.replaceAll('../', '')),
      )
    expect(imported.length).toBeGreaterThan(100)
    expect(imported.filter((path) => !copied.some((top) => path.startsWith(`${top}/`)))).toEqual([])
  })
  it('install as the repository does: by its settings, in which no package compiles anything', () => {
    expect(textOf('Dockerfile')).toMatch(/\nCOPY [^\n]*\.npmrc \.\/\nRUN npm ci\n/)
    expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).toContain('ignore-scripts=true')
  })
  it('are for a process that is not root and writes to its data alone', () => {
    expect(textOf('Dockerfile')).toMatch(/\nUSER node\n[\s\S]*\nHEALTHCHECK/)
    for (const file of ['compose.yaml', 'compose-nodes.yaml']) expect(textOf(file)).toContain('read_only: true')
    expect(textOf('concord.service')).toMatch(/User=concord[\s\S]*ProtectSystem=strict/)
  })
  it('each is told of', () => {
    const told = textOf('README.md')
    expect(
      files.filter(
        (file) =>
          file !== 'README.md' &&
          !told.includes(
            file.replace(/^nginx\/nodes|^concord-backup\.timer/, (found) =>
              found === 'nginx/nodes' ? 'nodes' : '.timer',
            ),
          ),
      ),
    ).toEqual([])
  })
})
