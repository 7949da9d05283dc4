/**
 * What pages weigh: JavaScript (gzipped) and everything before fonts, as a browser receives it from the demo; of the desk what is there
 * when one can read and type, and what comes afterwards.
 * usage: npm run bench:weight
 */
import { chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { makeDataDir, startServer } from '../support/server-process.ts'
import { weigh } from '../support/weighing.ts'
import { signIn } from './asking.ts'

const { dataDir, remove } = makeDataDir()
const server = await startServer({ entry: 'demo', dataDir })
const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })

const token = await signIn(server.origin, 'drafter-01')

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
for (const path of ['/', '/charter', '/charter/v/1/7', '/signatories']) {
  const { page, later, idle, font, other } = await weigh(browser, server.origin, path, null)
  process.stdout.write(
    `${path.padEnd(16)} JavaScript ${kilobytes(page + later + idle)}, other before fonts ${kilobytes(other)}, fonts ${kilobytes(font)}\n`,
  )
}
const path = '/draft/2'
const { page, later, idle, font, other } = await weigh(browser, server.origin, path, token, true)
process.stdout.write(
  `${path.padEnd(16)} JavaScript to read and type ${kilobytes(page + later)}: the page ${kilobytes(page)}, the editor with Yjs ${kilobytes(later)}; ` +
    `panels, read when idle, ${kilobytes(idle)} more; other before fonts ${kilobytes(other)}, fonts ${kilobytes(font)}\n`,
)
await browser.close()
await server.stop()
remove()
