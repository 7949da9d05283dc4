/** What a node had yet to do when it died (rule FK11): a proposal follows its article all the same, once, and nobody opens it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import pg from 'pg'
import * as Y from 'yjs'
import type { ArticleText } from '../../src/lib/domain/contract.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { MARGIN_MS, QUIET_MS } from '../../server/proposals/follower.ts'
import { flat } from '../support/honest-edits.ts'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, type Scene } from '../support/persistent.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'

let all: Nodes
let scene: Scene
let watcher: pg.Client
let began: number

beforeAll(async () => {
  all = await startNodes(3)
  began = Date.now()
  scene = await comeIn(all)
  watcher = new pg.Client(all.database.address)
  await watcher.connect()
}, 180_000)

afterAll(async () => {
  await watcher.end()
  await all.stop()
})

const isOk = <T>({ status, answer }: { status: number; answer: T }): T => {
  expect([200, 201], JSON.stringify(answer)).toContain(status)
  return answer
}

it('FK11: a node dies before the proposals beside what was written on it have followed, and another sees to it', async () => {
  const { article, document, tokens } = scene
  const [, author, writer] = tokens
  const { origin } = all.balancer
  const text = isOk(await ask<ArticleText>(origin, `/articles/${article}`, author!))
  const { id: block, words } = firstWords(text)
  const { id } = isOk(await ask<ProposalView>(origin, `/articles/${article}/proposals`, author!, {}))
  const put = await fetch(`${origin}/api/v1/proposals/${id}/texts/en`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${author}`, 'content-type': 'application/json' },
    body: JSON.stringify({ blocks: [{ id: block, find: words, place: 'behind', text: ' promptly' }] }),
  })
  expect(put.status, await put.text()).toBe(200)
  isOk(await ask(origin, `/proposals/${id}/submit`, author!, {}))

  type Row = { base_seq: number; is_held: number }
  const row = async (): Promise<Row> =>
    (await watcher.query<Row>('select base_seq, is_held from proposal_text where proposal_id = $1', [id])).rows[0]!
  const before = await row()

  /** Written on a node; resolves when it has said that it is saved. */
  const write = async (i: number, change: (text: Y.Text, at: number) => void): Promise<void> => {
    const doc = new Y.Doc()
    const client = new BareClient(`ws://${all.at[i]}/sync`, document, {
      ...{ token: writer!, query: `?ack=1&client=${doc.clientID}` },
    })
    await client.until(client.isOpen)
    await client.join(doc)
    await client.until(() => client.acknowledged === 1)
    const at = flat(doc.getText('default')).indexOf(words) + words.length
    client.sendUpdate(updateBy(doc, (text) => change(text, at)))
    await client.until(() => client.acknowledged === 2)
  }

  // every node has looked at all, as it does once it has begun: who sees to it now was told
  await expect.poll(() => Date.now() - began, { timeout: 40_000 }).toBeGreaterThan(2 * QUIET_MS + MARGIN_MS)
  // in the same words
  const wrote = Date.now()
  await write(0, (text, at) => text.insert(at, ' swiftly'))
  await all.nodes[0]!.stop('SIGKILL')
  expect(Date.now() - wrote).toBeLessThan(QUIET_MS)
  expect(await row()).toEqual(before)

  await expect.poll(row, { timeout: 40_000 }).not.toEqual(before)
  const waited = Date.now() - wrote
  // the other two may both have looked
  const acts = await watcher.query<{ act: string }>(
    "select act from proposal_event where proposal_id = $1 and act in ('hold', 'follow')",
    [id],
  )
  expect(acts.rows.map(({ act }) => act)).toEqual(['hold'])
  process.stdout.write(`the proposal followed ${waited} ms after the words\n`)

  // the article says again what it said, and nobody is left
  await write(1, (text, at) => text.delete(at, ' swiftly'.length))
  await Promise.all([1, 2].map((i) => all.nodes[i]!.stop('SIGKILL')))
  expect((await row()).is_held).toBe(1)
  await all.start(0)
  await expect.poll(async () => (await row()).is_held, { timeout: 40_000 }).toBe(0)
})

function firstWords({ json }: ArticleText): { id: string; words: string } {
  for (const { attrs, content = [] } of json.content.slice(1)) {
    const [first] = content
    const words = first?.type === 'text' ? /^\S+ \S+ \S+/.exec(first.text) : null
    if (words) return { id: attrs.id, words: words[0] }
  }
  throw new Error('no words')
}
