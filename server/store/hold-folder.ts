/** Who works in a data folder: an SQLite lock on a file of its own, which the system drops with the process, however that ends. */
import path from 'node:path'
import Database from 'better-sqlite3'
import { codeOf, StoreError } from './errors.ts'

/** Until it is closed no server opens this folder. Throws `StoreError` `STORE_IN_USE` where one has. */
export function holdFolder(dataDir: string): { close(): void } {
  const lock = new Database(path.join(dataDir, 'concord.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (codeOf(error) !== 'SQLITE_BUSY') throw error
    throw new StoreError(
      'STORE_IN_USE',
      `Another Concord server works in ${dataDir}. Stop it, or choose another DATA_DIR.`,
    )
  }
  return lock
}
