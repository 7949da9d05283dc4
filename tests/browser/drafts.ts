/** Proposals made over the interface, for stories of the browser that begin with one. */
import type { Page } from '@playwright/test'
import type { ArticleText, ArticleView } from '../../src/lib/domain/contract.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { expect } from './fixtures.ts'

/** A call of the interface in the page's own session. */
export async function call<T>(page: Page, method: string, path: string, data?: object): Promise<T> {
  const origin = new URL(page.url()).origin
  const answer = await page.request.fetch(`/api/v1${path}`, { method, headers: { origin }, ...(data && { data }) })
  expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true)
  return (await answer.json()) as T
}

/** An article of the sample by its number. */
export async function articleOf(page: Page, number: string): Promise<ArticleView> {
  const { items } = await call<{ items: { id: string; slug: string }[] }>(page, 'GET', '/charters')
  const charter = items.find(({ slug }) => slug === 'universal-charter') ?? items[0]!
  const articles = await call<{ items: ArticleView[] }>(page, 'GET', `/charters/${charter.id}/articles`)
  return articles.items.find((one) => one.number === number)!
}

/** The first paragraph with words of its own, and what it begins with. */
export async function firstWords(page: Page, article: ArticleView): Promise<{ id: string; words: string }> {
  const { json } = await call<ArticleText>(page, 'GET', `/articles/${article.id}`)
  for (const { attrs, content = [] } of json.content.slice(1)) {
    const [first] = content
    const words = first?.type === 'text' ? /^\S+ \S+ \S+/.exec(first.text) : null
    if (words) return { id: attrs.id, words: words[0] }
  }
  throw new Error('no words')
}

/** A draft that says `words` behind the first words of the article. */
export async function begin(page: Page, number: string, words: string): Promise<ProposalView> {
  const article = await articleOf(page, number)
  const draft = await call<ProposalView>(page, 'POST', `/articles/${article.id}/proposals`, {})
  const first = await firstWords(page, article)
  await call(page, 'PUT', `/proposals/${draft.id}/texts/en`, {
    blocks: [{ id: first.id, find: first.words, place: 'behind', text: ` ${words}` }],
  })
  return draft
}

/** Its author submits it, the secretariat tables it, and the chair takes it up. */
export async function table(author: Page, secretariat: Page, chair: Page | null, id: string): Promise<ProposalView> {
  await call(author, 'POST', `/proposals/${id}/submit`, {})
  const tabled = await call<ProposalView>(secretariat, 'POST', `/proposals/${id}/admit`, {})
  return chair === null ? tabled : call(chair, 'POST', `/proposals/${id}/take-up`, {})
}
