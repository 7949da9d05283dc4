/** `npm run load`: one stage after the other, each over a house of its own; everything on this machine's loopback. */
import { loadavg } from 'node:os'
import { digits } from '../bench/sync/goals.ts'
import { makeDataDir } from '../support/server-process.ts'
import { idle, IN_A_ROOM, type Idle } from './idle.ts'
import { NotUnderstood, readOptions, USAGE, type Options, type Stage } from './options.ts'
import { page } from './page.ts'
import { heldTable, idleTable, pageTable, workTables, writerTable } from './report.ts'
import { layGround, standAlone, standTogether, type Stand } from './stand.ts'
import { furnish, type Town } from './town.ts'
import { hold, MOST_TRIES, work, type Figures, type Held } from './work.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** A node on SQLite with this many articles, and what is done with it. */
async function alone(articles: number, what: (stand: Stand, town: Town) => Promise<string>): Promise<string> {
  const data = makeDataDir()
  const stand = await standAlone(data.dataDir)
  try {
    const town = await furnish(stand.origin, stand.env, articles)
    await stand.stop()
    // what making all that cost is over with the process that did it
    const fresh = await standAlone(data.dataDir)
    try {
      return await what(fresh, town)
    } finally {
      await fresh.stop()
    }
  } finally {
    await stand.stop()
    data.remove()
  }
}

/** The same town on one node, two and three; each also with all of one text on one node. */
async function together(options: Options): Promise<string> {
  const ground = await layGround()
  const stands = options.nodes.flatMap((count) =>
    count === 1 ? [{ count, byText: false }] : [false, true].map((byText) => ({ count, byText })),
  )
  try {
    const maker = await standTogether(ground, 1, false)
    const town = await furnish(maker.origin, maker.env, options.articles * stands.length * (2 + MOST_TRIES))
    await maker.stop()
    let used = 0
    const firstFree = (): number => (used += options.articles) - options.articles
    const worked: { name: string; figures: Figures }[] = []
    const typed: { name: string; figures: Figures }[] = []
    const held: { name: string; held: Held }[] = []
    for (const { count, byText } of stands) {
      const name = `${count} ${count === 1 ? 'node' : 'nodes'}${byText ? ', by text' : ''}`
      const stand = await standTogether(ground, count, byText)
      try {
        typed.push({ name, figures: await work(stand, town, firstFree(), options, true) })
        worked.push({ name, figures: await work(stand, town, firstFree(), options) })
        held.push({ name, held: await hold(stand, town, options, firstFree) })
      } finally {
        await stand.stop()
      }
    }
    return [workTables(worked), writerTable(typed), heldTable(held)].join('\n\n')
  } finally {
    await ground.remove()
  }
}

const RUN: Record<Stage, (options: Options) => Promise<string>> = {
  work: (options) =>
    alone(options.articles, async (stand, town) =>
      workTables([{ name: '1 node, SQLite', figures: await work(stand, town, 0, options) }]),
    ),
  nodes: together,
  crowd(options) {
    const size = { ...options, people: options.people * 10, articles: options.articles * 10 }
    return alone(size.articles, async (stand, town) =>
      workTables([
        { name: `${size.people} people, ${size.articles} articles`, figures: await work(stand, town, 0, size) },
      ]),
    )
  },
  idle: (options) =>
    alone(Math.ceil(Math.max(...options.idle) / IN_A_ROOM), async (stand, town) => {
      const bare = stand.memory()[0]!
      const all: Idle[] = []
      for (const people of options.idle) all.push(await idle(stand, town, people, options.seconds, bare))
      return idleTable(all)
    }),
  page: async ({ seconds, connections }) => pageTable(await page(Math.min(seconds, 10), connections)),
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
try {
  const options = readOptions(process.argv.slice(2))
  for (const stage of options.stages) {
    const began = performance.now()
    say(`\n## ${stage}\n`)
    say(await RUN[stage](options))
    say(`\n${digits((performance.now() - began) / 1000)} s; machine load ${digits(loadavg()[0]!)} after.`)
  }
  process.exit(0)
} catch (error) {
  if (!(error instanceof NotUnderstood)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}`)
  process.exit(1)
}
