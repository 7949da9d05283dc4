/** SO9: nobody signs blind: without a script, the page to sign a version lists what is not agreed in it, from its own text. */
import type { ArticleDoc } from '#lib/domain/article.ts'
import { openBrackets } from '#lib/domain/brackets.ts'
import { expect, test } from './fixtures.ts'

test('the page to sign a version lists its open brackets by article, and each leads to its words', async ({ as }) => {
  const signatory = await as('signatory-01', { javaScriptEnabled: false })
  const version = (await (await signatory.request.get('/charter/v/1/canonical.json')).json()) as {
    articles: { id: string; doc: ArticleDoc }[]
  }
  const articles = [...Map.groupBy(version.articles, ({ id }) => id).values()]
    .map((texts) => openBrackets(texts.map(({ doc }) => doc)).size)
    .filter((count) => count > 0)
  const total = articles.reduce((sum, count) => sum + count, 0)
  expect(total).toBeGreaterThan(5)
  await signatory.goto('/party/sign/1')
  const list = signatory.getByRole('region', { name: `What is not agreed in it: ${total} open brackets` })
  await expect(list.getByRole('list')).toHaveCount(articles.length)
  await expect(list.getByRole('listitem')).toHaveCount(total)
  const first = list.getByRole('listitem').first()
  const words = await first.locator('.option').first().innerText()
  await signatory.goto((await first.getByRole('link').getAttribute('href'))!)
  const id = new URL(signatory.url()).hash.slice(1)
  await expect(signatory.locator(`[id="${id}"]`)).toContainText(words.replace(/^.*?\[/, '').replace(/\]$/, ''))
})
