/**
 * `npm test`: vitest, then Playwright; prints what failed, and the counts of both as its last line. What fails is tried once more, alone, and whatever passes only then
 * is named with what it said first: a machine that is busy may be to blame, and each is to be mended. `--cluster`: several nodes, too; `--only-cluster`: nothing else (`npm run test:cluster`). Other
 * arguments after `--` go to vitest alone.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'concord-results-'))
const browserResults = join(folder, 'browser.json')
const isCluster = process.argv.includes('--cluster')
const isOnlyCluster = process.argv.includes('--only-cluster')
const args = process.argv.slice(2).filter((arg) => arg !== '--cluster' && arg !== '--only-cluster')

/** Runs a test runner with this Node; its output is shown as it comes. */
function run(script: string, scriptArgs: string[], env: Record<string, string> = {}): number {
  const result = spawnSync(process.execPath, [script, ...scriptArgs], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return result.status ?? 1
}

interface BrowserSuite {
  file: string
  suites?: BrowserSuite[]
  specs: { title: string; tests: { status: string }[] }[]
}
interface BrowserResults {
  stats: { expected: number; unexpected: number; flaky: number }
  suites: BrowserSuite[]
}

/** The browser tests that ended so; `flaky` ones needed a second attempt: each of them is to be mended. */
const endedSo = (wanted: 'unexpected' | 'flaky', { file, suites = [], specs }: BrowserSuite): string[] => [
  ...specs.filter(({ tests }) => tests.some(({ status }) => status === wanted)).map(({ title }) => `${file}: ${title}`),
  ...suites.flatMap((suite) => endedSo(wanted, suite)),
]

interface VitestResults {
  numPassedTests: number
  numFailedTests: number
  numFailedTestSuites: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
  }[]
}

/** What failed, a line each with the first line of why. A file that cannot even be loaded has no tests. */
const failedIn = ({ name, status, message, assertionResults }: VitestResults['testResults'][number]): string[] => {
  const file = relative(process.cwd(), name)
  const line = (text = ''): string => text.split('\n')[0]!
  const failed = assertionResults.filter((test) => test.status === 'failed')
  return failed.length === 0 && status === 'failed'
    ? [`${file}: ${line(message)}`]
    : failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${line(failureMessages[0])}`)
}

/** Reads a results file; a runner that died before writing one counts as one failure. */
function read<T>(
  path: string,
  count: (results: T) => { passed: number; failed: number },
): { passed: number; failed: number } {
  try {
    return count(JSON.parse(readFileSync(path, 'utf8')) as T)
  } catch (error) {
    process.stderr.write(`no results in ${path}: ${String(error)}\n`)
    return { passed: 0, failed: 1 }
  }
}

/** What is to be known of it, beside the counts. */
const remarks: string[] = []

/** More files than that fail for a reason. */
const MOST_AGAIN = 5

/** One run of vitest: all that it is told to, or these files. */
function vitest(name: string, more: readonly string[]): { status: number; path: string } {
  const path = join(folder, name)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${path}`]
  return { status: run('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...more]), path }
}

const passedIn = (files: VitestResults['testResults']): number =>
  files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').length

/** How nodes were cut off, where tests did (tests/cluster/cut.test.ts). */
const howCut = (files: VitestResults['testResults']): string[] => {
  const names = files.flatMap(({ assertionResults }) => assertionResults).map(({ fullName }) => fullName)
  const [, by] = names.map((name) => /\bcut by (namespaces|relays)\b/.exec(name)).find((found) => found !== null) ?? []
  if (by === undefined) return []
  const said = by === 'namespaces' ? 'network namespaces' : 'relays on loopback, without network namespaces'
  return [`nodes were cut off by ${said}`]
}

/** Adds to the remarks what failed, or failed at first; `status`: 0 where in the end nothing did. */
function runVitest(): { status: number; passed: number; failed: number } {
  const projects = isOnlyCluster ? ['--project', 'cluster'] : isCluster ? [] : ['--project', '!cluster']
  const first = vitest('vitest.json', [...projects, ...args])
  let status = first.status
  const counts = read<VitestResults>(first.path, (results) => {
    remarks.push(...howCut(results.testResults))
    const failing = results.testResults.filter((file) => file.status === 'failed')
    const fell = failing.flatMap(failedIn)
    const isTriedAgain = failing.length > 0 && failing.length <= MOST_AGAIN && args.length === 0
    if (!isTriedAgain) {
      remarks.push(...fell.map((line) => `failed: ${line}`))
      const { numPassedTests, numFailedTests, numFailedTestSuites } = results
      return { passed: numPassedTests, failed: numFailedTests || (numFailedTestSuites > 0 ? 1 : 0) }
    }
    const second = vitest(
      'again.json',
      failing.map(({ name }) => relative(process.cwd(), name)),
    )
    status = second.status
    return read<VitestResults>(second.path, ({ testResults }) => {
      const fellAgain = testResults.flatMap(failedIn)
      remarks.push(...fellAgain.map((line) => `failed: ${line}`))
      if (fellAgain.length === 0) remarks.push(...fell.map((line) => `only at the second attempt: ${line}`))
      const untouched = results.numPassedTests - passedIn(failing)
      return { passed: untouched + passedIn(testResults), failed: fellAgain.length }
    })
  })
  return { status, ...counts }
}

const ofVitest = runVitest()
const statuses = [ofVitest.status]
const counts: { passed: number; failed: number }[] = [ofVitest]
if (args.length === 0) {
  const projects = isOnlyCluster ? ['--project=cluster'] : isCluster ? [] : ['--project=sqlite', '--project=postgres']
  statuses.push(
    run('node_modules/@playwright/test/cli.js', ['test', ...projects], { PLAYWRIGHT_JSON_OUTPUT_NAME: browserResults }),
  )
  counts.push(
    read<BrowserResults>(browserResults, ({ stats, suites }) => {
      remarks.push(
        ...suites.flatMap((suite) => endedSo('flaky', suite)).map((name) => `only at the second attempt: ${name}`),
      )
      remarks.push(...suites.flatMap((suite) => endedSo('unexpected', suite)).map((name) => `failed: ${name}`))
      return { passed: stats.expected + stats.flaky, failed: stats.unexpected }
    }),
  )
}
rmSync(folder, { recursive: true })
const sum = (key: 'passed' | 'failed'): number => counts.reduce((total, count) => total + count[key], 0)
const failed = sum('failed') || (statuses.some((status) => status !== 0) ? 1 : 0)
process.stdout.write(`\n${remarks.map((remark) => `${remark}\n`).join('')}${sum('passed')} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)
