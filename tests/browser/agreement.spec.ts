/** A paragraph on its way: agreed ad referendum, confirmed by the delegation that was asked, agreed, and reopened where everybody hears why. */
import { expect, test } from './fixtures.ts'

const NO_SCRIPT = { javaScriptEnabled: false }

test('a paragraph is agreed ad referendum, confirmed, agreed and reopened, by forms alone; open pages and the board agree', async ({
  as,
}) => {
  const [chair, head, writer] = [await as('chair', NO_SCRIPT), await as('head-03', NO_SCRIPT), await as('drafter-01')]
  await chair.goto('/draft/8/agreement')
  const id = (await chair.locator('#parts .part').nth(1).getAttribute('id'))!
  const block = id.replace('part-', '')
  const part = chair.locator(`[id="${id}"]`)
  const set = async (status: string, more: () => Promise<void> = () => Promise.resolve()): Promise<void> => {
    await part.getByText('Set the status of this paragraph').click()
    await part.getByLabel('New status').selectOption(status)
    await more()
    await part.getByRole('button', { name: 'Set status' }).click()
  }
  await set('Agreed ad referendum', async () => {
    await part.getByLabel('these delegations').check()
    await part.getByLabel('Delegation 03', { exact: true }).check()
    await part.getByLabel('Until when').fill('2099-06-18T15:00')
  })
  await expect(part.getByText('has not answered yet')).toBeVisible()
  await expect(part).toContainText('18 June 2099, 15:00 UTC')

  // it waits for the delegation that was asked, and cannot be declared before
  await set('Agreed')
  await expect(part.getByRole('alert')).toBeVisible()
  await writer.goto('/draft/8')
  const words = writer.getByRole('textbox', { name: /Text of/ }).locator(`[data-id="${block}"]`)
  await expect(words).toHaveAttribute('data-agreed-note', /AR.*Delegation 03/)
  // whoever says how far they are agreed reads them whole
  const said = (await words.textContent())!
  expect(said.length).toBeGreaterThan(160)
  await expect(part.locator('.words').first()).toContainText(said)

  await head.goto('/home')
  await expect(head.getByRole('heading', { name: '1 agreement to confirm' })).toBeVisible()
  await head
    .getByRole('link', { name: /Article 8/ })
    .first()
    .click()
  await head.locator(`[id="${id}"]`).getByRole('button', { name: 'Confirm', exact: true }).click()
  await expect(head.locator(`[id="${id}"]`).getByText('confirmed', { exact: true })).toBeVisible()
  await head.goto('/home')
  await expect(head.getByRole('heading', { name: '1 agreement to confirm' })).toHaveCount(0)

  await chair.goto('/draft/8/agreement')
  await set('Agreed')
  await expect(words).toHaveAttribute('data-agreed-as', 'agreed')
  await chair.goto('/draft/board')
  const row = chair.getByRole('row', { name: /Article 8/ })
  await expect(row.getByRole('link', { name: /1 .*Agreed/ })).toBeVisible()

  // reopening needs a reason, and everybody who has the article open is told
  await chair.goto('/draft/8/agreement')
  await set('Under discussion')
  await expect(part.getByRole('alert')).toBeVisible()
  await part.getByLabel('Reason').fill('A delegation asks for one more reading.')
  await part.getByRole('button', { name: 'Set status' }).click()
  await expect(writer.getByText(/Reopened: .*A delegation asks for one more reading\./).first()).toBeAttached()
  await expect(words).not.toHaveAttribute('data-agreed')
  await chair.goto('/draft/board')
  await expect(row.getByRole('link', { name: /^reopened on/ })).toBeVisible()
})

test('the list of delegations to ask goes on downwards, never sideways, also on a phone', async ({ as }) => {
  for (const width of [390, 1280]) {
    const chair = await as('chair', { ...NO_SCRIPT, viewport: { width, height: 900 } })
    await chair.goto('/draft/8/agreement')
    const part = chair.locator('#parts .part').nth(2)
    await part.getByText('Set the status of this paragraph').click()
    await part.getByLabel('New status').selectOption('Agreed ad referendum')
    await part.getByLabel('these delegations').check()
    const list = part.locator('.some')
    expect(await list.getByRole('checkbox').count()).toBeGreaterThan(19)
    const sizes = await list.evaluate((it) => ({
      sideways: it.scrollWidth - it.clientWidth,
      down: it.scrollHeight - it.clientHeight,
    }))
    expect(sizes.sideways, `${width}`).toBe(0)
    expect(sizes.down).toBeGreaterThan(0)
  }
})
