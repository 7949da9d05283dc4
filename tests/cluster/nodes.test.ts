/**
 * Three real nodes behind a real nginx, on a real PostgreSQL and a real Redis (rules ND*): five people type while a node, Redis, PostgreSQL are killed
 * and come back, and a node hangs. `CLUSTER_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, Crowd, type Scene } from '../support/persistent.ts'

const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)

let all: Nodes
let scene: Scene

beforeAll(async () => {
  all = await startNodes(3)
  scene = await comeIn(all)
}, 180_000)

afterAll(() => all.stop())

it(`ND1, ND7: five people type on three nodes while each part dies or hangs, seed ${SEED}: nothing that was saved is gone, and a version is published once`, async () => {
  const { charter, tokens } = scene
  const crowd = new Crowd(all, scene, SEED)
  const everybodySaves = (): Promise<void> => crowd.everybodySaves()
  await everybodySaves()

  const { nodes, redis, database } = all
  await nodes[0]!.stop('SIGKILL')
  await everybodySaves()
  await all.start(0)
  await everybodySaves()

  // killed, and stopped in good order
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    await redis.stop(signal)
    await everybodySaves()
    await redis.start()
    await everybodySaves()
  }
  // it hangs and closes nothing
  process.kill(redis.pid, 'SIGSTOP')
  await everybodySaves()
  await everybodySaves()
  process.kill(redis.pid, 'SIGCONT')
  await everybodySaves()

  for (const mode of ['immediate', 'fast'] as const) {
    database.stop(mode)
    database.start()
    await everybodySaves()
  }

  const { child: hung } = nodes[1]!
  hung.kill('SIGSTOP')
  // whoever is on the others goes on
  await Promise.any(crowd.people.map((person) => person.isSaving()))
  hung.kill('SIGCONT')
  await everybodySaves()

  // two ask for the same at once, wherever they come to
  const cuts = await Promise.all(
    [0, 1, 2].map(() =>
      ask<{ number: number }>(all.balancer.origin, `/charters/${charter}/versions`, tokens[0]!, {
        label: 'Rev.3',
        notes: '',
      }),
    ),
  )
  expect(cuts.map(({ status }) => status).sort()).toEqual([201, 409, 409])

  const { saved, lines, lost } = await crowd.stop()
  expect(saved).toBeGreaterThan(100)
  expect(lost).toEqual([])
  process.stdout.write(`${saved} words saved over ${lines} lines, 0 lost\n`)
}, 300_000)
