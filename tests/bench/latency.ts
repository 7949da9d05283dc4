/**
 * From a key on one screen to the letter on another: two Chromium pages on one article of the demo, over the whole engine (journal included).
 * usage: npm run bench:latency [keys]
 */
import { chromium, type Page } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { makeDataDir, startServer } from '../support/server-process.ts'
import { signIn } from './asking.ts'
import { quantile } from './quantile.ts'

const KEYS = Number(process.argv[2] ?? 300)
const KEYS_PER_SECOND = 8

const { dataDir, remove } = makeDataDir()
const server = await startServer({ entry: 'demo', dataDir })
const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })

async function open(name: string, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.origin })
  await context.addCookies([{ name: 'concord_session', value: await signIn(server.origin, name), url: server.origin }])
  const page = await context.newPage()
  await page.goto(path)
  await page.locator('[role=textbox][contenteditable=true]').waitFor()
  return page
}

const path = '/draft/2'
const writer = await open('drafter-01', path)
const reader = await open('drafter-02', path)

// each key is a letter that stands nowhere else in the text; the reader's page notes when it first sees n of them
const MARK = 'ѫ'
await reader.evaluate((mark) => {
  const seen: number[] = []
  Object.assign(window, { seen })
  const text = document.querySelector('[role=textbox]')!
  new MutationObserver(() => {
    const count = text.textContent.split(mark).length - 1
    while (seen.length < count) seen.push(performance.timeOrigin + performance.now())
  }).observe(text, { subtree: true, childList: true, characterData: true })
}, MARK)
await writer.evaluate(() => {
  const sent: number[] = []
  Object.assign(window, { sent })
  document.addEventListener('beforeinput', () => sent.push(performance.timeOrigin + performance.now()), true)
})
await writer.locator('[role=textbox] [data-kind=para]').first().click()
await writer.keyboard.press('End')
for (let i = 0; i < KEYS; i++) {
  const next = performance.now() + 1000 / KEYS_PER_SECOND
  await writer.keyboard.insertText(MARK)
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
}
await reader.waitForFunction((n) => (window as unknown as { seen: number[] }).seen.length >= n, KEYS)
const sent = await writer.evaluate(() => (window as unknown as { sent: number[] }).sent)
const seen = await reader.evaluate(() => (window as unknown as { seen: number[] }).seen)
const times = seen.map((at, i) => at - sent[i]!)
const at = (share: number): string => quantile(times, share).toFixed(1)
process.stdout.write(
  `key to other screen, ${KEYS} keys at ${KEYS_PER_SECOND}/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms\n`,
)
await browser.close()
await server.stop()
remove()
