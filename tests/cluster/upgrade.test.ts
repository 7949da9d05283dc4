/**
 * A rolling upgrade (rule ND11): nodes are replaced one after the other by a newer version, whose migration runs while the older ones serve, and five people
 * type. `CLUSTER_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'
import { makeNewerVersion, NEWER_FILE, NEWER_MIGRATION } from '../support/newer.ts'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, Crowd, type Scene } from '../support/persistent.ts'

const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)

let all: Nodes
let scene: Scene
const newer = makeNewerVersion()

beforeAll(async () => {
  all = await startNodes(3)
  scene = await comeIn(all)
}, 180_000)

afterAll(async () => {
  await all.stop()
  newer.remove()
})

it(`ND11: two versions side by side under typing, and nodes replaced one by one, seed ${SEED}: nothing that was saved is gone, no act is refused for it, and the older code starts no more`, async () => {
  const { charter, article, tokens } = scene
  const crowd = new Crowd(all, scene, SEED)
  await crowd.everybodySaves()
  const comment = (i: number) =>
    ask(`http://${all.at[i]}`, `/articles/${article}/comments`, tokens[1]!, {
      body: `Said on node ${i}`,
      lang: 'en',
      anchor: null,
    })
  const replace = async (i: number): Promise<void> => {
    await all.nodes[i]!.stop('SIGTERM')
    await crowd.everybodySaves()
    await all.start(i, newer.code)
    await crowd.everybodySaves()
  }
  await replace(0)

  // the older ones go on, with columns that they do not know
  for (const i of [0, 1, 2]) {
    expect((await fetch(`http://${all.at[i]}/readyz`)).status).toBe(200)
    expect((await comment(i)).status).toBe(201)
  }
  const cut = await Promise.all(
    [0, 1].map((i) =>
      ask(`http://${all.at[i]}`, `/charters/${charter}/versions`, tokens[0]!, { label: 'Rev.3', notes: '' }),
    ),
  )
  expect(cut.map(({ status }) => status).sort()).toEqual([201, 409])
  // a page of the newer version finds its files, whichever node is asked for them, as soon as the balancer asks its node again
  const newerFile = async (): Promise<number> => (await fetch(`${all.balancer.origin}${NEWER_FILE}`)).status
  await expect.poll(newerFile, { timeout: 30_000 }).toBe(200)
  for (let n = 0; n < 6; n++) expect(await newerFile()).toBe(200)
  expect((await fetch(`${all.balancer.origin}/_app/immutable/of-no-version.js`)).status).toBe(404)

  // but once they have ended they do not start any more
  await all.nodes[1]!.stop('SIGTERM')
  await expect(all.start(1)).rejects.toThrow(`migration "${NEWER_MIGRATION}" was applied to it and is not known here`)
  await crowd.everybodySaves()
  await all.start(1, newer.code)
  await replace(2)
  for (const i of [0, 1, 2]) expect((await comment(i)).status).toBe(201)

  const { saved, lines, lost } = await crowd.stop()
  expect(saved).toBeGreaterThan(100)
  expect(lost).toEqual([])
  process.stdout.write(`${saved} words saved over ${lines} lines, 0 lost\n`)
  const client = new pg.Client(all.database.address)
  await client.connect()
  const { rows } = await client.query<{ newer: string }>('select distinct newer from article')
  expect(rows).toEqual([{ newer: 'kept' }])
  await client.end()
}, 300_000)
