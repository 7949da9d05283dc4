/**
 * The pictures of the README, taken from the demo. usage: npm run pictures
 */
import { chromium, type Page } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.js'
import { DEMO_PASSWORD, makeDataDir, startServer } from '../support/server-process.ts'

const { dataDir, remove } = makeDataDir()
const server = await startServer({ entry: 'demo', dataDir })
const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_FLAGS })

const signIn = async (name: string): Promise<string> => {
  const response = await fetch(`${server.origin}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${name}@concord.example`, password: DEMO_PASSWORD }),
  })
  return ((await response.json()) as { token: string }).token
}

interface View {
  name?: string
  lang?: 'en' | 'ar'
  scheme?: 'light' | 'dark'
  width?: number
}

async function open(path: string, { name, lang = 'en', scheme = 'light', width = 1280 }: View): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.origin,
    viewport: { width, height: width < 500 ? 844 : 860 },
    locale: lang === 'en' ? 'en-GB' : lang,
    timezoneId: 'Asia/Qatar',
    colorScheme: scheme,
  })
  if (name !== undefined)
    await context.addCookies([{ name: 'concord_session', value: await signIn(name), url: server.origin }])
  const page = await context.newPage()
  await page.goto(path, { waitUntil: 'networkidle' })
  return page
}

const shoot = (page: Page, file: string): Promise<Buffer> => page.screenshot({ path: `docs/pictures/${file}.png` })

// two drafters in one article, the second one's caret in view
const other = await open('/draft/7', { name: 'drafter-02' })
await other.getByRole('textbox').locator('[data-id="prevention-means-a"]').click()
await other.keyboard.press('End')
const desk = await open('/draft/7', { name: 'drafter-01' })
await desk.getByText('Delegation 02 · Drafter').first().waitFor()
await shoot(desk, 'desk')

// a signature for the register
const token = await signIn('signatory-03')
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
const { items: charters } = (await (await fetch(`${server.origin}/api/v1/charters`)).json()) as {
  items: { id: string }[]
}
const { items: versions } = (await (
  await fetch(`${server.origin}/api/v1/charters/${charters[0]!.id}/versions`)
).json()) as { items: { id: string; sha256: string }[] }
const { id, sha256 } = versions[0]!
await fetch(`${server.origin}/api/v1/versions/${id}/signoffs`, {
  method: 'POST',
  headers,
  body: JSON.stringify({ decision: 'endorse', sha256, capacity: 'President', place: 'Doha' }),
})
await shoot(await open('/', {}), 'front')
await shoot(await open('/charter/v/1/4?lang=ar', { lang: 'ar' }), 'charter-arabic')
await shoot(await open('/signatories', { scheme: 'dark' }), 'register-dark')
await shoot(await open('/draft/10', { name: 'drafter-01', width: 390 }), 'desk-phone')

await browser.close()
await server.stop()
remove()
