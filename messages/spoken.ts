import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { partsByPage, type Part } from './named.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The texts in the browser: of the page's language alone. */
const ONE_LANGUAGE = at('../src/lib/ui/spoken.ts')
/** A catalogue of one language, or a part of it other than the first. */
const CATALOGUE = /\/paraglide\/messages\/[a-z]{2}\.js(?:\?(?<part>more|rest))?$/

/** Gives browsers one language where the code asks for the interface texts, in parts by the pages that say them; the server keeps all. */
export function oneLanguageInBrowsers(): Plugin {
  let partOf: (text: string) => Part = () => 'first'
  return {
    name: 'concord-one-language-in-browsers',
    enforce: 'pre',
    configResolved({ command }) {
      // while developing a page may name another text at any moment
      if (command === 'build') partOf = partsByPage(at('../src'))
    },
    resolveId(source) {
      const isForBrowser = this.environment.name === 'client'
      return isForBrowser && source.endsWith('/paraglide/messages.js') ? ONE_LANGUAGE : null
    },
    transform(code, id) {
      const catalogue = CATALOGUE.exec(id)
      if (catalogue === null || this.environment.name !== 'client') return null
      const part = catalogue.groups?.['part'] ?? 'first'
      return { code: pick(code, (text) => partOf(text) === part), map: null }
    },
  }
}

/** A module of exported constants with those alone that are asked for. */
function pick(code: string, isAskedFor: (text: string) => boolean): string {
  const [head, ...texts] = code.split(/^(?=export const )/m)
  return head + texts.filter((text) => isAskedFor(/^export const (\w+)/.exec(text)![1]!)).join('')
}
