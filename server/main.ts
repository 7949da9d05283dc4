/** Production entry (`npm start`): reads the configuration, opens everything, serves. Refuses to start with one line that says why. */
import { readConfig } from './config.ts'
import { makeLog } from './log.ts'
import { explain, serve } from './serve.ts'

try {
  const config = readConfig(process.env)
  const log = makeLog(config)
  const { address } = await serve(config, log)
  log.info({ address }, 'Concord is open')
} catch (error) {
  process.stderr.write(`concord: ${explain(error)}\n`)
  process.exit(1)
}
