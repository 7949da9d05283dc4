/** The commands an operator types to keep a copy and to come back to it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { backupCommand, restoreCommand } from '../../../server/cli/backup.ts'
import { readConfig } from '../../../server/config.ts'
import { openStore } from '../../../server/store/open.ts'
import { addDocuments } from '../../support/rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-command-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('backs up beside a running server, and restores into an empty folder', async () => {
  const from = readConfig({ DATA_DIR: join(folder, 'from') })
  const to = readConfig({ DATA_DIR: join(folder, 'to') })
  const server = await openStore(from)
  await server.transaction((rows) => addDocuments(rows, ['d'], ['ana', 'bea']))
  const told = await backupCommand(from, null)
  expect(told).toMatch(/2 people, 1 charters, .*\nsha256 [0-9a-f]{64}$/)
  const [name] = readdirSync(join(from.dataDir, 'backups'))
  expect(name).toMatch(/^concord-\d{8}T\d{6}Z\.jsonl$/)
  const file = join(from.dataDir, 'backups', name!)
  await expect(backupCommand(from, file)).rejects.toMatchObject({ code: 'BACKUP_EXISTS' })
  await expect(restoreCommand(from, file)).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  await server.close()
  expect(await restoreCommand(to, file)).toContain('2 people')
  await expect(restoreCommand(to, file)).rejects.toMatchObject({ code: 'STORE_NOT_EMPTY' })
})
