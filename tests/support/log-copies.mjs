/**
 * Loaded before everything else (`node --import`). Before and after every step that the main thread takes with a file of the log, or towards the thread that owns
 * SQLite, the folder LOG_DATA is copied into LOG_COPIES/0, 1, 2 ..., as a process killed at that moment leaves it. `moment.json` beside each copy:
 * `{ step, told, synced }`, with what was told before and how many bytes of each segment were synced.
 */
import fs from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename, join } from 'node:path'
import { isMainThread, Worker } from 'node:worker_threads'

const { LOG_DATA, LOG_COPIES } = process.env
const real = { ...fs }
const names = new Map()
const synced = {}
let count = 0

function copy(step) {
  const to = join(LOG_COPIES, String(count++))
  const told = fs.existsSync(join(LOG_COPIES, 'told')) ? fs.readFileSync(join(LOG_COPIES, 'told'), 'utf8') : ''
  fs.cpSync(LOG_DATA, join(to, 'data'), { recursive: true })
  real.writeFileSync(join(to, 'moment.json'), JSON.stringify({ step, told: told.split('\n').slice(0, -1), synced }))
}

if (isMainThread) {
  const isLog = (path) => /journal\/\d+\.log$/.test(String(path))
  fs.openSync = (path, ...rest) => {
    const descriptor = real.openSync(path, ...rest)
    if (isLog(path)) names.set(descriptor, basename(path))
    if (isLog(path)) copy('open')
    return descriptor
  }
  fs.writeSync = (descriptor, ...rest) => {
    if (names.has(descriptor)) copy('write')
    const written = real.writeSync(descriptor, ...rest)
    if (names.has(descriptor)) copy('written')
    return written
  }
  fs.fdatasync = (descriptor, done) => {
    const { size } = fs.fstatSync(descriptor)
    copy('sync')
    real.fdatasync(descriptor, (error) => {
      synced[names.get(descriptor)] = size
      copy('synced')
      done(error)
    })
  }
  const { rm } = promises
  promises.rm = async (path, options) => {
    copy('remove')
    await rm(path, options)
    copy('removed')
  }
  const { postMessage } = Worker.prototype
  Worker.prototype.postMessage = function (...message) {
    copy(message[0].kind)
    return postMessage.apply(this, message)
  }
  syncBuiltinESMExports()
}
