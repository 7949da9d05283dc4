/**
 * The interface texts in the browser: of one language, the page's, asked for before the page comes alive. The build
 * gives this module to the browser wherever code imports `#lib/paraglide/messages.js`, which holds all languages and is
 * for the server (`messages/spoken.ts`). So a sixth language costs a reader of the other five nothing.
 */
import type { Locale } from '#lib/paraglide/runtime.js'

type Messages = typeof import('#lib/paraglide/messages.js').m
/** A catalogue of one language has the same texts; only a language other than the page's cannot be asked of it. */
const catalogues = import.meta.glob<Messages>('../paraglide/messages/[a-z][a-z].js')

let texts: Messages | null = null

/** The texts. They may be named while a module is read, and called once `speak` has resolved. */
export const m = new Proxy({} as Messages, {
  get: (_, key: keyof Messages) =>
    texts ? texts[key] : (...inputs: []) => (texts![key] as (...inputs: []) => string)(...inputs),
})

/** Fetches the texts in `locale`. It fails where the file cannot be had: the page then stays as the server wrote it. */
export async function speak(locale: Locale): Promise<void> {
  texts = await catalogues[`../paraglide/messages/${locale}.js`]!()
}
