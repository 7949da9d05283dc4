/** Every row of the matrix of access, and every way in that the route files open. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AGREEMENT } from './agreement.ts'
import { API } from './api.ts'
import { BRACKETS } from './brackets.ts'
import { PAGES } from './pages.ts'
import { PEOPLE } from './people.ts'
import { PROPOSALS } from './proposals.ts'
import { SITTINGS } from './sittings.ts'
import { SOCKETS } from './sockets.ts'
import { WRITING } from './writing.ts'
import type { Row } from './row.ts'

export const ROWS: Row[] = [
  ...API,
  ...AGREEMENT,
  ...BRACKETS,
  ...PAGES,
  ...PEOPLE,
  ...PROPOSALS,
  ...WRITING,
  ...SITTINGS,
  ...SOCKETS,
]

const root = fileURLToPath(new URL('../../../src/routes', import.meta.url))

/** Every way in that the route files open, in the words of the rows. */
export function waysIn(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const folder = file.replace(/\/?[^/]+$/, '')
    const at = `/${folder}`
    const source = (): string => readFileSync(join(root, file), 'utf8')
    if (file.endsWith('+page.svelte')) return [`page ${at}`]
    if (file.endsWith('+page.server.ts')) {
      const actions = /export const actions\b[^=]*= \{\n([\s\S]*?)\n\}\n/.exec(source())?.[1]
      if (actions === undefined && source().includes('actions'))
        throw new Error(`the actions of ${file} cannot be read`)
      return [...(actions ?? '').matchAll(/^ {2}(\w+)(?::|\()/gm)].map(([, name]) => `form ${at}?/${name}`)
    }
    if (file.endsWith('+server.ts'))
      return [...source().matchAll(/^export const (GET|POST|PUT|PATCH|DELETE|fallback)\b/gm)].map(
        // a route for whatever nobody answers, by every method
        ([, method]) => `${method === 'fallback' ? 'GET' : method} ${at}`,
      )
    return []
  })
}

/** With the names in square brackets filled in. */
export const pathOf = (at: string, params: Record<string, string>): string =>
  at.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => {
    if (params[name] === undefined) throw new Error(`${at} lacks ${name}`)
    return name === 'rest' ? params[name] : encodeURIComponent(params[name])
  })
