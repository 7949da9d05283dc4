/** A paragraph that the chair deletes by agreement and restores: by forms alone, and seen by whoever writes. */
import { expect, test } from './fixtures.ts'

const NO_SCRIPT = { javaScriptEnabled: false }

test('AG12: a paragraph is deleted with a reason, stands struck and locked for whoever writes, and is restored', async ({
  as,
}) => {
  const [chair, writer] = [await as('chair', NO_SCRIPT), await as('drafter-01')]
  await chair.goto('/draft/8/agreement')
  const id = (await chair.locator('#parts .part').nth(3).getAttribute('id'))!
  const block = id.replace('part-', '')
  const part = chair.locator(`[id="${id}"]`)
  const set = async (status: string, reason = ''): Promise<void> => {
    // a form that was refused stays open
    if (!(await part.getByLabel('New status').isVisible()))
      await part.getByText('Set the status of this paragraph').click()
    await part.getByLabel('New status').selectOption(status)
    if (reason !== '') await part.getByLabel('Reason').fill(reason)
    await part.getByRole('button', { name: 'Set status' }).click()
  }
  await writer.goto('/draft/8')
  const words = writer.getByRole('textbox', { name: /Text of/ }).locator(`[data-id="${block}"]`)
  await expect(words).toBeVisible()
  const before = await words.innerText()

  await set('Deleted')
  await expect(part.getByRole('alert')).toBeVisible()
  await set('Deleted', 'It is said in Article 9 already.')
  await expect(part.locator('del').first()).toBeVisible()
  await expect(chair.locator('#history')).toContainText('It is said in Article 9 already.')

  // whoever has it open sees it struck behind its number, and types nothing into it
  await expect(words).toHaveAttribute('data-agreed-as', 'deleted')
  await expect(words).toHaveAttribute('data-agreed-note', /^\[deleted\]/)
  await words.click()
  await writer.keyboard.type('XYZZY')
  await expect(writer.getByText(/deleted by agreement, and locked/).first()).toBeVisible()
  await expect(words).toHaveText(before)

  // the clean text has its tombstone, the compilation its words struck, the board counts it
  await chair.goto('/draft/8/clean')
  await expect(chair.locator(`[id="${block}"]`)).toHaveCount(0)
  await chair.goto('/draft/8/compilation')
  await expect(chair.locator(`[id="${block}"] del`)).toBeVisible()
  await chair.goto('/draft/board')
  await expect(chair.getByRole('row', { name: /Article 8/ })).toContainText('Deleted')
  const obstacles = chair.getByRole('region', { name: 'What stands between this text and its adoption' })
  await expect(obstacles.getByRole('link', { name: 'Open brackets' })).toBeVisible()

  await chair.goto('/draft/8/agreement')
  await set('Under discussion', 'A delegation asks for it.')
  await expect(part.locator('del')).toHaveCount(0)
  await expect(words).not.toHaveAttribute('data-agreed-as')
  await words.click()
  await writer.keyboard.type('XYZZY')
  await expect(words).toContainText('XYZZY')
})
