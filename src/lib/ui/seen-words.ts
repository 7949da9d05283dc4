/** How forms name the words that their page shows (AG15): a field for each language. */
import type { SeenWords } from '../domain/words-seen.ts'

export const SEEN = 'seen'

export const seenField = ({ lang, mark }: SeenWords): string => `${lang} ${mark}`

/** As a form is sent: of a language that is alive on the page, its words at that moment. */
export function nameShown({ formData }: FormDataEvent, shown: SeenWords | null): void {
  if (shown === null) return
  const others = formData.getAll(SEEN).filter((one) => typeof one === 'string' && !one.startsWith(`${shown.lang} `))
  formData.delete(SEEN)
  for (const one of [...others, seenField(shown)]) formData.append(SEEN, one)
}

/** The languages that a refusal names as saying something else. */
export const languagesIn = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => /^texts\.([^.]+)$/.exec(path)?.[1] ?? [])
