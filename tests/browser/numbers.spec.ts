/** Numbers as pages show them: references before and after articles come, go and are renumbered, old addresses, and what a version says of its numbers. */
import type { Page } from '@playwright/test'
import type { ArticleText, ArticleView, Thread, VersionView } from '../../src/lib/domain/contract.ts'
import { articleOf, call } from './drafts.ts'
import { expect, test } from './fixtures.ts'

/** Its test renumbers and publishes. */
test.use({ ownServer: 'numbers' })

const main = (page: Page) => page.getByRole('main')
/** What a page says of a reference to this block. */
const said = (page: Page, to: string) => main(page).locator(`a.ref[href$="#${to}"]`)

test('check 2: two paragraphs change places in the editor: every reference follows in five languages, comments stay on their text', async ({
  as,
}) => {
  test.setTimeout(120_000)
  const [writer, reader] = [await as('secretariat'), await as('observer', { javaScriptEnabled: false })]
  await writer.goto('/draft/9')
  const nine = await articleOf(writer, '9')
  const [first, second] = ['confidentiality-information', 'confidentiality-steps']
  const live = writer.getByRole('textbox', { name: /Text of/ })
  const block = (id: string) => live.locator(`[data-id="${id}"]`)
  const quote = 'disclosed only'
  const { id: thread } = await call<{ id: string }>(writer, 'POST', `/articles/${nine.id}/comments`, {
    ...{ lang: 'en', body: 'By whom?', anchor: { blockId: first, exact: quote } },
  })

  /** What each language says of the paragraph with items, in another article. */
  const fromFive = async (): Promise<string[]> => {
    const said = []
    for (const lang of ['en', 'fr', 'es', 'ar', 'ru']) {
      await reader.goto(`/draft/5?lang=${lang}`)
      said.push((await main(reader).locator(`a.ref[href$="#${second}"]`).textContent())!)
    }
    return said
  }
  const before = await fromFive()
  expect(before.map((words) => words.match(/\d+/g)?.sort())).toEqual(before.map(() => ['2', '9']))
  const moved = before.map((words) => words.replace('2', '1'))

  const stands = async (order: readonly string[], numbers: readonly string[]): Promise<void> => {
    await expect
      .poll(async () => {
        const { json } = await call<ArticleText>(writer, 'GET', `/articles/${nine.id}`)
        return json.content.map(({ attrs }) => attrs.id).filter((id) => order.includes(id))
      })
      .toEqual(order)
    for (const [i, id] of order.entries()) await expect(block(id)).toHaveAttribute('data-number', `${numbers[i]}.`)
    // within the article, as one types, and in another, as it is read
    await expect(live.locator('.ref').filter({ hasText: '(d)' })).toHaveText(
      `paragraph ${numbers[order.indexOf(second)]} (d)`,
    )
    await reader.goto('/draft/8')
    await expect(said(reader, first)).toHaveText(`Article 9, paragraph ${numbers[order.indexOf(first)]}`)
    await reader.goto('/draft/9')
    await expect(main(reader).locator(`[id="${first}"] > .number`)).toHaveText(`${numbers[order.indexOf(first)]}.`)
    const { items } = await call<{ items: Thread[] }>(writer, 'GET', `/articles/${nine.id}/comments?lang=en`)
    expect(items.find(({ id }) => id === thread)).toMatchObject({
      ...{ anchor: { blockId: first, exact: quote }, orphaned: false },
    })
  }
  await stands([first, second], ['1', '2'])

  await test.step('by key', async () => {
    await block(second).click()
    await writer.keyboard.press('Alt+ArrowUp')
    await stands([second, first], ['1', '2'])
    expect(await fromFive()).toEqual(moved)
    // its items went with it
    const items = await live
      .locator('.block')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['id']))
    expect(items.indexOf(first)).toBeGreaterThan(items.indexOf(`${second}-d`))
  })

  await test.step('and back, by the menu', async () => {
    await block(second).click()
    await writer.locator('button[data-menu="structure"]').click()
    await writer.locator('[role=menu] [data-act="down"]').click()
    await stands([first, second], ['1', '2'])
    expect(await fromFive()).toEqual(before)
  })
})

test('NU16: a recital is PP and its number where one works, and has none in print', async ({ as }) => {
  const [writer, reader] = [await as('secretariat'), await as('observer', { javaScriptEnabled: false })]
  await writer.goto('/draft/preamble')
  const recitals = writer.getByRole('textbox', { name: /Text of/ }).locator('.block.recital')
  await expect(recitals.first()).toHaveAttribute('data-number', 'PP1')
  await expect(recitals.nth(1)).toHaveAttribute('data-number', 'PP2')
  for (const page of ['/draft/preamble', '/draft/preamble/room', '/draft/preamble/compilation?lang=ar']) {
    await reader.goto(page)
    await expect(main(reader).locator('.block.recital .number').first(), page).toHaveText('PP1')
  }
  await reader.goto('/charter/v/1/preamble')
  await expect(main(reader).locator('.block.recital .number').first()).toHaveText('¶')
  expect(await (await reader.request.get('/charter/v/1/text.txt')).text()).not.toContain('PP1')
})

test('checks 1 and 2, NC1, NC3: references stand while articles come and go, and follow a renumbering; old addresses lead on', async ({
  as,
}) => {
  test.setTimeout(120_000)
  const secretariat = await as('secretariat')
  const reader = await as('observer', { javaScriptEnabled: false })
  const visitor = await as(null, { javaScriptEnabled: false })
  await secretariat.goto('/draft')
  const [six, seven, fourteenBis] = await Promise.all(
    ['6', '7', '14 bis'].map((number) => articleOf(secretariat, number)),
  )

  /** As the words of each language have it, with this number of the article that is referred to. */
  const readsOf = (number: string): Record<string, string> => ({
    en: `Article ${number}`,
    fr: `l’article ${number}`,
    es: `el artículo ${number}`,
    ar: `للمادة ${number}`,
    ru: `статьёй ${number}`,
  })
  const expectReferences = async (at: string, number: string): Promise<void> => {
    for (const [lang, words] of Object.entries(readsOf(number))) {
      await reader.goto(`${at}?lang=${lang}`)
      await expect(said(reader, 'dialogue'), lang).toHaveText(words)
    }
  }
  await expectReferences('/draft/4', '8')
  await reader.goto('/draft/14-bis')
  await expect(said(reader, 'protection')).toHaveText('Article 6')

  await test.step('articles come between, and one goes: no reference says anything else', async () => {
    const { items } = await call<{ items: { id: string }[] }>(secretariat, 'GET', '/charters')
    for (const [n, number] of ['7 bis', '7 ter'].entries()) {
      const after = n === 0 ? seven!.id : (await articleOf(secretariat, '7 bis')).id
      const made = await call<ArticleView>(secretariat, 'POST', `/charters/${items[0]!.id}/articles`, {
        ...{ heading: `Between ${n}`, after, inAllLanguages: true },
      })
      expect(made.number).toBe(number)
    }
    await call(secretariat, 'DELETE', `/articles/${six!.id}`, { reason: 'It is said elsewhere.' })
    await expectReferences('/draft/4', '8')
    await reader.goto('/draft/14-bis')
    await expect(said(reader, 'protection')).toContainText('Article 6')
    await expect(said(reader, 'protection')).toHaveClass(/doubtful/)
    await expect(said(reader, 'protection').locator('.unseen')).not.toBeEmpty()
  })

  let version = 0
  await test.step('a version renumbers: every reference follows, in every language', async () => {
    const { items } = await call<{ items: { id: string }[] }>(secretariat, 'GET', '/charters')
    const cut = await call<VersionView>(secretariat, 'POST', `/charters/${items[0]!.id}/versions`, {
      ...{ label: 'Rev. renumbered', notes: '', publish: true, renumber: true },
    })
    version = cut.number
    // five, without six, and two more before it
    await expectReferences('/draft/4', '9')
    await expectReferences(`/charter/v/${version}/4`, '9')
    await reader.goto('/draft/16')
    await expect(main(reader)).toContainText('Article 16')
    expect((await articleOf(secretariat, '16')).id).toBe(fourteenBis!.id)
    // what is gone is said to be gone
    await expect(said(reader, 'protection')).toHaveCount(0)
    await expect(main(reader).locator('.dangling')).toHaveCount(1)
  })

  await test.step('PS30: proposals keep their codes, and pages say where their article is now', async () => {
    const { items } = await call<{ items: { code: string | null; id: string; status: string }[] }>(
      ...[secretariat, 'GET', `/articles/${seven!.id}/proposals`],
    )
    const tabled = items.find(({ status }) => status === 'tabled' || status === 'under_discussion')!
    const name = new RegExp(`^\\W*${tabled.code}\\W* \\(now \\W*Article 6\\W*\\)$`)
    await reader.goto(`/draft/proposals/${tabled.id}`)
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText(name)
    for (const page of ['/draft/proposals', '/draft/6/compilation', '/draft/6']) {
      await reader.goto(page)
      await expect(main(reader).getByRole('link', { name }).first(), page).toBeVisible()
    }
    await reader.goto('/draft/5/compilation')
    await expect(main(reader).getByText('(now')).toHaveCount(0)
  })

  await test.step('addresses by the old numbers lead to the articles that had them', async () => {
    for (const [old, now] of [
      ['7-bis', '7'],
      ['7-ter', '8'],
      ['14-bis', '16'],
    ]) {
      await reader.goto(`/draft/${old}?lang=fr`)
      expect(new URL(reader.url()).pathname + new URL(reader.url()).search).toBe(`/draft/${now}?lang=fr`)
      for (const who of [visitor, reader]) {
        await who.goto(`/charter/v/${version}/${old}?lang=fr`)
        expect(new URL(who.url()).pathname, old).toBe(`/charter/v/${version}/${now}`)
        expect(new URL(who.url()).search).toBe('?lang=fr')
      }
    }
    for (const never of [`/charter/v/${version}/99`, '/draft/99', `/charter/v/${version}/8-bis`])
      expect((await reader.goto(never))!.status(), never).toBe(404)
    // an earlier version has the numbers that it had
    const before = await visitor.goto(`/charter/v/${version - 1}/14-bis`)
    expect([before!.status(), new URL(visitor.url()).pathname]).toEqual([200, `/charter/v/${version - 1}/14-bis`])

    // an old number that is another's now says whose it was
    await reader.goto('/draft/8')
    const notice = main(reader).getByText(/^\s*Until .?Rev\. renumbered.? this number was that of another article/)
    await expect(notice).toBeVisible()
    await notice.getByRole('link').click()
    expect(new URL(reader.url()).pathname).toBe('/draft/9')
    await reader.goto('/draft/4')
    await expect(main(reader).getByText('this number was that of another article')).toHaveCount(0)
  })

  await test.step('the version says which numbers it changed', async () => {
    await visitor.goto(`/charter/v/${version}/concordance?lang=en`)
    const rows = await main(visitor)
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim())),
      )
    for (const row of [
      ['Article 6', 'deleted'],
      ['Article 7', 'Article 6'],
      ['Article 7 bis', 'Article 7'],
      ['Article 7 ter', 'Article 8'],
      ['Article 8', 'Article 9'],
      ['Article 14 bis', 'Article 16'],
    ])
      expect(rows).toContainEqual(row)
    expect(rows.filter(([was]) => was === 'Article 5')).toEqual([])
    await main(visitor).getByRole('link', { name: 'Article 16', exact: true }).click()
    expect(new URL(visitor.url()).pathname).toBe(`/charter/v/${version}/16`)
  })
})
