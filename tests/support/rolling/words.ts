/** Words that are each written once, so that whatever becomes of one can be told. */
import type { ArticleDoc, Block } from '#lib/domain/article.ts'

export type Lang = 'en' | 'ar'
export const LANGUAGES: readonly Lang[] = ['en', 'ar']

const LETTERS: Record<Lang, string> = { en: 'bcdfghjklmnprstv', ar: 'جحدرسصضطظعغقتثزش' }
const FIRST: Record<Lang, string> = { en: 'q', ar: 'خ' }

/** The nth word of a language: no figure in it, nothing that is substance by itself (CM4). */
export function wordNamed(lang: Lang, n: number): string {
  let rest = n
  let word = ''
  for (let i = 0; i < 4; i++) {
    word += LETTERS[lang][rest % 16]!
    rest = Math.floor(rest / 16)
  }
  return FIRST[lang] + word
}

const PATTERN = new RegExp(LANGUAGES.map((lang) => `${FIRST[lang]}[${LETTERS[lang]}]{4}`).join('|'), 'g')

export const wordsIn = (text: string): string[] => text.match(PATTERN) ?? []
export const textOf = ({ content = [] }: Block): string =>
  content.map((node) => (node.type === 'text' ? node.text : ' ')).join('')
export const wordsOfBlock = (block: Block): string[] => wordsIn(textOf(block))
export const wordsOfDoc = ({ content }: ArticleDoc): string[] => content.flatMap(wordsOfBlock)
