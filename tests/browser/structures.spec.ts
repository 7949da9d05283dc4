// Over 250 lines: one story after another of the same part, with what they share.
/** The sample charter edited through every structure: by toolbar, by menu and by key, with what the server then has. */
import type { Page } from '@playwright/test'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { bracketsOf, faultsOf } from '#lib/domain/soundness.ts'
import { expect, test } from './fixtures.ts'

type Way = 'toolbar' | 'menu' | 'key'
/** Act -> its menu and its key. */
const ACTS: Record<string, { group: string; key: string }> = {
  item: { group: 'structure', key: 'Alt+Shift+Digit2' },
  'sub-item': { group: 'structure', key: 'Alt+Shift+Digit3' },
  tail: { group: 'structure', key: 'Alt+Shift+Digit4' },
  paragraph: { group: 'structure', key: 'Alt+Shift+Digit1' },
  up: { group: 'structure', key: 'Alt+ArrowUp' },
  down: { group: 'structure', key: 'Alt+ArrowDown' },
  alternatives: { group: 'brackets', key: 'Alt+Shift+KeyE' },
  optional: { group: 'brackets', key: 'Alt+Shift+KeyO' },
  option: { group: 'brackets', key: 'Alt+Shift+KeyN' },
  'option-remove': { group: 'brackets', key: 'Alt+Shift+KeyD' },
  unwrap: { group: 'brackets', key: 'Alt+Shift+KeyU' },
  reference: { group: 'insert', key: 'Alt+Shift+KeyR' },
}

async function act(page: Page, way: Way, name: string): Promise<void> {
  const { group, key } = ACTS[name]!
  if (way === 'key') return page.keyboard.press(key)
  if (way === 'toolbar') {
    const tool = page.locator(`[data-tool="${name}"]`)
    // the bar holds the few tools of every day until one wants all of them there
    if (!(await tool.isVisible())) {
      await page.locator('button[data-menu="view"]').click()
      await page.locator('[role=menu] [data-act="all-tools"]').click()
    }
    return tool.click()
  }
  await page.locator(`button[data-menu="${group}"]`).click()
  await page.locator(`[role=menu] [data-act="${name}"]`).click()
}

for (const way of ['toolbar', 'menu', 'key'] as const)
  test(`the sample charter edited through every structure, by ${way}`, async ({ as }) => {
    test.setTimeout(180_000)
    const page = await as('secretariat', { viewport: { width: 1400, height: 900 } })
    const { items: charters } = await (await page.request.get('/api/v1/charters')).json()
    const { items } = await (await page.request.get(`/api/v1/charters/${charters[0].id}/articles?limit=100`)).json()
    const number = { toolbar: '2', menu: '5', key: '7' }[way]
    const article = items.find((one: { number: string | null }) => one.number === number)
    const read = async (): Promise<ArticleDoc> =>
      (await (await page.request.get(`/api/v1/articles/${article.id}`)).json()).json as ArticleDoc
    const saved = async (): Promise<ArticleDoc> => {
      await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
      return read()
    }
    const before = await read()
    await page.goto(`/draft/${number}`)
    const text = page.getByRole('textbox', { name: /Text of/ })
    await expect(text).toBeVisible()

    // three paragraphs at the end, by the key that makes them
    await text.locator('.block').last().click()
    await page.keyboard.press('Control+End')
    for (const words of ['First new:', 'second new', 'third new']) {
      await page.keyboard.press('Enter')
      await page.keyboard.type(`${way} ${words}`)
    }
    const blockOf = (doc: ArticleDoc, words: string): Block =>
      doc.content.find(({ content = [] }) =>
        content
          .map((node) => (node.type === 'text' ? node.text : ''))
          .join('')
          .includes(`${way} ${words}`),
      )!
    const shapeOf = async (words: string): Promise<string> => {
      const { attrs } = blockOf(await saved(), words)
      return `${attrs.kind}${attrs.depth}`
    }
    const goTo = async (words: string): Promise<void> => {
      await text.getByText(`${way} ${words}`).click()
      await page.keyboard.press('End')
    }
    const toParagraph = async (words: string): Promise<void> => {
      await goTo(words)
      if (!(await text.locator('.block.para', { hasText: `${way} ${words}` }).isVisible()))
        await act(page, way, 'paragraph')
    }
    for (const words of ['First new:', 'second new', 'third new']) await toParagraph(words)

    await goTo('second new')
    await act(page, way, 'item')
    await expect.poll(() => shapeOf('second new')).toBe('item1')
    await goTo('third new')
    await act(page, way, 'item')
    await act(page, way, 'sub-item')
    await expect.poll(() => shapeOf('third new')).toBe('item2')
    await act(page, way, 'tail')
    await expect.poll(() => shapeOf('third new')).toBe('tail0')
    await act(page, way, 'paragraph')
    await expect.poll(() => shapeOf('third new')).toBe('para0')

    const order = async (): Promise<number> => {
      const doc = await saved()
      return doc.content.indexOf(blockOf(doc, 'third new')) - doc.content.indexOf(blockOf(doc, 'First new:'))
    }
    await act(page, way, 'up')
    await expect.poll(order).toBe(-1)
    await act(page, way, 'down')
    await expect.poll(order).toBe(2)

    // the last word in brackets, another alternative, one of them gone, all of them open
    await goTo('third new')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowLeft')
    await act(page, way, 'alternatives')
    await page.keyboard.type('zebra')
    const options = async (): Promise<number> =>
      (blockOf(await saved(), 'third').content ?? []).filter(({ type }) => type === 'opt').length
    await expect.poll(options).toBe(2)
    await act(page, way, 'option')
    await expect.poll(options).toBe(3)
    await act(page, way, 'option-remove')
    await expect.poll(options).toBe(2)
    await text.getByText('zebra').click()
    await act(page, way, 'unwrap')
    await expect.poll(options).toBe(0)
    await act(page, way, 'optional')
    await expect.poll(async () => blockOf(await saved(), 'third').attrs.bracketKind).toBe('optional')

    // a reference, found by its words
    await goTo('First new:')
    await act(page, way, 'reference')
    const picker = page.getByRole('dialog')
    await expect(picker).toBeVisible()
    await page.keyboard.type(`${way} second`)
    await expect(picker.getByRole('option')).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(picker).toBeHidden()
    await expect
      .poll(async () => (blockOf(await saved(), 'First new:').content ?? []).some(({ type }) => type === 'ref'))
      .toBe(true)

    const after = await saved()
    expect(faultsOf(after)).toEqual([])
    for (const block of before.content) {
      const now = after.content.find(({ attrs }) => attrs.id === block.attrs.id)
      expect(now?.content).toEqual(block.content)
      expect(bracketsOf(now?.content ?? [])).toEqual(bracketsOf(block.content ?? []))
    }
  })

/** Opens an article of the demo and says what the server has of it. */
async function openArticle(page: Page, number: string | null) {
  const { items: charters } = await (await page.request.get('/api/v1/charters')).json()
  const { items } = await (await page.request.get(`/api/v1/charters/${charters[0].id}/articles?limit=100`)).json()
  const { id } = items.find((one: { number: string | null }) => one.number === number)
  await page.goto(`/draft/${number ?? 'preamble'}`)
  const text = page.getByRole('textbox', { name: /Text of/ })
  await expect(text).toBeVisible()
  const saved = async (): Promise<ArticleDoc> => {
    await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
    return (await (await page.request.get(`/api/v1/articles/${id}`)).json()).json as ArticleDoc
  }
  return { id: id as string, text, saved }
}
const wordsOf = ({ content = [] }: Block): string =>
  content.map((node) => (node.type === 'text' ? node.text : '')).join('')
const withWords = (doc: ArticleDoc, words: string): Block | undefined =>
  doc.content.find((block) => wordsOf(block).includes(words))

test('a preamble has recitals, an opening and a formula', async ({ as }) => {
  const page = await as('secretariat', { viewport: { width: 1400, height: 900 } })
  const { text, saved } = await openArticle(page, null)
  await text.locator('.block.recital').last().click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Recalling giraffes,')
  const kind = async (): Promise<string | undefined> => withWords(await saved(), 'giraffes')?.attrs.kind
  await expect.poll(kind).toBe('recital')
  for (const [key, wanted] of [
    ['Digit5', 'chapeau'],
    ['Digit7', 'formula'],
    ['Digit6', 'recital'],
  ] as const) {
    await page.keyboard.press(`Alt+Shift+${key}`)
    await expect.poll(kind).toBe(wanted)
  }
  expect(faultsOf(await saved())).toEqual([])
})

test('words are put in brackets, freed of them, and held a place for', async ({ as }) => {
  const page = await as('secretariat', { viewport: { width: 1400, height: 900 } })
  const { text, saved } = await openArticle(page, '8')
  await text.locator('.block').last().click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('one two three four')
  const pieces = async (): Promise<string> =>
    (withWords(await saved(), 'one')?.content ?? [])
      .map((node) =>
        node.type === 'opt' ? '[' : node.type === 'text' ? (node.marks?.length ? `(${node.text})` : node.text) : '?',
      )
      .join('')
  const select = async (words: string): Promise<void> => {
    await text.getByText('one', { exact: false }).last().click()
    await page.keyboard.press('Home')
    const place = wordsOf(withWords(await saved(), 'one')!).indexOf(words)
    for (let i = 0; i < place; i++) await page.keyboard.press('ArrowRight')
    for (let i = 0; i < words.length; i++) await page.keyboard.press('Shift+ArrowRight')
  }
  await select('two three')
  await page.keyboard.press('Alt+Shift+KeyO')
  await expect.poll(pieces).toBe('one [(two three) four')
  await page.keyboard.press('Alt+Shift+KeyU')
  await expect.poll(pieces).toBe('one two three four')
  await select('four')
  await page.keyboard.press('Alt+Shift+KeyP')
  await expect.poll(pieces).toBe('one two three [(four)')
  const doc = await saved()
  const head = withWords(doc, 'one')!.content!.find(({ type }) => type === 'opt')
  expect(head).toMatchObject({ attrs: { kind: 'placeholder' } })
  expect(faultsOf(doc)).toEqual([])
})

test('a paragraph moves to another article with its comment; a reference is previewed, followed and come back from', async ({
  as,
}) => {
  const page = await as('secretariat', { viewport: { width: 1400, height: 900 } })
  const target = await openArticle(page, '9')
  const { id, text, saved } = await openArticle(page, '10')
  await text.locator('.block').last().click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Pelicans travel far')
  await page.keyboard.press('Alt+Shift+Digit1')
  const block = withWords(await saved(), 'Pelicans')!
  const made = await page.request.post(`/api/v1/articles/${id}/comments`, {
    data: { body: 'How far?', lang: 'en', anchor: { blockId: block.attrs.id, exact: 'Pelicans' } },
    headers: { origin: new URL(page.url()).origin },
  })
  expect(made.status()).toBe(201)

  await page.keyboard.press('Alt+Shift+KeyM')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Article').first().selectOption({ value: target.id })
  await dialog.getByRole('button', { name: 'Move' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(async () => withWords(await saved(), 'Pelicans')).toBeUndefined()
  // whoever moves their own words has not lost them
  await expect(page.getByText('Somebody removed')).toHaveCount(0)
  const there = (await (await page.request.get(`/api/v1/articles/${target.id}`)).json()).json as ArticleDoc
  expect(withWords(there, 'Pelicans')?.attrs.id).toBe(block.attrs.id)
  const { items: threads } = await (await page.request.get(`/api/v1/articles/${target.id}/comments`)).json()
  expect(threads).toContainEqual(expect.objectContaining({ body: 'How far?', orphaned: false }))

  // a reference to where it went
  await text.locator('.block').last().click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' as in ')
  await page.keyboard.press('Alt+Shift+KeyR')
  const picker = page.getByRole('dialog')
  await page.keyboard.type('Pelicans travel')
  await expect(picker.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  const reference = text.locator('.ref').last()
  await expect(reference).toContainText('Article 9')
  await reference.hover()
  await expect(page.getByText('Pelicans travel far')).toBeVisible()
  await saved()
  await reference.click()
  await expect(page).toHaveURL(new RegExp(`/draft/9#${block.attrs.id}$`))
  const other = page.getByRole('textbox', { name: /Text of/ })
  await expect(other.locator(`[data-id="${block.attrs.id}"]`)).toBeInViewport()
  await expect(other).toBeFocused()
  await page.keyboard.press('Alt+Shift+Enter')
  await expect(page).toHaveURL(/\/draft\/10/)
})
