/** EF5: an editorial fix stands marked at its words, with and without a script, where the text is read, and leads to where one objects. */
import type { Locator } from '@playwright/test'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { expect, test } from './fixtures.ts'

test.use({ ownServer: 'fix-marks' })

const NO_SCRIPT = { javaScriptEnabled: false }
const wordsOf = ({ content = [] }: Block): string =>
  content.map((node) => (node.type === 'text' ? node.text : '')).join('')

test('a fix is marked at its words at the desk, in the room and in the compilation text, and is gone once objected to', async ({
  as,
  server,
}) => {
  const [chair, secretariat, writer, reader] = [
    await as('chair'),
    await as('secretariat'),
    await as('drafter-01'),
    await as('head-03', NO_SCRIPT),
  ]
  const { items: charters } = await (await chair.request.get('/api/v1/charters')).json()
  const { items } = await (await chair.request.get(`/api/v1/charters/${charters[0].id}/articles?limit=100`)).json()
  const { id } = (items as { id: string; number: string }[]).find(({ number }) => number === '4')!
  const post = async (who: typeof chair, path: string, data: object): Promise<{ id: string }> => {
    const answer = await who.request.post(`/api/v1${path}`, { data, headers: { origin: server.origin } })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as { id: string }
  }
  const { json } = (await (await chair.request.get(`/api/v1/articles/${id}`)).json()) as { json: ArticleDoc }
  const block = json.content.find(({ attrs }) => attrs.kind === 'para')!
  const [before] = /\p{Ll}{7,}/u.exec(wordsOf(block))!
  await post(chair, `/articles/${id}/provisions/${block.attrs.id}/status`, { status: 'agreed_in_group', as: 'chair' })
  await writer.goto('/draft/4')
  const live = writer.getByRole('textbox', { name: /Text of/ }).locator(`[data-id="${block.attrs.id}"]`)
  await expect(live).toHaveAttribute('data-agreed-as', 'agreed_in_group')

  const fix = await post(secretariat, `/articles/${id}/fixes`, {
    ...{
      lang: 'en',
      blockId: block.attrs.id,
      exact: before,
      words: `${before}x`,
      why: 'For the test.',
      as: 'secretariat',
    },
  })
  await expect(live.getByRole('note')).toHaveCount(0)
  await post(chair, `/fixes/${fix.id}/confirm`, { as: 'chair' })

  const isMarked = async (at: Locator): Promise<void> => {
    const note = at.getByRole('note')
    await expect(note).toContainText(/Editorial fix of .+, open to objection until .+\sUTC/)
    await expect(note.locator('del')).toContainText(before)
    await expect(note.locator('del .unseen')).toHaveText(/deleted:/)
    await expect(note.locator('ins')).toContainText(`${before}x`)
    await expect(note.getByRole('link', { name: 'Read it, or object' })).toHaveAttribute(
      'href',
      `/draft/4/agreement?lang=en#fix-${fix.id}`,
    )
  }
  await isMarked(live)
  // a mark, and no words of the text
  await live.click({ position: { x: 80, y: 8 } })
  await writer.keyboard.press('ControlOrMeta+a')
  await expect(live.getByRole('note')).toHaveCount(1)
  const { json: now } = (await (await chair.request.get(`/api/v1/articles/${id}`)).json()) as { json: ArticleDoc }
  expect(wordsOf(now.content.find(({ attrs }) => attrs.id === block.attrs.id)!)).toBe(
    wordsOf(block).replace(before, `${before}x`),
  )
  for (const page of ['/draft/4', '/draft/4/room', '/draft/4/compilation', '/draft/compilation']) {
    await reader.goto(page)
    await isMarked(reader.locator(`[id="${block.attrs.id}"]`))
  }
  await reader.emulateMedia({ media: 'print' })
  await expect(reader.getByRole('note').first()).toBeVisible()
  await reader.emulateMedia({ media: null })
  // it is of the English words
  await reader.goto('/draft/4?lang=ar')
  await expect(reader.getByRole('note')).toHaveCount(0)
  await writer.goto('/draft/4/room')
  await isMarked(writer.getByRole('textbox', { name: /Text of/ }).locator(`[data-id="${block.attrs.id}"]`))

  await reader.goto('/draft/4')
  await reader.getByRole('link', { name: 'Read it, or object' }).click()
  const entry = reader.locator(`#fix-${fix.id}`)
  await entry.getByText('Object to it').first().click()
  await entry.getByLabel('Reason').fill('It says another thing.')
  await entry.getByRole('button', { name: 'Object to it' }).click()
  await reader.goto('/draft/4')
  await expect(reader.getByRole('note')).toHaveCount(0)
  await expect(writer.getByRole('textbox', { name: /Text of/ }).getByRole('note')).toHaveCount(0)
})
