/** Text as searches compare it: without case, accents, vowel signs and tatweel; Arabic forms of alef, yeh and teh marbuta alike; Russian ё as е. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|\u0640/gu, '')
    .toLowerCase()
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')

/** Whether every word of `query` occurs somewhere in one of `texts`; an empty query is in everything. */
export function isFound(query: string, ...texts: readonly (string | null)[]): boolean {
  const text = fold(texts.join(' \n '))
  return fold(query)
    .split(/\s+/)
    .every((word) => text.includes(word))
}
