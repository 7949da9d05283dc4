// Over 250 lines: every way in and every page that shows what came, in one walk.
/**
 * 200 strings, each of which would run somewhere, through every way by which words come in, looked at on every page that shows them in a
 * real browser with a tripwire: nothing runs, nothing is even tried, nothing is asked of another site.
 */
import type { Page } from '@playwright/test'
import * as Y from 'yjs'
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { BareClient } from '../support/sync-client.ts'
import { XSS_CORPUS } from '../support/xss-corpus.ts'
import { expect, test } from './fixtures.ts'

test.use({ ownServer: 'xss.spec.ts' })
test.describe.configure({ mode: 'default', retries: 0 })

/** What must not stand in any page: markup that only the corpus has. */
const STRANGE =
  'img[onerror], svg[onload], svg script, iframe, object, embed, math, video, base, [onfocus], [ontoggle], a[href^="javascript" i], link[href*="evil"], meta[http-equiv=refresh]'

interface Tripwire {
  look(path: string): Promise<void>
  /** What was tripped so far. */
  tripped: string[]
  pages: number
}

async function tripwire(page: Page, origin: string): Promise<Tripwire> {
  const tripped: string[] = []
  let at = ''
  page.on('dialog', (dialog) => {
    tripped.push(`${at}: dialog`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) tripped.push(`${at}: asked ${request.url()}`)
  })
  await page.exposeFunction('__violated', (what: string) => tripped.push(`${at}: ${what}`))
  // faces of type are none of this test, and hundreds of pages ask for them
  await page.route('**/*.woff2', (route) => route.abort())
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { __violated(what: string): void }).__violated
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`)
    })
  })
  const wire: Tripwire = {
    tripped,
    pages: 0,
    async look(path) {
      at = path
      await page.goto(path)
      if (/^\/draft\/\d+(\?|$)/.test(path)) await expect(page.getByRole('textbox', { name: /\d/ })).toBeVisible()
      await wire_.check()
      wire.pages++
    },
  }
  const wire_ = {
    async check() {
      const found = await page.evaluate(
        (strange) => [
          ...((window as unknown as { __xss?: number }).__xss ? ['ran'] : []),
          ...[...document.querySelectorAll(strange)].map((element) => element.outerHTML.slice(0, 120)),
        ],
        STRANGE,
      )
      for (const what of found) tripped.push(`${at}: ${what}`)
    },
  }
  return wire
}

test('the tripwire trips', async ({ as, server }) => {
  const page = await as(null)
  const wire = await tripwire(page, server.origin)
  await page.goto('/about')
  await page.evaluate(() => {
    document.querySelector('main')!.innerHTML = '<img src="//evil.example/x.png" onerror="window.__xss=1">'
  })
  await expect.poll(() => wire.tripped.join()).toMatch(/img-src.*evil|script-src-attr/)
})

test(`${XSS_CORPUS.length} strings through every way in run nowhere`, async ({ as, server }) => {
  test.setTimeout(600_000)
  expect(new Set(XSS_CORPUS).size).toBe(200)
  const token = async (name: string): Promise<string> => {
    const response = await fetch(`${server.origin}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${name}@concord.example`, password: DEMO_PASSWORD }),
    })
    return ((await response.json()) as { token: string }).token
  }
  const tokens = {
    secretariat: await token('secretariat'),
    drafter: await token('drafter-01'),
    reviewer: await token('reviewer-05'),
    signatory: await token('signatory-06'),
  }
  const call = async (who: keyof typeof tokens, method: string, path: string, body?: unknown) => {
    const response = await fetch(`${server.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json().catch(() => null)) as Record<string, never> }
  }
  let entered = 0
  const enter = async (...asked: Parameters<typeof call>): Promise<Record<string, never>> => {
    const { status, body } = await call(...asked)
    expect([asked[1], asked[2], status, status < 300 ? '' : JSON.stringify(body)]).toEqual([
      asked[1],
      asked[2],
      status < 300 ? status : 201,
      '',
    ])
    entered++
    return body
  }
  const { items } = (await call('secretariat', 'GET', '/charters')).body as unknown as { items: { id: string }[] }
  const charter = items[0]!.id
  const articles = (await call('secretariat', 'GET', `/charters/${charter}/articles`)).body as unknown as {
    items: { id: string; number: string | null; status: string; documents: { id: string; lang: string }[] }[]
  }
  const article = (number: string) => articles.items.find((one) => one.number === number)!

  // comments and answers
  for (const [i, words] of XSS_CORPUS.entries()) {
    const made = await enter('reviewer', 'POST', `/articles/${article('5').id}/comments`, {
      body: words,
      lang: 'en',
      anchor: null,
    })
    if (i % 20 === 0)
      await enter('drafter', 'POST', `/comments/${made['id'] as unknown as string}/replies`, { body: words })
  }
  // versions: labels and notes
  await enter('secretariat', 'POST', `/charters/${charter}/versions`, {
    ...{ label: XSS_CORPUS[0]!.slice(0, 60), notes: XSS_CORPUS.slice(0, 60).join('\n').slice(0, 10_000) },
  })
  // a sign-off: statement, capacity, place
  const versions = (await call('secretariat', 'GET', `/charters/${charter}/versions`)).body as unknown as {
    items: { id: string; sha256: string; publishedAt: string | null }[]
  }
  const latest = versions.items.findLast(({ publishedAt }) => publishedAt !== null)!
  await enter('signatory', 'POST', `/versions/${latest.id}/signoffs`, {
    ...{ decision: 'endorse_with_statement', sha256: latest.sha256, statement: XSS_CORPUS.join('\n').slice(0, 20_000) },
    ...{ capacity: XSS_CORPUS[1], place: XSS_CORPUS[2] },
  })
  // an import: title, notice, headings, words, names of parties
  // whose hidden marks are refused as what they are
  const importable = XSS_CORPUS.map((words) => words.replaceAll(/[\u202c\u202e\u2028\ufeff]/g, ''))
  const file = {
    title: importable[0],
    lang: 'en',
    version: { label: 'Rev.1', kind: 'rolling_text' },
    notice: importable[1],
    preamble: [],
    articles: Array.from({ length: 10 }, (_, a) => ({
      ...{ number: String(a + 1), id: `xss-${a}`, heading: importable[a], status: 'under_discussion' },
      paragraphs: importable.slice(a * 20, a * 20 + 20).map((text, i) => ({ id: `xss-${a}-${i}`, text })),
      sources: [{ label: importable[a], note: importable[a + 20] }],
    })),
    societies: importable.slice(0, 20).map((name, i) => ({ code: `D${50 + i}`, name })),
  }
  await enter('secretariat', 'POST', '/charters/import?slug=xss', file)
  // raw updates of a text
  const document = article('7').documents.find(({ lang }) => lang === 'en')!.id
  const doc = new Y.Doc()
  const client = new BareClient(`${server.origin.replace('http', 'ws')}/sync`, document, {
    ...{ token: tokens.drafter, query: `?ack=1&client=${doc.clientID}` },
  })
  await client.until(() => client.isOpen() || client.closed !== null)
  await client.fetch(doc)
  const text = doc.getText('default')
  // what turns the direction of words closes the socket, whatever they are
  for (const words of XSS_CORPUS.map((one) => one.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, ''))) {
    const before = Y.encodeStateVector(doc)
    text.insert(text.length, ` ${words}`)
    client.sendUpdate(Y.encodeStateAsUpdate(doc, before))
  }
  await client.until(() => client.acknowledged >= XSS_CORPUS.length || client.closed !== null)
  // a control character may be refused; then so is what follows, which is counted as not entered
  expect(client.closed?.reason ?? 'open').toBe('open')
  entered += XSS_CORPUS.length
  await client.close()

  const wires: Tripwire[] = []
  const watch = async (who: string | null): Promise<{ page: Page; wire: Tripwire }> => {
    const page = await as(who)
    const wire = await tripwire(page, server.origin)
    wires.push(wire)
    return { page, wire }
  }
  const visitor = await watch(null)
  for (const path of [
    ...[
      '/',
      '/charter',
      '/charter/v/2',
      '/charter/compare?from=1&to=2',
      '/charter/compare?from=1&to=2&view=side',
      '/signatories',
      '/signatories/D06',
      '/verify',
    ],
    ...[
      '/charter?charter=xss',
      '/charter/v/1/1?charter=xss',
      '/signatories?charter=xss',
      '/search?charter=xss&q=script',
    ],
  ])
    await visitor.wire.look(path)
  // boxes of search, and addresses of nothing
  for (const [i, words] of XSS_CORPUS.entries()) {
    const asked = encodeURIComponent(words)
    await visitor.wire.look(`/search?q=${asked.slice(0, 600)}`)
    await visitor.wire.look(`/nothing/${asked}`)
    // each carrier once: the form holds the way back
    if (i < 20) await visitor.wire.look(`/sign-in?next=${asked}`)
  }
  const { wire } = await watch('drafter-01')
  for (const path of [
    ...[
      '/home',
      '/draft',
      '/draft/5',
      '/draft/7',
      '/draft/7/history',
      '/draft/7/history?show=changes',
      '/draft/7/restore',
      '/draft/history',
      '/draft/compare',
    ],
    ...[
      '/draft?charter=xss',
      '/draft/1?charter=xss',
      '/draft/find?q=script',
      '/draft/find?charter=xss&q=script',
      '/draft/comments',
      '/account',
    ],
  ])
    await wire.look(path)
  // paste: as markup and as plain words, links among it; without the policy, which would stop what ran and report what is only read
  const desk = await as('drafter-01', { bypassCSP: true })
  const pasting = await tripwire(desk, server.origin)
  wires.push(pasting)
  await desk.goto('/draft/8')
  const editor = desk.getByRole('textbox', { name: /8/ })
  await expect(editor).toBeVisible()
  await editor.click()
  for (let from = 0; from < XSS_CORPUS.length; from += 50) {
    await editor.evaluate(
      (element, strings) => {
        const data = new DataTransfer()
        data.setData(
          'text/html',
          strings.map((one) => `<p>${one}</p><p><a href="javascript:window.__xss=1">l</a></p>`).join(''),
        )
        data.setData('text/plain', strings.join('\n'))
        element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      },
      XSS_CORPUS.slice(from, from + 50),
    )
    entered += 50
  }
  await expect(editor).toContainText('constructor.constructor')
  // whoever leaves before is asked, and nothing here answers
  await expect(desk.getByText('Saved', { exact: true }).first()).toBeVisible()
  await pasting.look('/draft/8')
  await wire.look('/draft/8')
  const house = await watch('secretariat')
  for (const path of [
    '/home',
    '/secretariat',
    '/secretariat/publish',
    '/secretariat/settings',
    '/audit',
    '/draft/5',
    '/admin/parties',
    '/admin/people',
  ])
    await house.wire.look(path)

  expect(wires.flatMap(({ tripped }) => tripped)).toEqual([])
  const pages = wires.reduce((sum, one) => sum + one.pages, 0)
  expect(entered).toBeGreaterThan(600)
  expect(pages).toBeGreaterThan(440)
})
