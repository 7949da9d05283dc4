/** The hygiene of languages (rule EX11; practice 10.2, 10.4, 10.5): marks and letters that a language's texts are written with. */

interface Habit {
  lang: string
  pattern: RegExp
  message: string
}

const HABITS: Habit[] = [
  { lang: 'ar', pattern: /\p{Script=Latin}/u, message: 'holds Latin letters in an Arabic text' },
  { lang: 'ru', pattern: /\p{Script=Latin}/u, message: 'holds Latin letters in a Russian text' },
  // Between digits a comma belongs to the number.
  { lang: 'ar', pattern: /(?<!\d)[,;?]|[,;?](?!\d)/, message: 'holds , ; or ? where Arabic writes ، ؛ ؟' },
  { lang: 'fr', pattern: /\p{L}'|'\p{L}/u, message: 'holds a straight apostrophe where French writes ’' },
  { lang: 'fr', pattern: / [:;?!»]|« /, message: 'holds a plain space where French writes a no-break space' },
]

/** What is amiss in words of a language, as an English message; null when nothing is, or nothing is known of the language. */
export const typographyFault = (text: string, lang: string): string | null =>
  HABITS.find((habit) => habit.lang === lang.split('-')[0] && habit.pattern.test(text))?.message ?? null
