// @vitest-environment node
/** What a browser is sent of the catalogues first: all that a page with a script can ask for. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { partsByPage } from '../../messages/named.ts'

const SCRIPTED = 'export const csr = true\n'

const houses: string[] = []
afterEach(() => houses.splice(0).forEach((src) => rmSync(src, { recursive: true })))

function house(files: Record<string, string>): string {
  const src = mkdtempSync(join(tmpdir(), 'concord-named-'))
  houses.push(src)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(src, path)), { recursive: true })
    writeFileSync(join(src, path), text)
  }
  return src
}

test('a text is said by a page with a script, what stands around it and what they import, whichever way', () => {
  const partOf = partsByPage(
    house({
      'hooks.client.ts': 'm.in_hooks()',
      'routes/+layout.svelte': 'm.in_layout()',
      'routes/+error.svelte': 'm.in_error()',
      'routes/plain/+page.ts': '',
      'routes/plain/+page.svelte': 'm.in_plain()',
      'routes/draft/[article]/+page.ts': SCRIPTED,
      'routes/draft/[article]/+page.svelte': `import {\n  a,\n} from '#lib/a.ts'\nconst late = () => import('./late.ts')\nimport type { B } from './b.ts'`,
      'routes/draft/[article]/late.ts': 'm.in_late()',
      'routes/draft/[article]/b.ts': 'm.in_type()',
      'routes/list/+page.ts': SCRIPTED,
      'routes/list/+page.svelte': 'm.in_list() m.in_c()',
      'routes/write/+page.ts': `${SCRIPTED}speakOfAll()`,
      'routes/write/+page.svelte': 'm.in_write()',
      'lib/a.ts': `export * from './c.ts'\nm[\`role_\${role}\`]()\nwords('status_', status)`,
      'lib/c.ts': 'm.in_c()',
      'lib/unused.ts': 'm.in_unused()',
    }),
  )
  const first = ['in_hooks', 'in_layout', 'in_error', 'in_late', 'in_c', 'role_drafter', 'status_draft']
  expect(first.filter((text) => partOf(text) !== 'first')).toEqual([])
  expect(partOf('in_list')).toBe('more')
  const rest = ['in_plain', 'in_type', 'in_unused', 'in_other', 'in_write']
  expect(rest.filter((text) => partOf(text) !== 'rest')).toEqual([])
})

test('of the catalogues as they are, the desk’s texts come first and those of forms alone do not', () => {
  const partOf = partsByPage(join(import.meta.dirname, '../../src'))
  const texts = Object.keys(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../messages/en.json'), 'utf8')) as object,
  )
  const beginning = (start: string): string[] => texts.filter((text) => text.startsWith(start))
  for (const start of ['editor_', 'thread_status_', 'refusal_', 'status_', 'comment_'])
    expect(beginning(start).filter((text) => partOf(text) !== 'first')).toEqual([])
  for (const start of ['privacy_', 'register_', 'invite_'])
    expect(beginning(start).filter((text) => partOf(text) !== 'rest')).toEqual([])
  expect(partOf('kept_title')).toBe('more')
})
