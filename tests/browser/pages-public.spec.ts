/** What anybody can do without an account and without JavaScript: read, point at a paragraph, search, check. */
import { createHash } from 'node:crypto'
import { expect, test } from './fixtures.ts'

const NO_SCRIPT = { javaScriptEnabled: false }
const PUBLIC = [
  '/',
  '/charter',
  '/charter/v/1',
  '/charter/v/1/7',
  '/charter/compare',
  '/signatories',
  '/sign-in',
  '/about',
  '/privacy',
]

test('public pages bring no script, ask nobody else and are light', async ({ as, server }) => {
  const page = await as(null)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  for (const path of PUBLIC) {
    const response = await page.goto(path)
    const html = await response!.text()
    expect(html, path).not.toMatch(/<script|<!--\[/)
    expect(Buffer.byteLength(html), path).toBeLessThan(100_000)
    expect(response!.headers()['content-security-policy'], path).toMatch(/script-src 'self'(?! 'unsafe)/)
  }
  expect(asked.filter((url) => !url.startsWith(`${server.origin}/`) && !url.startsWith('data:'))).toEqual([])
  expect(asked.filter((url) => url.endsWith('.js'))).toEqual([])
})

test('only one font is loaded ahead of its use', async ({ as }) => {
  for (const [locale, face] of [
    ['en-GB', 'source-serif-4'],
    ['ar', 'noto-naskh-arabic'],
  ] as const) {
    const page = await as(null, { locale })
    const response = await page.goto('/charter')
    const html = `${response!.headers()['link'] ?? ''}${await response!.text()}`
    const preloaded = [...html.matchAll(/[^"<\s]+\.woff2/g)].map(String)
    expect(preloaded).toHaveLength(1)
    expect(preloaded[0]).toContain(face)
  }
})

test('the text is read by outline, number and reference', async ({ as }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/charter')
  await expect(page.getByText('Draft text, not adopted').first()).toBeVisible()
  await expect(page.locator('section.article')).toHaveCount(22)
  await page
    .getByRole('navigation', { name: 'Contents' })
    .getByRole('link', { name: /Article 14 bis/ })
    .click()
  await expect(page.getByRole('heading', { name: /Article 14 bis/ })).toBeInViewport()

  // a number is the lasting address of its paragraph
  const number = page
    .locator('section.article', { hasText: 'Preventive humanitarian diplomacy' })
    .getByRole('link', { name: 'Permanent link to 2.' })
  await number.click()
  await expect(page).toHaveURL(/\/charter\/v\/1\/7\?lang=en#.+/)
  await expect(page.locator(':target')).toContainText('To that end they shall')

  // a reference leads to the block that it names, on its own page
  await page.locator('section.article a.ref').first().click()
  await expect(page).toHaveURL(/\/charter\/v\/1\/4\?lang=en#/)
  await expect(page.locator(':target')).toBeVisible()
})

test('each text says its language and direction, whatever the language of the interface', async ({ as }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/charter?lang=ar')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  const article = page.locator('section.article').nth(1)
  await expect(article).toHaveAttribute('lang', 'ar')
  await expect(article).toHaveAttribute('dir', 'rtl')
  const missing = page.getByText('Not yet available in Arabic.').first()
  await expect(missing).toHaveAttribute('lang', 'en')
  await expect(missing).toHaveAttribute('dir', 'ltr')

  await page.goto('/charter?lang=fr')
  await expect(page.locator('section.article').nth(1)).toHaveAttribute('lang', 'fr')
  await page.goto('/charter?lang=xx')
  await expect(page.locator('section.article').nth(1)).toHaveAttribute('lang', 'en')
})

test('language and colours are chosen without a script and kept', async ({ as }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/verify?version=1')
  const choices = page.getByRole('form', { name: 'Language and colours' })
  await choices.getByLabel('Language').selectOption('ar')
  await choices.getByLabel('Colours').selectOption('dark')
  await choices.getByRole('button').click()
  await expect(page).toHaveURL(/\/verify\?version=1$/)
  await page.goto('/about')
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('عن هذا الموقع')
})

test('what is downloaded has the fingerprint that is shown', async ({ as }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/charter')
  const shown = await page.locator('aside dd.hash').innerText()
  const canonical = await page.request.get('/charter/v/1/canonical.json')
  expect(
    createHash('sha256')
      .update(await canonical.body())
      .digest('hex'),
  ).toBe(shown)
  const plain = await page.request.get('/charter/v/1/text.txt?lang=ar')
  expect(plain.headers()['content-type']).toBe('text/plain; charset=utf-8')
  expect(await plain.text()).toContain('المادة 4')
})

test('a fingerprint is checked on the server without a script', async ({ as }) => {
  const page = await as(null, NO_SCRIPT)
  await page.goto('/verify')
  await page.getByRole('button', { name: 'Compute and compare' }).click()
  await expect(page.getByText('They match.')).toBeVisible()
  await page.getByLabel('The fingerprint you hold').fill('0'.repeat(64))
  await page.getByRole('button', { name: 'Compute and compare' }).click()
  await expect(page.getByText('They do not match.')).toBeVisible()
  await page.getByLabel('The fingerprint you hold').fill('not one')
  await page.getByRole('button', { name: 'Compute and compare' }).click()
  await expect(page.getByText('A fingerprint has 64 characters')).toBeVisible()
})

test('a fingerprint and a file are checked on the device with one', async ({ as }) => {
  const page = await as(null)
  const bytes = await (await page.request.get('/charter/v/1/canonical.json')).body()
  await page.goto('/verify')
  const file = page.getByLabel('Or check a file you have')
  await file.setInputFiles({ name: 'charter.json', mimeType: 'application/json', buffer: bytes })
  await expect(page.getByText('The file is version 1.')).toBeVisible()
  const changed = Buffer.from(bytes)
  changed[100]! ^= 1
  await file.setInputFiles({ name: 'charter.json', mimeType: 'application/json', buffer: changed })
  await expect(page.getByText('The file is none of the published versions.')).toBeVisible()
  await page.getByRole('button', { name: 'Compute and compare' }).click()
  await expect(page.getByText('Computed on your device')).toBeVisible()
  await expect(page.getByText('They match.')).toBeVisible()
})

test('a page prints with its number and fingerprint and without what is for screens', async ({ as }) => {
  const page = await as(null)
  await page.goto('/charter/v/1/7')
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByText(/version 1 \(Rev\.2\) · SHA-256 [0-9a-f]{64}/)).toBeVisible()
  await expect(page.getByRole('banner')).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Contents' })).toBeHidden()
  await expect(page.getByText('1.', { exact: true }).first()).toBeVisible()
})

test('no page is wider than a small screen', async ({ as }) => {
  for (const locale of ['en-GB', 'ar']) {
    const page = await as(null, { locale, viewport: { width: 320, height: 700 } })
    for (const path of [...PUBLIC, '/verify', '/charter?lang=ar']) {
      await page.goto(path)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
        path,
      ).toBeLessThanOrEqual(0)
    }
  }
})

test('a form that cannot be read is the sender’s fault, one that is too large is told so', async ({
  request,
  server,
}) => {
  const headers = { origin: server.origin, 'content-type': 'multipart/form-data' }
  for (const path of ['/preferences', '/sign-in', '/verify']) {
    const answer = await request.post(path, { headers, data: 'no boundary' })
    expect(answer.status(), path).toBe(400)
  }
  const large = await request.post('/sign-in', {
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    data: `email=${'x'.repeat(10 * 1024 * 1024)}`,
  })
  expect(large.status()).toBe(413)
})
