/** A newer version of this code, in a folder of its own: the same with one migration more, which adds columns (expand), and with a file more for pages. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const NEWER_MIGRATION = '9999-a-newer-version'
/** Of the newer version alone, as browsers ask for it. */
export const NEWER_FILE = '/_app/immutable/of-a-newer-version.js'

const MIGRATION = `
export async function up(db) {
  await db.schema.alterTable('journal').addColumn('newer', 'text').execute()
  await db.schema.alterTable('article').addColumn('newer', 'text', (c) => c.notNull().defaultTo('kept')).execute()
  await db.schema.alterTable('version').addColumn('newer', 'text').execute()
}
`

export function makeNewerVersion(): { code: string; remove(): void } {
  const code = mkdtempSync(join(tmpdir(), 'concord-newer-'))
  for (const name of ['server', 'migrations', 'build', 'package.json'])
    cpSync(join(root, name), join(code, name), { recursive: true })
  for (const name of ['node_modules', 'src']) symlinkSync(join(root, name), join(code, name))
  writeFileSync(join(code, 'migrations', `${NEWER_MIGRATION}.ts`), MIGRATION)
  writeFileSync(join(code, 'build', 'client', NEWER_FILE), 'export {}\n')
  const list = join(code, 'server', 'store', 'migrations.ts')
  const listed = readFileSync(list, 'utf8')
  const known = listed.replace(/\n\}\n$/, `\n  '${NEWER_MIGRATION}': newer,\n}\n`)
  writeFileSync(list, `import * as newer from '../../migrations/${NEWER_MIGRATION}.ts'\n${known}`)
  return { code, remove: () => rmSync(code, { recursive: true, force: true }) }
}
