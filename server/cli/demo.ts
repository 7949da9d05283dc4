/**
 * `npm run demo`: the sample charter with its people, on loopback. Never part of `npm start`.
 */
import { readConfig } from '../config.ts'
import { makeLog } from '../log.ts'
import { explain, serve } from '../serve.ts'
import { seedDemo, type Seeded } from './seed-demo.ts'

try {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env, HOST: '127.0.0.1', ORIGIN: undefined })
  let seeded: Seeded | undefined
  // before the first answer: whoever finds the address open finds the charter and its people
  const { address } = await serve(config, makeLog(config), async (concord) => {
    seeded = await seedDemo(concord, config.dataDir, process.env['DEMO_PASSWORD'])
  })
  process.stdout.write(
    [
      '',
      `  Concord is open at ${address}${seeded?.isNew ? '  (sample charter imported)' : ''}`,
      '',
      `  Everybody's password: ${seeded?.password}`,
      '  secretariat@concord.example    publishes versions',
      '  drafter-01@concord.example     writes (01 to 04; articles that are not locked)',
      '  reviewer-05@concord.example    reads along and comments (01 to 24)',
      '  signatory-01@concord.example   signs for Delegation 01 (01 to 24)',
      '  chair@ auditor@ admin@ observer@ head-01@concord.example',
      '',
      `  Data: ${config.databaseUrl === null ? config.dataDir : 'PostgreSQL'} · Ctrl+C ends`,
      '',
      '',
    ].join('\n'),
  )
} catch (error) {
  process.stderr.write(`concord: ${explain(error)}\n`)
  process.exit(1)
}
