/**
 * Compiles the catalogues of this folder to `src/lib/paraglide`. Vite does it by itself while building and serving;
 * run `node messages/compile.ts` before the type check and tests of a tree that was never built.
 */
import { fileURLToPath } from 'node:url'
import { compile, type CompilerOptions } from '@inlang/paraglide-js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What the compiler is told, here and in `vite.config.ts`. The reader's choice decides, then the browser's languages. */
export const catalogues = {
  project: at('./project.inlang'),
  outdir: at('../src/lib/paraglide'),
  // one file for each language, so that a browser is sent one alone (`./spoken.ts`)
  outputStructure: 'locale-modules',
  strategy: ['cookie', 'preferredLanguage', 'baseLocale'],
  cookieName: 'concord_lang',
  emitGitIgnore: false,
} satisfies CompilerOptions

if (import.meta.main) await compile(catalogues)
