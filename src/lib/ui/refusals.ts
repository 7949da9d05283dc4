/** The words of a refusal, in the reader's language. */
import { m } from '#lib/paraglide/messages.js'
import type { RefusalCode } from '#lib/domain/result.ts'

type Key = `refusal_${string}` & keyof typeof m

/** What to tell a person whose act was refused with `code`. */
export function refusalText(code: RefusalCode): string {
  const key = `refusal_${code.replaceAll('-', '_')}` as Key
  return (m[key] as () => string)()
}
