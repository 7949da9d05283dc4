/** Production entry (`npm start`): reads the configuration, opens everything, serves. Refuses to start with one line that says why. */
import { readConfig } from './config.ts'
import { makeLog } from './log.ts'
import { explain, serve } from './serve.ts'

try {
  const config = readConfig(process.env)
  const log = makeLog(config)
  // Node would print what it says, and with it what it quotes (OP3); what starts this process starts it again
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a fault that nobody caught')
    process.exit(1)
  })
  const { address } = await serve(config, log)
  log.info({ address }, 'Concord is open')
} catch (error) {
  process.stderr.write(`concord: ${explain(error)}\n`)
  process.exit(1)
}
