/**
 * Typing in a long article on a busy machine: 5,000 words, 100 comments, ten others whose carets move and who type, one Chromium that
 * types by its own protocol, and processes that keep cores busy. The page with nobody typing is measured first: what the machine costs alone.
 * Of frames, waits and openings the clock is told; of the page's main thread its own time on a core, which other processes do not lengthen.
 * usage: npm run bench:typing [seconds, default 20] [cores kept busy: a number, or `busy` for all; default 1] [`rolling`: with 100 open proposals
 * and 60 brackets of two alternatives in it, too]
 * TRACE=path writes path-first.json and path-later.json (opening) and path-typing.json for chrome://tracing.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { deltaFromDoc } from '../../src/lib/domain/text.ts'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { makeDataDir, startServer } from '../support/server-process.ts'
import { askingAt, signIn } from './asking.ts'
import { longArticle } from './long-article.ts'
import { connectOther, live, type Other } from './others.ts'
import { quantile } from './quantile.ts'
import { bracketIn, proposeIn } from './rolling-article.ts'
import { measureState } from './typing-state.ts'
import { watch, type Note } from './watched.ts'

const SECONDS = Number(process.argv[2] ?? 20)
const BUSY = process.argv[3] === 'busy' ? availableParallelism() : Number(process.argv[3] ?? 1)
const IS_ROLLING = process.argv[4] === 'rolling'
const TRACE = process.env['TRACE']
const KEYS_PER_SECOND = 10
const OTHERS = 10
const COMMENTS = 100
const PROPOSALS = IS_ROLLING ? 100 : 0
const BRACKETS = IS_ROLLING ? 60 : 0
const FRAME_MS = 1000 / 60

const three = (values: readonly number[]): string =>
  [0.5, 0.95, 0.99].map((q) => quantile(values, q).toFixed(1)).join(' / ')
const middle = <K extends string>(all: readonly Record<K, number>[], key: K): string =>
  quantile(
    all.map((one) => one[key]),
    0.5,
  ).toFixed(0)
const say = (what: string, figure: string): boolean => process.stdout.write(`${what.padEnd(100)} ${figure}\n`)

const article = longArticle('Typing')
const { dataDir, remove } = makeDataDir()
process.setMaxListeners(50)
process.on('exit', () => server.child.kill())
const server = await startServer({ entry: 'demo', dataDir, env: { SYNC_UPDATES_PER_SECOND: '200' } })
const tokenOf = (name: string): Promise<string> => signIn(server.origin, name)

// the article and its comments
const secretariat = await tokenOf('secretariat')
const ask = askingAt(server.origin, secretariat)
const charter = (await ask<{ items: { id: string }[] }>('GET', '/charters')).items[0]!.id
const made = await ask<{ id: string; number: string; documents: { id: string; lang: string }[] }>(
  'POST',
  `/charters/${charter}/articles`,
  { heading: 'Typing', after: null },
)
const documentId = made.documents.find(({ lang }) => lang === 'en')!.id
const drafters = await Promise.all(['drafter-02', 'drafter-03', 'drafter-04'].map(tokenOf))
const others = await Promise.all(
  Array.from({ length: OTHERS }, (_, i) => connectOther(server.origin, documentId, drafters[i % drafters.length]!)),
)
const writer = others[0]!
writer.doc.transact(() => {
  writer.text.delete(0, writer.text.length)
  writer.text.applyDelta(deltaFromDoc(article).map((op) => ({ attributes: {}, ...op })))
})
const isWritten = async (): Promise<boolean> =>
  (await ask<{ text: string }>('GET', `/articles/${made.id}`)).text.length > 25_000
while (!(await isWritten())) await new Promise((resolve) => setTimeout(resolve, 50))
const reviewers = await Promise.all(['reviewer-05', 'reviewer-06'].map(tokenOf))
for (let i = 0; i < COMMENTS; i++)
  await askingAt(server.origin, reviewers[i % 2]!)('POST', `/articles/${made.id}/comments`, {
    body: `Remark ${i}: this could be said more plainly.`,
    lang: 'en',
    anchor: {
      blockId: article.content[1 + (i % 120)]!.attrs.id,
      exact: article.content[1 + (i % 120)]!.content!.map((one) => (one.type === 'text' ? one.text : ''))
        .join('')
        .slice(0, 30),
    },
  })

await bracketIn(ask, made.id, article, BRACKETS)
const proposing = await Promise.all(['drafter-02', 'drafter-03', 'drafter-04', 'drafter-01'].map(tokenOf))
const parties = { drafters: proposing.map((token) => askingAt(server.origin, token)), secretariat: ask }
await proposeIn(parties, made.id, article, PROPOSALS)

const busy = Array.from({ length: BUSY }, () => spawn(process.execPath, ['-e', 'for (;;);']))
const rest = (): void => busy.forEach((one) => void one.kill())
process.on('exit', rest)

const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })
const drafter = await tokenOf('drafter-01')
/** A browser's memory of its own: nothing of the site is in it. */
async function newcomer(): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1280, height: 860 } })
  await context.addCookies([{ name: 'concord_session', value: drafter, url: server.origin }])
  await context.addInitScript(watch)
  return context
}
const context = await newcomer()
const noteOf = (page: Page): Promise<Note> => page.evaluate(() => (window as unknown as { note: Note }).note)
const path = `/draft/${made.number.replace(' ', '-')}`

const CATEGORIES = [
  '-*',
  'toplevel',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink',
  'cc',
  'viz',
  'v8',
  'disabled-by-default-v8.cpu_profiler',
  'loading',
]
/** Does `work`, and keeps what the browser did meanwhile where that is asked for. */
async function traced(name: string, work: () => Promise<void>): Promise<void> {
  if (!TRACE) return work()
  await browser.startTracing(page, { categories: CATEGORIES })
  await work()
  writeFileSync(`${TRACE}-${name}.json`, await browser.stopTracing())
}

const page = await context.newPage()
interface Opening {
  painted: number
  answered: number
}
async function open(where: Page): Promise<Opening> {
  await where.goto(path)
  await where.waitForFunction(() => (window as unknown as { note: Note }).note.openedAt > 0)
  const answered = await where.evaluate(
    () => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).responseEnd,
  )
  return { painted: (await noteOf(where)).openedAt, answered }
}
const openings: Record<'cold' | 'new' | 'later', Opening[]> = { cold: [], new: [], later: [] }
await traced('first', async () => void openings.cold.push(await open(page)))
for (let i = 0; i < 5; i++) {
  const other = await newcomer()
  openings.new.push(await open(await other.newPage()))
  await other.close()
}
for (let i = 0; i < 5; i++) await traced('later', async () => void openings.later.push(await open(page)))

/** Frames of a stretch of time: the share that came late by a frame or more, and how long they were. */
function frames(what: string, { frames: at, long }: Note): void {
  const lengths = at.slice(1).map((time, i) => time - at[i]!)
  const missed = lengths.reduce((sum, length) => sum + Math.max(0, Math.round(length / FRAME_MS) - 1), 0)
  say(`${what}: frame p50 / p95 / p99 ms`, three(lengths))
  say(
    `${what}: frames longer than 16.7 ms; frames missed`,
    `${((lengths.filter((length) => length > FRAME_MS + 1).length / lengths.length) * 100).toFixed(1)} %; ${((missed / (lengths.length + missed)) * 100).toFixed(1)} %`,
  )
  say(`${what}: tasks over 50 ms`, String(long.length))
}
const reset = (): Promise<void> =>
  page.evaluate(() => {
    const { note } = window as unknown as { note: Note }
    note.frames.length = note.waits.length = note.long.length = 0
  })

const session = await context.newCDPSession(page)
await session.send('Performance.enable', { timeDomain: 'threadTicks' })
/** Seconds of the page's main thread so far, by what it did. */
const spent = async (): Promise<Record<string, number>> => {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}
/** Milliseconds of the page's main thread of each second that `work` takes: script, style, layout, all. */
async function costs(work: () => Promise<void>): Promise<string> {
  const [before, begun] = [await spent(), performance.now()]
  await work()
  const seconds = (performance.now() - begun) / 1000
  const after = await spent()
  return ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration', 'TaskDuration']
    .map((name) => (((after[name]! - before[name]!) / seconds) * 1000).toFixed(0))
    .join(', ')
}

await page.locator('[role=textbox] [data-id=p20]').click()
await page.keyboard.press('End')
await reset()
const costAlone = await costs(() => new Promise((resolve) => setTimeout(resolve, (SECONDS * 1000) / 4)))
const alone = await noteOf(page)

const over = new AbortController()
const living = others.map((other: Other) => live(other, over.signal))
await reset()
let costTyping = ''
await traced('typing', async () => {
  costTyping = await costs(async () => {
    for (let i = 0; i < SECONDS * KEYS_PER_SECOND; i++) {
      const next = performance.now() + 1000 / KEYS_PER_SECOND
      const key = i % 6 === 5 ? ' ' : 'abcdefghij'[i % 10]!
      const event = {
        key,
        code: key === ' ' ? 'Space' : `Key${key.toUpperCase()}`,
        windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0),
      }
      await session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: key, ...event })
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
    }
  })
})
const typing = await noteOf(page)
over.abort()
await Promise.all(living)

say(
  'words, comments, open proposals, brackets put, others',
  `${article.content.flatMap((block) => block.content ?? []).flatMap((one) => (one.type === 'text' ? one.text.trim().split(/\s+/) : [])).length}, ${COMMENTS}, ${PROPOSALS}, ${BRACKETS}, ${OTHERS}`,
)
say('cores kept busy', `${BUSY} of ${availableParallelism()}`)
for (const [when, all] of [
  ['browser and server just started', openings.cold],
  ['first visit, nothing in its cache', openings.new],
  ['later', openings.later],
] as const)
  say(
    `opening, ${when}: text painted to write in; page answered, p50, ms`,
    `${middle(all, 'painted')}; ${middle(all, 'answered')}`,
  )
frames('nobody typing', alone)
frames('typing', typing)
say('typing: key to paint p50 / p95 / p99 ms', three(typing.waits))
rest()
const COST = 'main thread, of each second: script, style, layout, all, ms'
say(`nobody typing: ${COST}`, costAlone)
say(`typing: ${COST}`, costTyping)
for (const { provider } of others) provider.destroy()
await browser.close()
await server.stop()
remove()

const { plain, whole } = measureState(article)
say(
  'a key in the state alone, ProseMirror / with all of ours, ms',
  `${plain.toFixed(3)} / ${whole.toFixed(3)} (${(whole / plain).toFixed(1)} times)`,
)
process.exit(0)
