/** The first letters of the first and the last word of a name, whole letters with their marks; of one word, one. "Delegation 02 · Drafter" is D02. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const first = (word: string | undefined): string => [...new Intl.Segmenter().segment(word ?? '')][0]?.segment ?? ''
  const last = words.length > 1 ? words.at(-1) : undefined
  // where names are numbered, the number is what tells people apart
  const number = words.slice(1).find((word) => /^\p{N}{1,3}$/u.test(word))
  return `${first(words[0])}${number ?? first(last)}`.toLocaleUpperCase()
}
