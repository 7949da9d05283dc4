/** Makes of an article one that is being negotiated: open proposals on its paragraphs, and brackets with alternatives in them. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Ask } from './asking.ts'

interface Made {
  id: string
  rev: number
}

/** What a paragraph of the long article says, as far as it can be quoted. */
function wordsOf(article: ArticleDoc, index: number): { id: string; words: string[] } {
  const { attrs, content = [] } = article.content[index]!
  const first = content[0]
  if (first?.type !== 'text') throw new Error(`${attrs.id} begins with no words`)
  return { id: attrs.id, words: first.text.trim().split(' ') }
}

/** `count` proposals of these delegations' drafters, two to three of them on each paragraph, tabled. */
export async function proposeIn(
  { drafters, secretariat }: { drafters: readonly Ask[]; secretariat: Ask },
  articleId: string,
  article: ArticleDoc,
  count: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const ask = drafters[i % drafters.length]!
    // paragraphs stand at 1, 4, 7 …, each behind the items of the one before
    const { id, words } = wordsOf(article, 1 + (i % 40) * 3)
    const begun = await ask<Made>('POST', `/articles/${articleId}/proposals`, { lang: 'en', rationale: `Reason ${i}.` })
    // from its first words on: those behind them stand in it more than once
    const find = words.slice(0, 6 + Math.floor(i / 40) * 6).join(' ')
    const text = `${find} and, in case ${i}, its partners`
    await ask('PUT', `/proposals/${begun.id}/texts/en`, { blocks: [{ id, find, text }] })
    await ask('POST', `/proposals/${begun.id}/submit`, {})
    await secretariat('POST', `/proposals/${begun.id}/admit`, {})
  }
}

/** `count` brackets of two alternatives, one to an item. */
export async function bracketIn(
  secretariat: Ask,
  articleId: string,
  article: ArticleDoc,
  count: number,
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { id, words } = wordsOf(article, 2 + Math.floor(i / 2) * 3 + (i % 2))
    await secretariat('POST', `/articles/${articleId}/brackets`, {
      blockId: id,
      kind: 'alternatives',
      quotes: { en: { exact: words.slice(3, 5).join(' '), prefix: `${words.slice(0, 3).join(' ')} ` } },
      alternative: { en: 'as far as possible' },
    })
  }
}
