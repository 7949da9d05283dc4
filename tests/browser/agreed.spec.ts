/** An agreed paragraph in an article that is still written (GA12, LK1): seen, and not typed into. */
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { bracketsIn } from '#lib/domain/agreement.ts'
import { expect, test } from './fixtures.ts'

const wordsOf = ({ content = [] }: Block): string =>
  content.map((node) => (node.type === 'text' ? node.text : '')).join('')

test('what the chair agrees while somebody writes is locked for them at once, the rest of the article is not', async ({
  as,
  server,
}) => {
  const [writer, chair] = [await as('secretariat'), await as('chair')]
  const { items: charters } = await (await writer.request.get('/api/v1/charters')).json()
  const { items } = await (await writer.request.get(`/api/v1/charters/${charters[0].id}/articles?limit=100`)).json()
  const read = async (id: string): Promise<ArticleDoc> =>
    (await (await writer.request.get(`/api/v1/articles/${id}`)).json()).json as ArticleDoc
  /** Paragraphs on which nothing hangs. */
  const plain = ({ content }: ArticleDoc): Block[] =>
    content.filter(({ attrs }, i) => attrs.kind === 'para' && ['para', undefined].includes(content[i + 1]?.attrs.kind))
  let found: { id: string; number: string; doc: ArticleDoc } | null = null
  for (const { id, number, status } of items as { id: string; number: string | null; status: string }[]) {
    if (found !== null || number === null || status !== 'under_discussion') continue
    const doc = await read(id)
    if (plain(doc).length > 1 && bracketsIn(doc).size === 0) found = { id, number, doc }
  }
  if (found === null) throw new Error('the sample has no such article')
  const { id, number, doc } = found
  const [first, second] = plain(doc) as [Block, Block]
  const agree = (status: string): Promise<unknown> =>
    chair.request.post(`/api/v1/articles/${id}/provisions/${first.attrs.id}/status`, {
      data: { status, reason: 'for the test', as: 'chair' },
      headers: { origin: server.origin },
    })

  await writer.goto(`/draft/${number}`)
  const text = writer.getByRole('textbox', { name: /Text of/ })
  const block = (one: Block) => text.locator(`[data-id="${one.attrs.id}"]`)
  const type = async (one: Block, words: string): Promise<void> => {
    await block(one).click()
    await writer.keyboard.press('End')
    await writer.keyboard.type(words)
  }
  const said = async (one: Block): Promise<string> =>
    wordsOf((await read(id)).content.find(({ attrs }) => attrs.id === one.attrs.id)!)
  await type(first, ' Before.')
  await expect.poll(() => said(first)).toContain(' Before.')
  const agreed = await said(first)
  await agree('agreed_in_group')
  await expect(block(first)).toHaveAttribute('data-agreed', '')
  await expect(block(second)).not.toHaveAttribute('data-agreed')

  await type(first, 'x')
  await expect(writer.getByText('The chair can reopen or restore it.').first()).toBeAttached()
  await type(second, ' Meanwhile.')
  await expect(writer.getByText('Saved', { exact: true }).first()).toBeVisible()
  await expect.poll(() => said(second)).toContain(' Meanwhile.')
  expect(await said(first)).toBe(agreed)

  // LN14: what was typed without a line while it was being agreed does not get in; the page says so, has the words, and goes on
  await agree('under_discussion')
  await expect(block(first)).not.toHaveAttribute('data-agreed')
  await writer.context().setOffline(true)
  await expect(writer.getByText(/^Offline/).first()).toBeVisible()
  await type(first, ' Too late.')
  await agree('agreed_in_group')
  await writer.context().setOffline(false)
  await expect(writer.locator('[data-leftover]')).toContainText('Too late.')
  await expect(writer.locator('[data-leftover]')).toContainText('You can go on writing.')
  await expect(writer.locator('#announced-assertive')).toContainText('did not get in')
  await expect(text).toHaveAttribute('contenteditable', 'true')
  await expect(block(first)).not.toContainText('Too late.')
  await type(second, ' On it goes.')
  await expect.poll(() => said(second)).toContain(' On it goes.')
  expect(await said(first)).toBe(agreed)

  await agree('under_discussion')
  await expect(block(first)).not.toHaveAttribute('data-agreed')
  await type(first, ' After.')
  await expect.poll(() => said(first)).toContain(' After.')
})
