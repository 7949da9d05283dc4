/**
 * Loaded before everything else (`node --import`), in every thread: lets `fs.fdatasync` wait, or fail, as the file named by `FAILING_DISK` says
 * (`wait` or `fail`; anything else or no such file: works).
 */
import fs from 'node:fs'

const real = fs.fdatasync
const mode = () => (fs.existsSync(process.env.FAILING_DISK) ? fs.readFileSync(process.env.FAILING_DISK, 'utf8') : '')

fs.fdatasync = (descriptor, callback) => {
  if (mode() === 'fail')
    return void setImmediate(callback, Object.assign(new Error('input/output error'), { code: 'EIO' }))
  if (mode() === 'wait') return void setTimeout(() => fs.fdatasync(descriptor, callback), 5)
  real(descriptor, callback)
}
