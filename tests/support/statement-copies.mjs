/**
 * Loaded before everything else (`node --import`), in every thread. Once the file `armed` is in the folder STATEMENT_COPIES, the database is copied
 * there before the first statement, after each one, and before each sync: folders `0`, `1`, `2` ... hold the files as a process killed at that
 * moment leaves them (what it wrote is with the system), and `moment.json`, what was told before: `{ sql, told, synced }`, the last being the copy that a power cut
 * at that moment leaves at least, or null.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const folder = process.env.STATEMENT_COPIES
let count = 0
let synced = null

const isArmed = () => workerData !== null && fs.existsSync(join(folder, 'armed'))
const told = () => (fs.existsSync(join(folder, 'told')) ? fs.readFileSync(join(folder, 'told'), 'utf8') : '')

function copy(sql) {
  const moment = JSON.stringify({ sql, told: told().split('\n').slice(0, -1), synced })
  const to = join(folder, String(count))
  fs.mkdirSync(to)
  for (const end of ['', '-wal', '-shm'])
    fs.copyFileSync(join(workerData.dataDir, `concord.sqlite${end}`), join(to, `concord.sqlite${end}`))
  fs.writeFileSync(join(to, 'moment.json'), moment)
  return count++
}

const sync = fs.fdatasync
fs.fdatasync = (descriptor, callback) => {
  const copied = isArmed() ? copy('(sync)') : null
  sync(descriptor, (error) => {
    synced = copied
    callback(error)
  })
}

const prepare = Database.prototype.prepare
Database.prototype.prepare = function (text) {
  const statement = prepare.call(this, text)
  for (const how of ['run', 'get', 'all']) {
    const execute = statement[how]
    statement[how] = function (...values) {
      if (isArmed() && count === 0) copy('(nothing yet)')
      try {
        return execute.apply(statement, values)
      } finally {
        if (isArmed()) copy(text)
      }
    }
  }
  return statement
}
