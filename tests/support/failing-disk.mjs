/**
 * Loaded before everything else (`node --import`), in every thread. The file named by `FAILING_DISK` says how the disk does:
 * `wait` (a sync takes for ever, and the first says so on standard output: `waiting`), `fail` (a sync fails), `die` (the process is killed where a commit would be); anything else, or no such file: well.
 */
import fs from 'node:fs'
import Database from 'better-sqlite3'

const mode = () => (fs.existsSync(process.env.FAILING_DISK) ? fs.readFileSync(process.env.FAILING_DISK, 'utf8') : '')

let isWaiting = false
const sync = fs.fdatasync
fs.fdatasync = (descriptor, callback) => {
  if (mode() === 'fail')
    return void setImmediate(callback, Object.assign(new Error('input/output error'), { code: 'EIO' }))
  if (mode() === 'wait') {
    if (!isWaiting) fs.writeSync(1, 'waiting\n')
    isWaiting = true
    return void setTimeout(() => fs.fdatasync(descriptor, callback), 5)
  }
  sync(descriptor, callback)
}

const prepare = Database.prototype.prepare
Database.prototype.prepare = function (text) {
  const statement = prepare.call(this, text)
  if (text !== 'COMMIT') return statement
  const run = statement.run
  statement.run = (...values) => {
    if (mode() === 'die') {
      // long enough for the other thread to tell what it should not have been told yet
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
      process.kill(process.pid, 'SIGKILL')
    }
    return run.apply(statement, values)
  }
  return statement
}
