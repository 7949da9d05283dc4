/** Which texts of the catalogues the pages with a script name, so that a browser is sent what its page says before all others. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const IMPORTED = /(?:^|\s|\()(?:import(?!\s+type\b)[^'"`;]*?|export[^'"`;]*?\sfrom\s+)\(?['"]([#.][^'"]+)['"]/g
/** The same without what is asked for later, by `import(…)`. */
const AT_ONCE = /^\s*(?:import(?!\s+type\b|\()[^'"`;()]*?|export[^'"`;()]*?\sfrom\s+)['"]([#.][^'"]+)['"]/gm
const NAMED = /\bm\.(\w+)/g
/** How names begin that are put together while running, in a template or before a comma: `role_`. */
const BEGINNING = /['"`]([a-z]\w*_)(?:\$\{|['"`])/g

/** What stands around every page. `src`: the folder. */
const around = (src: string, folder: string): string[] =>
  ['+layout.ts', '+layout.svelte', '+error.svelte'].map((file) => join(src, folder, file))

/** The modules that a browser runs whatever the page with a script: what begins it, what stands around it, and what they import at once. */
export const modulesOfEveryPage = (src: string): Set<string> =>
  reachedFrom(src, [join(src, 'hooks.client.ts'), ...around(src, 'routes')], AT_ONCE)

/** The page that people write on: nothing that it does not say weighs on it. */
const WRITTEN_ON = 'routes/draft/[article]'

/** The folders of the pages with a script. */
const pagesWithScripts = (src: string): string[] =>
  globSync('routes/**/+page.ts', { cwd: src })
    .filter((page) => {
      const source = readFileSync(join(src, page), 'utf8')
      // what few pages say comes with them: no other page is sent it before all others
      return /\bcsr = true\b/.test(source) && !source.includes('speakOfAll')
    })
    .map(dirname)

/** The modules that a browser runs on these pages: those pages with all around them, and what they import. */
function modulesOfPages(src: string, pages: readonly string[]): Set<string> {
  const entries = [join(src, 'hooks.client.ts')]
  for (const page of pages) {
    entries.push(join(src, page, '+page.ts'), join(src, page, '+page.svelte'))
    for (let folder = page; folder !== '.'; folder = dirname(folder)) entries.push(...around(src, folder))
  }
  return reachedFrom(src, entries)
}

/** These modules and those that they import, by this pattern, as far as they are the project's own. */
function reachedFrom(src: string, entries: readonly string[], imported = IMPORTED): Set<string> {
  const waiting = [...entries]
  const modules = new Set<string>()
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (modules.has(module) || !existsSync(module) || module.includes('/paraglide/')) continue
    modules.add(module)
    for (const [, path] of readFileSync(module, 'utf8').matchAll(imported))
      if (/\.(?:ts|svelte)$/.test(path!))
        waiting.push(path!.startsWith('#lib/') ? join(src, 'lib', path!.slice(5)) : resolve(dirname(module), path!))
  }
  return modules
}

/** `first`: what the page that is written on says; `more`: what other pages with a script say beside it; `rest`: all else. */
export type Part = 'first' | 'more' | 'rest'

/** Where a text belongs, as far as the sources tell; rather one page too many. `src`: the folder of the sources. */
export function partsByPage(src: string): (text: string) => Part {
  const pages = pagesWithScripts(src)
  const isFirst = namedBy(modulesOfPages(src, pages.includes(WRITTEN_ON) ? [WRITTEN_ON] : []))
  const isMore = namedBy(modulesOfPages(src, pages))
  return (text) => (isFirst(text) ? 'first' : isMore(text) ? 'more' : 'rest')
}

/** Whether one of these modules names a text. */
function namedBy(modules: ReadonlySet<string>): (text: string) => boolean {
  const names = new Set<string>()
  const beginnings = new Set<string>()
  for (const module of modules) {
    const source = readFileSync(module, 'utf8')
    for (const [, name] of source.matchAll(NAMED)) names.add(name!)
    for (const [, beginning] of source.matchAll(BEGINNING)) beginnings.add(beginning!)
  }
  return (text) => names.has(text) || [...beginnings].some((beginning) => text.startsWith(beginning))
}
