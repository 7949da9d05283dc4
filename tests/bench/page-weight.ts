/**
 * What pages weigh: JavaScript (gzipped) and everything before fonts, as a browser receives it from the demo.
 * usage: npm run bench:weight
 */
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { DEMO_PASSWORD, makeDataDir, startServer } from '../support/server-process.ts'

const { dataDir, remove } = makeDataDir()
const server = await startServer({ entry: 'demo', dataDir })
const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })

/** Gzipped bytes by kind of everything that opening `path` loads. */
async function weigh(path: string, token: string | null): Promise<{ script: number; font: number; other: number }> {
  const context = await browser.newContext({ baseURL: server.origin })
  if (token) await context.addCookies([{ name: 'concord_session', value: token, url: server.origin }])
  const page = await context.newPage()
  const sizes = { script: 0, font: 0, other: 0 }
  const bodies: Promise<void>[] = []
  page.on('response', (response) => {
    const type = response.request().resourceType()
    bodies.push(
      response.body().then(
        (body) => {
          if (type === 'font') sizes.font += body.length
          else sizes[type === 'script' ? 'script' : 'other'] += gzipSync(body).length
        },
        () => undefined, // a redirect has no body
      ),
    )
  })
  await page.goto(path, { waitUntil: 'networkidle' })
  await Promise.all(bodies)
  await context.close()
  return sizes
}

const { token } = (await (
  await fetch(`${server.origin}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'drafter-01@concord.example', password: DEMO_PASSWORD }),
  })
).json()) as { token: string }

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
for (const [path, as] of [
  ['/', null],
  ['/charter', null],
  ['/charter/v/1/7', null],
  ['/signatories', null],
  ['/draft/2', token],
] as const) {
  const { script, font, other } = await weigh(path, as)
  process.stdout.write(
    `${path.padEnd(16)} JavaScript ${kilobytes(script)}, other before fonts ${kilobytes(other)}, fonts ${kilobytes(font)}\n`,
  )
}
await browser.close()
await server.stop()
remove()
