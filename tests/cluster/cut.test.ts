/**
 * Nodes that are cut off, each over lines of its own, while five people type (rules ND*): from Redis and so from its peers, from PostgreSQL, from both; and
 * joined again. What was saved is there, people go on, and what is asked for again is done once. `CLUSTER_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { cutBy, type Far } from '../support/lines.ts'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, Crowd, type Scene } from '../support/persistent.ts'
import { BareClient } from '../support/sync-client.ts'

const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)
/** Named by every test, and so by the last lines of a run (tests/run.ts). */
const HOW = `cut by ${cutBy()}`

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

it(`ND1, ND6, ND7, ND10: five people type while nodes are cut off and joined again, seed ${SEED}, ${HOW}: nothing that was saved is gone, and a version is published once`, async () => {
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

/** Longer than anybody waits for a page. */
const PATIENCE_MS = 15_000

it(`ND13: while one node is cut from PostgreSQL, whoever asks the balancer for pages and sockets is answered by the others; ${HOW}`, async () => {
  const { origin } = all.balancer
  const { document, tokens } = scene
  const twenty = Array.from({ length: 20 }, (_, n) => n)
  const cookie = (n: number): string => `concord_session=${tokens[n % tokens.length]}`
  const page = async (n: number): Promise<number> => {
    const [path, headers] = n % 2 === 0 ? ['/charter', {}] : ['/home', { cookie: cookie(n) }]
    const answer = await fetch(`${origin}${path}`, { headers, signal: AbortSignal.timeout(PATIENCE_MS) })
    await answer.text()
    return answer.status
  }
  /** As a browser does; how it ended, undefined: it has the text. */
  const socket = async (n: number): Promise<unknown> => {
    const client = new BareClient(`${origin.replace('http', 'ws')}/sync`, document, {
      headers: { origin, cookie: cookie(n) },
    })
    await client.until(() => client.isOpen() || client.closed !== null)
    if (client.isOpen()) await client.fetch(new Y.Doc())
    const end = client.of('step2').length > 0 ? undefined : [client.status, client.closed]
    await client.close()
    return end
  }
  const everybody = async (): Promise<void> => {
    const began = Date.now()
    const [pages, sockets] = await Promise.all([Promise.all(twenty.map(page)), Promise.all(twenty.map(socket))])
    process.stdout.write(`20 pages and 20 sockets after ${Date.now() - began} ms\n`)
    expect(pages).toEqual(twenty.map(() => 200))
    expect(sockets).toEqual(twenty.map(() => undefined))
    expect(Date.now() - began).toBeLessThan(PATIENCE_MS)
  }
  const node = `http://${all.at[0]}`
  const there = (path: string): Promise<Response> => fetch(`${node}${path}`)

  await everybody()
  all.lines!.cut(0, 'database')
  // nobody knows yet; whoever asks the node itself is told when it knows, each as it reads an answer, and no error is logged
  const asked = ['/charter', '/api/v1/charters', '/home/__data.json'].map(async (path) => {
    const { status, headers } = await fetch(`${node}${path}`, { headers: { cookie: cookie(0) } })
    return [path, status, headers.get('retry-after'), headers.get('content-type')]
  })
  await everybody()
  expect(await Promise.all(asked)).toEqual([
    ['/charter', 503, '5', 'text/html; charset=utf-8'],
    ['/api/v1/charters', 503, '5', 'application/problem+json'],
    ['/home/__data.json', 503, '5', 'application/json'],
  ])
  await expect.poll(async () => (await there('/charter')).status, { timeout: 30_000 }).toBe(503)
  await everybody()
  // when those in front ask it again
  for (let n = 0; n < 3; n++) {
    const page = await there('/charter')
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await page.text()).toContain('The server cannot reach its records at the moment.')
  }
  expect((await there('/livez')).status).toBe(200)
  expect((await there('/readyz')).status).toBe(503)
  expect((await there('/icon.svg')).status).toBe(200)
  expect(await all.sockets(0)).toBeGreaterThanOrEqual(0)
  all.lines!.mend(0, 'database')
  await expect.poll(async () => (await there('/charter')).status, { timeout: 30_000 }).toBe(200)
  await everybody()
  expect(all.nodes[0]!.output()).not.toContain('not answered')
}, 120_000)
