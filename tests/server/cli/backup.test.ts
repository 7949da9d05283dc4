/** The commands an operator types to keep a copy and to come back to it. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { backupCommand, restoreCommand } from '../../../server/cli/backup.ts'
import { readConfig } from '../../../server/config.ts'
import { openStore } from '../../../server/store/open.ts'
import { addDocuments, entry } from '../../support/rows.ts'

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

it('holds what only the log of the server has, whether that runs or was killed', async () => {
  const from = readConfig({ DATA_DIR: join(folder, 'from') })
  const killed = readConfig({ DATA_DIR: join(folder, 'killed') })
  const server = await openStore(from)
  await server.transaction((rows) => addDocuments(rows, ['d'], ['ana']))
  await server.journal.append([entry('d', 1, { authorId: 'ana', newClients: [7] })]).stored
  // moved into the database a tenth of a second later
  await server.journal.append([entry('d', 2, { authorId: 'ana', newClients: [7, 8] }), entry('d', 3)]).durable
  cpSync(from.dataDir, killed.dataDir, { recursive: true })
  const files = [join(folder, 'beside.jsonl'), join(folder, 'without.jsonl')]
  await backupCommand(from, files[0]!)
  await server.close()
  await backupCommand(killed, files[1]!)
  for (const [n, file] of files.entries()) {
    const to = readConfig({ DATA_DIR: join(folder, `to${n}`) })
    await restoreCommand(to, file)
    expect(readdirSync(join(to.dataDir, 'journal'))).toEqual([])
    const restored = await openStore(to)
    const journal = await restored.db.selectFrom('journal').select('seq').orderBy('seq').execute()
    expect(journal).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }])
    const bound = await restored.db.selectFrom('client_binding').select('client_id').orderBy('client_id').execute()
    expect(bound).toEqual([{ client_id: 7 }, { client_id: 8 }])
    await restored.close()
  }
})
