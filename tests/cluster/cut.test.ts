/**
 * Nodes that are cut off, each over lines of its own, while five people type (rules ND*): from Redis and so from its peers, from PostgreSQL, from both; and
 * joined again. What was saved is there, people go on, and what is asked for again is done once. `CLUSTER_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Far } from '../support/lines.ts'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, Crowd, type Scene } from '../support/persistent.ts'

const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)

let all: Nodes
let scene: Scene

beforeAll(async () => {
  all = await startNodes(3, { canBeCut: true })
  scene = await comeIn(all)
}, 180_000)

afterAll(() => all.stop())

/** Resolves when somebody has the text open on this node: they come to any. */
async function isInUse(i: number): Promise<void> {
  while ((await all.sockets(i)) === 0) await new Promise(setImmediate)
}

it(`ND1, ND6, ND7, ND10: five people type while nodes are cut off and joined again, seed ${SEED}: nothing that was saved is gone, and a version is published once`, async () => {
  const { charter, tokens } = scene
  const crowd = new Crowd(all, scene, SEED)
  await crowd.everybodySaves()

  const cutOff = async (i: number, from: readonly Far[], during?: () => Promise<void>): Promise<void> => {
    await isInUse(i)
    for (const far of from) all.lines!.cut(i, far)
    const began = Date.now()
    await crowd.everybodySaves()
    await during?.()
    await crowd.everybodySaves()
    process.stdout.write(
      `cut from ${from.join(' and ')} by ${all.lines!.by}: everybody saves after ${Date.now() - began} ms\n`,
    )
    for (const far of from) all.lines!.mend(i, far)
    await crowd.everybodySaves()
  }
  await cutOff(0, ['redis'])

  const versions = `/charters/${charter}/versions`
  const body = { label: 'Rev.3', notes: '' }
  /** Asked again as long as the node says that it cannot. */
  const untilAnswered = async (i: number, asked: object): Promise<number> => {
    let status: number
    do ({ status } = await ask(`http://${all.at[i]}`, versions, tokens[0]!, asked))
    while (status >= 500)
    return status
  }
  await cutOff(1, ['database'], async () => {
    // asked of the node that cannot, which says so, and of another
    const refused = await ask(`http://${all.at[1]}`, versions, tokens[0]!, body)
    expect(refused.status).toBeGreaterThanOrEqual(500)
    expect((await ask(`http://${all.at[2]}`, versions, tokens[0]!, body)).status).toBe(201)
  })
  expect(await untilAnswered(1, body)).toBe(409)

  // cut off while it publishes: nobody knows whether it did
  const publish = { label: 'Rev.4', notes: '' }
  const first = ask(`http://${all.at[2]}`, versions, tokens[0]!, publish).catch(() => null)
  await cutOff(2, ['redis', 'database'], async () => {
    await first
    expect([201, 409]).toContain(await untilAnswered(0, publish))
  })
  const { answer } = await ask<{ items: { label: string }[] }>(all.balancer.origin, versions, tokens[0]!)
  for (const label of ['Rev.3', 'Rev.4']) expect(answer.items.filter((one) => one.label === label)).toHaveLength(1)

  const { saved, lines, lost } = await crowd.stop()
  expect(saved).toBeGreaterThan(100)
  expect(lost).toEqual([])
  process.stdout.write(`${saved} words saved over ${lines} lines, 0 lost\n`)
}, 300_000)
