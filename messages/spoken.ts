import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/** The texts in the browser: of the page's language alone. */
const ONE_LANGUAGE = fileURLToPath(new URL('../src/lib/ui/spoken.ts', import.meta.url))

/** Gives browsers one language where the code asks for the interface texts; the server keeps all. */
export const oneLanguageInBrowsers = (): Plugin => ({
  name: 'concord-one-language-in-browsers',
  enforce: 'pre',
  resolveId(source) {
    const isForBrowser = this.environment.name === 'client'
    return isForBrowser && source.endsWith('/paraglide/messages.js') ? ONE_LANGUAGE : null
  },
})
