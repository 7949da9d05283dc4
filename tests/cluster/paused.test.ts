/**
 * A node that hangs while it holds rows (rule ND15): in the middle of an act that holds a charter's texts, and in the middle of a write to the journal, for
 * longer than PostgreSQL waits for it. `DATABASE_IDLE_SECONDS` is short here; nothing else is.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'
import { Typist } from '../faults/typists.ts'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, Crowd, docOn, insist, type Scene } from '../support/persistent.ts'
import { randomFrom } from '../support/random.ts'
import { BareClient } from '../support/sync-client.ts'

const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)
const IDLE_SECONDS = 4
/** Beside that, until somebody else has done what they wait to do. */
const MARGIN_MS = 15_000

let all: Nodes
let scene: Scene
/** Beside all nodes: whose rows somebody waits for, and what hangs. */
let watcher: pg.Client

beforeAll(async () => {
  all = await startNodes(3, { env: { DATABASE_IDLE_SECONDS: String(IDLE_SECONDS) } })
  scene = await comeIn(all)
  watcher = new pg.Client(all.database.address)
  await watcher.connect()
}, 180_000)

afterAll(async () => {
  await watcher.end()
  await all.stop()
})

/** Connections in this state whose last question names `words`. */
async function asking(words: string, isWaiting: boolean): Promise<number[]> {
  const { rows } = await watcher.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'concord' and query ilike $1 and ${
      isWaiting ? "wait_event_type = 'Lock'" : "state = 'idle in transaction'"
    }`,
    [`%${words}%`],
  )
  return rows.map(({ pid }) => pid)
}

/**
 * Has node `i` hang within a transaction: somebody holds what `act` on that node is about to ask for (`holding`), the node is stopped while it waits, and is given what it
 * asked for. `words`: of that question. Answers the connection that hangs.
 */
async function hangWithin(
  i: number,
  { holding, words }: { holding: string; words: string },
  act: () => void,
): Promise<number> {
  const holder = new pg.Client(all.database.address)
  await holder.connect()
  await holder.query('begin')
  await holder.query(holding)
  act()
  await expect.poll(() => asking(words, true), { timeout: 20_000, interval: 5 }).not.toEqual([])
  all.nodes[i]!.child.kill('SIGSTOP')
  await holder.query('rollback')
  await holder.end()
  let pids: number[] = []
  await expect.poll(async () => (pids = await asking(words, false)), { timeout: 3_000, interval: 5 }).not.toEqual([])
  return pids[0]!
}
const isThere = async (pid: number): Promise<boolean> =>
  (await watcher.query('select 1 from pg_stat_activity where pid = $1', [pid])).rowCount === 1

it(`ND15, AU6: a node hangs in the middle of publishing, longer than PostgreSQL waits for it, seed ${SEED}: the others go on, and the version is published once`, async () => {
  const { charter, tokens, article } = scene
  const path = `/charters/${charter}/versions`
  const body = { label: 'Rev.3', notes: '' }
  const [hung, other] = [`http://${all.at[0]}`, `http://${all.at[1]}`]
  let answer: Promise<{ status: number }> | undefined
  const pid = await hangWithin(0, { holding: 'select 1 from audit_head for update', words: 'audit_head' }, () => {
    answer = ask(hung, path, tokens[0]!, body, 'the-key')
  })
  const began = Date.now()
  // whoever wants the same rows waits for them
  const said = ask(other, `/articles/${article}/comments`, tokens[1]!, { body: 'Meanwhile.', lang: 'en', anchor: null })
  expect((await said).status).toBe(201)
  expect(await isThere(pid)).toBe(false)
  const waited = Date.now() - began
  expect(waited).toBeLessThan(IDLE_SECONDS * 1_000 + MARGIN_MS)
  const crowd = new Crowd({ ...all, balancer: { ...all.balancer, origin: other } }, scene, SEED)
  await crowd.everybodySaves()
  // asked for again under the same key, elsewhere
  expect((await ask(other, path, tokens[0]!, body, 'the-key')).status).toBe(201)

  all.nodes[0]!.child.kill('SIGCONT')
  const { status } = await answer!
  // it does not say that it did it
  expect(status === 409 || status >= 500, String(status)).toBe(true)
  expect((await ask(hung, path, tokens[0]!, body, 'the-key')).status).toBe(409)
  await crowd.everybodySaves()
  await insist(hung, `/articles/${article}/comments`, tokens[2]!, { body: 'Awake.', lang: 'en', anchor: null })
  const { items } = (await ask<{ items: { label: string }[] }>(hung, path, tokens[0]!)).answer
  expect(items.filter(({ label }) => label === body.label)).toHaveLength(1)
  const { saved, lost } = await crowd.stop()
  expect(saved).toBeGreaterThan(20)
  expect(lost).toEqual([])
  expect((await ask<{ ok: boolean }>(hung, '/audit/verify', tokens[0]!)).answer).toMatchObject({ ok: true })
  process.stdout.write(`others went on after ${waited} ms; the node that hung said ${status}\n`)
})

it('ND15: a node hangs in the middle of a write to the journal: who wrote there is not told that it is saved, and it is written once when they say it again', async () => {
  const { document, tokens } = scene
  const random = randomFrom(SEED)
  const address = (i: number): { address: string; document: string } => ({
    address: `ws://${all.at[i]}/sync`,
    document,
  })
  const typist = new Typist(address(0), tokens[1]!, 'hung')
  await typist.join()
  // the first words under a client id are written in a transaction
  const pid = await hangWithin(
    0,
    { holding: 'lock table journal in share mode', words: 'insert into journal' },
    () => void typist.type(random, 20),
  )
  expect(typist.acknowledged).toEqual([])
  const other = new Typist(address(1), tokens[2]!, 'other')
  await other.join()
  const began = Date.now()
  void other.type(random, 20)
  await expect.poll(() => other.acknowledged.length, { timeout: IDLE_SECONDS * 1_000 + MARGIN_MS }).toBeGreaterThan(5)
  expect(await isThere(pid)).toBe(false)
  const waited = Date.now() - began
  expect(typist.acknowledged).toEqual([])

  all.nodes[0]!.child.kill('SIGCONT')
  // either the node says it again by itself, or sends its people away with what they wrote
  await expect
    .poll(() => typist.client.closed !== null || typist.acknowledged.length > 0, { timeout: 20_000 })
    .toBe(true)
  const told = typist.acknowledged.length
  typist.client.ws.close()
  // the page comes back with what it has
  const back = new BareClient(address(0).address, document, {
    ...{ token: tokens[1]!, query: `?ack=1&client=${typist.doc.clientID}` },
  })
  await back.until(() => back.isOpen())
  await back.join(typist.doc)
  await back.until(() => back.acknowledged === 1)
  await back.close()
  await other.client.close()
  const texts = await Promise.all(
    all.at.map(async (at) => (await docOn(at, document, tokens[0]!)).getText('default').toString()),
  )
  for (const text of texts)
    for (const word of [...typist.typed, ...other.acknowledged]) expect(text.split(word)).toHaveLength(2)
  process.stdout.write(
    `the other wrote after ${waited} ms; of ${typist.typed.length} words of the one who hung ${told} were saved before they came back\n`,
  )
})
