/**
 * Three real nodes behind a real nginx, on a real PostgreSQL and a real Redis (rules ND*): five people type while a node, Redis, PostgreSQL are killed
 * and come back, and a node hangs. `CLUSTER_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { BareClient } from '../support/sync-client.ts'
import { ask, comeIn, Crowd, insist, type Scene } from '../support/persistent.ts'

const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)

let all: Nodes
let scene: Scene

beforeAll(async () => {
  all = await startNodes(3)
  scene = await comeIn(all)
}, 180_000)

afterAll(() => all.stop())

/** Resolves when no node says any more that it can serve. */
async function nobodyIsReady(): Promise<void> {
  for (const at of all.at) {
    const isReady = (): Promise<boolean> => fetch(`http://${at}/readyz`).then(({ ok }) => ok)
    while (await isReady()) await new Promise(setImmediate)
  }
}

it('ND7: what is done on one node is told on pages of the others: a comment, a right that ends', async () => {
  const { article, document, tokens } = scene
  const [secretariat, writer] = tokens
  const pages = all.at.map((at) => {
    const place = { address: `ws://${at}/sync`, document }
    return new BareClient(place.address, place.document, { token: writer!, query: '?ack=1&notices=1' })
  })
  for (const page of pages) {
    await page.until(page.isOpen)
    await page.join(new Y.Doc())
  }
  const origin = `http://${all.at[0]}`
  const told = (page: BareClient, kind: string): boolean => page.of('notice').some(({ notice }) => notice.kind === kind)
  const asks = async (path: string, body: object): Promise<void> => {
    const { status, answer } = await ask(origin, path, secretariat!, body)
    expect([200, 201, 204], JSON.stringify(answer)).toContain(status)
  }
  await asks(`/articles/${article}/comments`, { body: 'Heard everywhere.', lang: 'en', anchor: null })
  for (const page of pages) await page.until(() => told(page, 'comments'))

  const { items } = (await ask<{ items: { id: string; email: string }[] }>(origin, '/people', secretariat!)).answer
  const person = items.find(({ email }) => email === 'drafter-01@concord.example')!
  await asks(`/people/${person.id}/suspend`, {})
  // nobody would be asked about by themselves for a minute
  for (const page of pages) await page.until(() => page.of('read-only').length > 0 || page.closed !== null)
  await asks(`/people/${person.id}/resume`, {})
  for (const page of pages) await page.close()
})

it(`ND1, ND7, AU6: five people type, comment and publish on three nodes while each part dies or hangs, seed ${SEED}: nothing that was saved is gone, and what was done is done once`, async () => {
  const { charter, article, tokens } = scene
  const crowd = new Crowd(all, scene, SEED)
  const everybodySaves = (): Promise<void> => crowd.everybodySaves()
  await everybodySaves()

  const { nodes, redis, database } = all
  const versions = `/charters/${charter}/versions`
  const labels: string[] = []
  const bodies: string[] = []
  /** One publishes and one comments all through it, and asks again until that is done. */
  const through = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    const label = `While ${what}`
    const said = ['begins', 'goes on', 'is over'].map((when) => `It ${when}: ${what}.`)
    labels.push(label)
    bodies.push(...said)
    const published = insist(all.balancer.origin, versions, tokens[0]!, { label, notes: '' })
    const commented = Promise.all(
      said.map((body) =>
        insist(all.balancer.origin, `/articles/${article}/comments`, tokens[2]!, { body, lang: 'en', anchor: null }),
      ),
    )
    await act()
    await everybodySaves()
    await Promise.all([published, commented])
  }
  await through('a node is killed', () => nodes[0]!.stop('SIGKILL'))
  await all.start(0)
  await everybodySaves()

  // killed, and stopped in good order
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await through(`Redis gets ${signal}`, () => redis.stop(signal))
    await redis.start()
    await everybodySaves()
  }
  // it hangs and closes nothing
  await through('Redis hangs', async () => {
    process.kill(redis.pid, 'SIGSTOP')
    await everybodySaves()
  })
  process.kill(redis.pid, 'SIGCONT')
  await everybodySaves()

  await through('PostgreSQL is killed', async () => {
    database.kill()
    // typed into a house without a database
    await nobodyIsReady()
    database.start()
  })
  await through('PostgreSQL stops', async () => {
    database.stop('fast')
    await nobodyIsReady()
    database.start()
  })

  const { child: hung } = nodes[1]!
  await through('a node hangs', async () => {
    hung.kill('SIGSTOP')
    // whoever is on the others goes on
    await Promise.any(crowd.people.map((person) => person.isSaving()))
    hung.kill('SIGCONT')
  })

  // two ask for the same at once, wherever they come to
  const cuts = await Promise.all(
    [0, 1, 2].map(() =>
      ask<{ number: number }>(all.balancer.origin, versions, tokens[0]!, { label: 'Rev.3', notes: '' }),
    ),
  )
  expect(cuts.map(({ status }) => status).sort()).toEqual([201, 409, 409])

  const get = async <T>(path: string): Promise<T[]> =>
    (await ask<{ items: T[] }>(all.balancer.origin, `${path}?limit=500`, tokens[0]!)).answer.items
  const published = (await get<{ label: string }>(versions)).map(({ label }) => label)
  expect(published.filter((label) => labels.includes(label)).sort()).toEqual(labels.sort())
  const comments = (await get<{ body: string }>(`/articles/${article}/comments`)).map(({ body }) => body)
  expect(comments.filter((body) => bodies.includes(body)).sort()).toEqual(bodies.sort())

  const { saved, lines, lost } = await crowd.stop()
  expect(saved).toBeGreaterThan(100)
  expect(lost).toEqual([])
  process.stdout.write(`${saved} words saved over ${lines} lines, 0 lost\n`)
}, 300_000)
