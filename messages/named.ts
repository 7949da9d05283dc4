/** Which texts of the catalogues the pages with a script name, so that a browser is sent these before all others. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const IMPORTED = /(?:^|\s|\()(?:import(?!\s+type\b)[^'"`;]*?|export[^'"`;]*?\sfrom\s+)\(?['"]([#.][^'"]+)['"]/g
const NAMED = /\bm\.(\w+)/g
/** How names begin that are put together while running, in a template or before a comma: `role_`. */
const BEGINNING = /['"`]([a-z]\w*_)(?:\$\{|['"`])/g

/** The modules that a browser runs on pages with a script: those pages with all around them, and what they import. `src`: the folder. */
function modulesOfScripts(src: string): Set<string> {
  const waiting = [join(src, 'hooks.client.ts')]
  for (const page of globSync('routes/**/+page.ts', { cwd: src })) {
    const source = readFileSync(join(src, page), 'utf8')
    // what few pages say comes with them: no other page is sent it before all others
    if (!/\bcsr = true\b/.test(source) || source.includes('speakOfAll')) continue
    waiting.push(join(src, page), join(src, dirname(page), '+page.svelte'))
    for (let folder = dirname(page); folder !== '.'; folder = dirname(folder))
      for (const around of ['+layout.ts', '+layout.svelte', '+error.svelte']) waiting.push(join(src, folder, around))
  }
  const modules = new Set<string>()
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (modules.has(module) || !existsSync(module) || module.includes('/paraglide/')) continue
    modules.add(module)
    for (const [, path] of readFileSync(module, 'utf8').matchAll(IMPORTED))
      if (/\.(?:ts|svelte)$/.test(path!))
        waiting.push(path!.startsWith('#lib/') ? join(src, 'lib', path!.slice(5)) : resolve(dirname(module), path!))
  }
  return modules
}

/** Whether a page with a script names this text, as far as its source tells; rather one too many. `src`: the folder of the sources. */
export function namedByScripts(src: string): (text: string) => boolean {
  const names = new Set<string>()
  const beginnings = new Set<string>()
  for (const module of modulesOfScripts(src)) {
    const source = readFileSync(module, 'utf8')
    for (const [, name] of source.matchAll(NAMED)) names.add(name!)
    for (const [, beginning] of source.matchAll(BEGINNING)) beginnings.add(beginning!)
  }
  return (text) => names.has(text) || [...beginnings].some((beginning) => text.startsWith(beginning))
}
