/**
 * Typing in a long article on a busy machine: 5,000 words, 100 comments, ten others whose carets move and who type, one Chromium that
 * types by its own protocol, and a process that keeps a core busy. The first figures are of the machine alone: the same page, nobody typing.
 * usage: npm run bench:typing [seconds, default 20]
 */
import { spawn } from 'node:child_process'
import { chromium, type Page } from '@playwright/test'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { attrsFromStart, deltaFromDoc, isBlockStart, type DeltaInsert, type Embed } from '../../src/lib/domain/text.ts'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { DEMO_PASSWORD, makeDataDir, startServer } from '../support/server-process.ts'
import { measureState } from './typing-state.ts'

const SECONDS = Number(process.argv[2] ?? 20)
const KEYS_PER_SECOND = 10
const OTHERS = 10
/** Each of the others does something so often, in milliseconds. */
const EVERY_MS = 400
const COMMENTS = 100
const FRAME_MS = 1000 / 60

const WORDS =
  'The participating societies shall ensure that humanitarian assistance reaches all those affected without delay and on the basis of need alone in accordance with the fundamental principles'.split(
    ' ',
  )

/** 5,000 words: forty paragraphs with two items each, a reference and a bracket here and there. */
function longArticle(heading: string): ArticleDoc {
  const content: Block[] = []
  const add = (id: string, kind: string, words: number): void => {
    const from = content.length * 7
    const text =
      `In case ${content.length}, ` +
      Array.from({ length: words - 3 }, (_, i) => WORDS[(from + i) % WORDS.length]!).join(' ')
    const attrs = attrsFromStart(
      { b: id },
      kind === 'para' ? {} : { 'b.kind': kind, ...(kind === 'item' && { 'b.depth': '1' }) },
    )
    const words_: Block['content'] = [{ type: 'text', text: `${text} ` }]
    if (content.length % 5 === 2)
      words_.push({
        type: 'ref',
        attrs: { id: `r${content.length}`, to: `p${content.length % 40}`, form: 'full', as: null },
      })
    if (content.length % 9 === 4) {
      const marks = [{ type: 'br' as const, attrs: { id: `br${id}`, option: `o${id}` } }]
      words_.push(
        { type: 'opt', attrs: { id: `o${id}`, br: `br${id}`, kind: 'optional', label: '' }, marks },
        { type: 'text', text: 'as appropriate', marks },
      )
    }
    content.push({ type: 'block', attrs, content: words_ })
  }
  add('h', 'heading', 3)
  content[0]!.content = [{ type: 'text', text: heading }]
  for (let i = 0; i < 40; i++) {
    add(`p${i}`, 'para', 65)
    add(`p${i}a`, 'item', 30)
    add(`p${i}b`, 'item', 30)
  }
  return { type: 'doc', content }
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN
const three = (values: readonly number[]): string =>
  [0.5, 0.95, 0.99].map((q) => quantile(values, q).toFixed(1)).join(' / ')
const say = (what: string, figure: string): boolean => process.stdout.write(`${what.padEnd(58)} ${figure}\n`)

const article = longArticle('Typing')
const { dataDir, remove } = makeDataDir()
process.setMaxListeners(50)
process.on('exit', () => server.child.kill())
const server = await startServer({ entry: 'demo', dataDir, env: { SYNC_UPDATES_PER_SECOND: '200' } })
const api = async <T>(token: string, path: string, body?: unknown): Promise<T> => {
  const response = await fetch(`${server.origin}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
const signIn = async (name: string): Promise<string> =>
  (await api<{ token: string }>('', '/sessions', { email: `${name}@concord.example`, password: DEMO_PASSWORD })).token

// the article and its comments
const secretariat = await signIn('secretariat')
const charter = (await api<{ items: { id: string }[] }>(secretariat, '/charters')).items[0]!.id
const made = await api<{ id: string; number: string; documents: { id: string; lang: string }[] }>(
  secretariat,
  `/charters/${charter}/articles`,
  { heading: 'Typing', after: null },
)
const documentId = made.documents.find(({ lang }) => lang === 'en')!.id
const drafters = await Promise.all(['drafter-02', 'drafter-03', 'drafter-04'].map(signIn))
const connect = (doc: Y.Doc, token: string): Promise<WebsocketProvider> => {
  class SignedIn extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
    }
  }
  const provider = new WebsocketProvider(`${server.origin.replace('http', 'ws')}/sync`, documentId, doc, {
    WebSocketPolyfill: SignedIn as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  return new Promise((resolve) => provider.once('sync', () => resolve(provider)))
}
const others = await Promise.all(
  Array.from({ length: OTHERS }, async (_, i) => {
    const doc = new Y.Doc()
    return { doc, text: doc.getText('default'), provider: await connect(doc, drafters[i % drafters.length]!) }
  }),
)
const writer = others[0]!
writer.doc.transact(() => {
  writer.text.delete(0, writer.text.length)
  writer.text.applyDelta(deltaFromDoc(article).map((op) => ({ attributes: {}, ...op })))
})
const isWritten = async (): Promise<boolean> =>
  (await api<{ text: string }>(secretariat, `/articles/${made.id}`)).text.length > 25_000
while (!(await isWritten())) await new Promise((resolve) => setTimeout(resolve, 50))
const reviewers = await Promise.all(['reviewer-05', 'reviewer-06'].map(signIn))
for (let i = 0; i < COMMENTS; i++)
  await api(reviewers[i % 2]!, `/articles/${made.id}/comments`, {
    body: `Remark ${i}: this could be said more plainly.`,
    lang: 'en',
    anchor: {
      blockId: article.content[1 + (i % 120)]!.attrs.id,
      exact: article.content[1 + (i % 120)]!.content!.map((one) => (one.type === 'text' ? one.text : ''))
        .join('')
        .slice(0, 30),
    },
  })

const busy = spawn(process.execPath, ['-e', 'for (;;);'])
process.on('exit', () => busy.kill())

/** Index of a random letter's place, in words only. */
function placeIn(text: Y.Text): number {
  const places: number[] = []
  let at = 0
  for (const { insert } of text.toDelta() as DeltaInsert[]) {
    if (typeof insert === 'string' && insert.length > 20)
      places.push(at + 10 + Math.floor(Math.random() * (insert.length - 10)))
    at += typeof insert === 'string' ? insert.length : isBlockStart(insert as Embed) ? 1 : 1
  }
  return places[Math.floor(Math.random() * places.length)]!
}
let isOver = false
/** One of the others: types a word letter by letter, then goes elsewhere. */
async function live({ text, provider }: (typeof others)[number]): Promise<void> {
  let place = placeIn(text)
  for (let n = 0; !isOver; n++) {
    if (n % 8 === 7) place = placeIn(text)
    else text.insert(place++, n % 8 === 6 ? ' ' : 'x')
    const here = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, place, -1)) as unknown
    provider.awareness.setLocalStateField('cursor', { anchor: here, head: here })
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS * (0.75 + Math.random() / 2)))
  }
}

const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })
const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1280, height: 860 } })
await context.addCookies([{ name: 'concord_session', value: await signIn('drafter-01'), url: server.origin }])
await context.addInitScript(() => {
  const note = {
    openedAt: 0,
    frames: [] as number[],
    waits: [] as number[],
    long: [] as number[],
  }
  Object.assign(window, { note })
  new MutationObserver((_, observer) => {
    const text = document.querySelector('[role=textbox][contenteditable=true]')
    if (!text || text.textContent.length < 20_000) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => (note.openedAt = performance.now())))
  }).observe(document, { subtree: true, childList: true, attributes: true })
  const frame = (now: number): void => {
    note.frames.push(now)
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => note.long.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
  })
  document.addEventListener(
    'keydown',
    (event) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => note.waits.push(performance.now() - event.timeStamp)
        port2.postMessage(null)
      })
    },
    true,
  )
})
interface Note {
  openedAt: number
  frames: number[]
  waits: number[]
  long: number[]
}
const noteOf = (page: Page): Promise<Note> => page.evaluate(() => (window as unknown as { note: Note }).note)
const path = `/draft/${made.number.replace(' ', '-')}`

const page = await context.newPage()
const openings: number[] = []
for (let i = 0; i < 6; i++) {
  await page.goto(path)
  await page.waitForFunction(() => (window as unknown as { note: Note }).note.openedAt > 0)
  openings.push((await noteOf(page)).openedAt)
}

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

await page.locator('[role=textbox] [data-id=p20]').click()
await page.keyboard.press('End')
await reset()
await new Promise((resolve) => setTimeout(resolve, (SECONDS * 1000) / 4))
const alone = await noteOf(page)

const session = await context.newCDPSession(page)
await session.send('Performance.enable')
/** Seconds of the page's main thread so far, by what it did. */
const spent = async (): Promise<Record<string, number>> => {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}
const before = await spent()
const living = others.map(live)
await reset()
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
const typing = await noteOf(page)
const after = await spent()
isOver = true
await Promise.all(living)

say(
  'words, comments, others',
  `${article.content.flatMap((block) => block.content ?? []).flatMap((one) => (one.type === 'text' ? one.text.trim().split(/\s+/) : [])).length}, ${COMMENTS}, ${OTHERS}`,
)
say(
  'opening, from the click to the text painted, first; p50',
  `${openings[0]!.toFixed(0)} ms; ${quantile(openings, 0.5).toFixed(0)} ms`,
)
frames('nobody typing', alone)
frames('typing', typing)
say('typing: key to paint p50 / p95 / p99 ms', three(typing.waits))
busy.kill()
say(
  'typing: main thread busy, of each second: script, style, layout, all, ms',
  ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration', 'TaskDuration']
    .map((name) => (((after[name]! - before[name]!) / SECONDS) * 1000).toFixed(0))
    .join(', '),
)
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
