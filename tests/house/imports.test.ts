/**
 * Who may import whom (README, "How it is built"). SvelteKit does not guard a top-level `server/`, so this reads the import lines.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Room of a file -> rooms it may import values and types from. `type:x` allows only `import type`. */
const MAY_IMPORT: Record<string, string[]> = {
  domain: ['domain'],
  editor: ['editor', 'domain', 'ui', 'paraglide'],
  ui: ['ui', 'domain', 'paraglide'],
  store: ['store', 'domain', 'migrations'],
  auth: ['auth', 'store', 'domain'],
  text: ['text', 'domain'],
  exchange: ['exchange', 'domain', 'text'],
  charter: ['charter', 'domain', 'store', 'text', 'exchange', 'auth', 'proposals', 'type:server'],
  proposals: ['proposals', 'domain', 'store', 'text', 'charter', 'type:server'],
  agreement: ['agreement', 'domain', 'store', 'charter', 'type:server'],
  brackets: ['brackets', 'domain', 'store', 'text', 'charter', 'proposals', 'type:server'],
  compilation: ['compilation', 'domain', 'store', 'charter', 'proposals', 'brackets', 'type:server'],
  sittings: ['sittings', 'domain', 'store', 'charter', 'type:server'],
  people: ['people', 'domain', 'store', 'auth', 'charter', 'type:server'],
  bus: ['bus', 'domain', 'type:server'],
  sync: ['sync', 'domain', 'auth', 'charter', 'store', 'text', 'type:server', 'type:bus'],
  operation: ['operation', 'type:bus', 'charter', 'store', 'text', 'domain', 'server'],
  front: ['front', 'domain', 'type:operation'],
  cli: ['cli', 'operation', 'charter', 'store', 'auth', 'domain', 'server'],
  routes: ['routes', 'domain', 'ui', 'editor', 'paraglide', 'type:server', 'type:charter'],
  server: [
    'server',
    'domain',
    'store',
    'auth',
    'charter',
    'people',
    'proposals',
    'agreement',
    'brackets',
    'compilation',
    'sittings',
    'text',
    'sync',
    'bus',
    'exchange',
    'front',
    'operation',
    'cli',
  ],
  migrations: [],
}

/** Packages that a pure room may use. */
const PURE_PACKAGES: Record<string, RegExp> = {
  domain: /^(@tiptap\/pm\/model|prosemirror-model|canonicalize|diff|lib0\/hash\/sha256)$/,
}

function roomOf(path: string): string {
  const [a, b, c] = relative(root, path).split('/')
  if (a === 'migrations') return 'migrations'
  if (a === 'src' && b === 'lib') return c ?? 'lib'
  if (a === 'src') return 'routes'
  if (a === 'server') return c === undefined ? 'server' : b!
  return a ?? ''
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'paraglide' ? [] : filesBelow(path)
    return /\.(ts|svelte)$/.test(entry.name) ? [path] : []
  })
}

interface Import {
  from: string
  isType: boolean
}

function importsOf(source: string): Import[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...source.matchAll(pattern)].map((m) => ({ from: (m[2] ?? m[3])!, isType: m[1] !== undefined }))
}

/** The file or folder an import names, or null for a package. */
function target(file: string, from: string): string | null {
  if (from.startsWith('.')) return resolve(dirname(file), from)
  if (from.startsWith('$lib/')) return join(root, 'src/lib', from.slice(5))
  if (from.startsWith('#lib/')) return join(root, 'src/lib', from.slice(5))
  if (from.startsWith('#server/')) return join(root, 'server', from.slice(8))
  return null
}

const files = ['src', 'server', 'migrations'].flatMap((folder) => filesBelow(join(root, folder)))

describe('who may import whom', () => {
  it('finds the rooms of the house', () => {
    expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(MAY_IMPORT)))
  })

  it.each(files.map((file) => [relative(root, file), file]))('%s', (_name, file) => {
    const room = roomOf(file)
    const wrong = importsOf(readFileSync(file, 'utf8')).filter(({ from, isType }) => {
      const path = target(file, from)
      if (path === null) {
        const pure = PURE_PACKAGES[room]
        if (from === 'kysely' || from.startsWith('kysely/')) return room !== 'store' && room !== 'migrations'
        return pure !== undefined && !pure.test(from)
      }
      const allowed = MAY_IMPORT[room] ?? []
      const to = roomOf(path)
      return !allowed.includes(to) && !(isType && allowed.includes(`type:${to}`))
    })
    expect(wrong.map(({ from }) => from)).toEqual([])
  })

  it('server code is reached only from server files of the routes', () => {
    const reaching = files.filter(
      (file) =>
        roomOf(file) === 'routes' &&
        importsOf(readFileSync(file, 'utf8')).some(({ from }) => /server\//.test(from) && !from.startsWith('.')),
    )
    const wrong = reaching.filter(
      (file) =>
        !/(\+(page|layout)\.server\.ts|\+server\.ts|hooks\.server\.ts|app\.d\.ts|[^+/]*\.server\.ts|routes\/api\/.*\.ts)$/.test(
          file,
        ),
    )
    expect(wrong.map((file) => relative(root, file))).toEqual([])
  })
})
