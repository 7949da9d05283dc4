/** What a page weighs as a browser receives it, gzipped: all of it, and of a text that can be written in what comes when. */
import { gzipSync } from 'node:zlib'
import type { Browser, Response } from '@playwright/test'

export interface Weight {
  /** JavaScript named in the page itself. */
  page: number
  /** JavaScript asked for after that: of a text that can be written in, the editor with Yjs. */
  later: number
  /** JavaScript that comes when the browser has nothing else to do: panels. */
  idle: number
  font: number
  other: number
}

/** Holds back what waits for an idle moment until `release` is called, so that the two can be told apart on any machine. */
function holdIdle(): void {
  const held: IdleRequestCallback[] = []
  window.requestIdleCallback = (callback) => held.push(callback)
  window.cancelIdleCallback = (number) => void (held[number - 1] = () => undefined)
  const release = (): void => held.forEach((callback) => callback({ didTimeout: true, timeRemaining: () => 0 }))
  Object.assign(window, { release })
}

/** Opens `path` as the person of this session, or nobody; `isDesk`: until one can write in it, and then until its panels are there. Bytes, gzipped. */
export async function weigh(
  browser: Browser,
  origin: string,
  path: string,
  token: string | null,
  isDesk = false,
): Promise<Weight> {
  const context = await browser.newContext({ baseURL: origin })
  if (token) await context.addCookies([{ name: 'concord_session', value: token, url: origin }])
  await context.addInitScript(holdIdle)
  const page = await context.newPage()
  const responses: Response[] = []
  page.on('response', (response) => void responses.push(response))
  await page.goto(path, { waitUntil: 'networkidle' })
  let opened = responses.length
  if (isDesk) {
    await page.locator('[role=textbox][contenteditable=true]').waitFor()
    opened = responses.length
    const panels = page.waitForResponse((response) => response.request().resourceType() === 'script')
    await page.evaluate(() => (window as unknown as { release(): void }).release())
    await panels
    // one import asks for all that it needs at once
    await Promise.all(responses.map((response) => response.finished()))
  }
  const weight: Weight = { page: 0, later: 0, idle: 0, font: 0, other: 0 }
  let named = ''
  for (const [i, response] of responses.entries()) {
    const type = response.request().resourceType()
    const body = response.status() < 300 ? await response.body() : Buffer.alloc(0)
    if (type === 'document') named += `${response.headers()['link'] ?? ''} ${body.toString()}`
    if (type === 'font') weight.font += body.length
    else if (type !== 'script') weight.other += gzipSync(body).length
    else if (i >= opened) weight.idle += gzipSync(body).length
    else
      weight[named.includes(new URL(response.url()).pathname.split('/').at(-1)!) ? 'page' : 'later'] +=
        gzipSync(body).length
  }
  await context.close()
  return weight
}
