/** Words that came too late for their place, beside what the page told of them by itself (rule TX29). */
import type { Page, RecoveredWords } from '../domain/contract.ts'
import type { Stray } from './binding/strays.ts'
import { ask, type Asked } from './comments/asking.ts'

/** Words of one block, or one option, in one notice. */
export interface Lost {
  key: string
  parts: readonly RecoveredWords[]
}

const lettersOf = (words: string): string => words.replace(/[\s…]/g, '')
/** Whether a passing notice is of these very words. */
export const isSame = (stray: Stray, { blockId, words }: RecoveredWords): boolean =>
  stray.kind !== 'gone' && stray.blockId === blockId && lettersOf(stray.words).includes(lettersOf(words))
/** Whether the page has let such words follow their block. */
export const hasFollowed = ({ kind }: Stray): boolean => kind === 'moved' || kind === 'back-moved'

/** By place, in the order in which they came. */
export function byPlace(list: readonly RecoveredWords[]): Lost[] {
  const groups = new Map<string, RecoveredWords[]>()
  for (const one of list) {
    const key = `${one.blockId} ${one.option ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups].map(([key, parts]) => ({ key, parts }))
}

/** Those of one article that wait to be read: the first 500. */
export const fetchRecovered = (articleId: string): Promise<Asked<Page<RecoveredWords>>> =>
  ask(`/recovered?${new URLSearchParams({ article: articleId, limit: '500' }).toString()}`)
