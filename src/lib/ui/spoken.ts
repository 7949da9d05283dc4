/**
 * The interface texts in the browser: of one language, the page's, asked for before the page comes alive. The build
 * gives this module to the browser wherever code imports `#lib/paraglide/messages.js`, which holds all languages and is
 * for the server (`messages/spoken.ts`). So a sixth language costs a reader of the other five nothing; and what only pages
 * without a script say comes when a page with one goes on to them.
 */
import type { Locale } from '#lib/paraglide/runtime.js'

type Messages = typeof import('#lib/paraglide/messages.js').m
/** A catalogue of one language has the same texts; only a language other than the page's cannot be asked of it. */
const first = import.meta.glob<Messages>('../paraglide/messages/[a-z][a-z].js')
const more = import.meta.glob<Messages>('../paraglide/messages/[a-z][a-z].js', { query: '?more' })
const rest = import.meta.glob<Messages>('../paraglide/messages/[a-z][a-z].js', { query: '?rest' })

let texts: Messages | null = null
let speakAll: () => Promise<void> = () => Promise.resolve()

/** The texts. They may be named while a module is read, and called once `speak` has resolved. */
export const m = new Proxy({} as Messages, {
  get: (_, key: keyof Messages) =>
    texts ? texts[key] : (...inputs: []) => (texts![key] as (...inputs: []) => string)(...inputs),
})

/**
 * Fetches the texts of a page with a script in `locale`; `isWrittenOn`: that people write on, which needs fewer. It fails where the file cannot be had: the
 * page then stays as the server wrote it.
 */
export async function speak(locale: Locale, isWrittenOn: boolean): Promise<void> {
  const path = `../paraglide/messages/${locale}.js`
  const fetched = (parts: Record<string, () => Promise<Messages>>[]): Promise<Messages[]> =>
    Promise.all(parts.map((part) => part[path]!()))
  texts = Object.assign({}, ...(await fetched(isWrittenOn ? [first] : [first, more]))) as Messages
  speakAll = async () => void (texts = Object.assign({}, texts, ...(await fetched([more, rest]))) as Messages)
}

/** Fetches what is left of them, before a page without a script is shown in place of one with. */
export const speakOfAll = (): Promise<void> => speakAll()
