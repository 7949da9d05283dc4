// Over 250 lines: what goes on during an upgrade, and the upgrade.
/**
 * `npm run test:upgrade`: the newest release and this code, both real, side by side on one PostgreSQL and one Redis behind nginx. Two nodes of the release are
 * replaced one after the other while five people type, three comment and others read; nothing that was saved is gone, and each act is done once. A
 * command of its own, since it needs the tag and the registry. `RELEASE_TAG`: of another release; `CLUSTER_SEED` repeats a run.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { startNodes, type Nodes } from '../support/nodes.ts'
import { ask, comeIn, Crowd, insist, type Scene } from '../support/persistent.ts'
import { DEMO_PASSWORD } from '../support/server-process.ts'
import { openRelease, type Release } from './release.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
/** As fast as nobody comments and reads, and slow enough that those who type have their turn. */
const PAUSE_MS = 50
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
const SEED = Number(process.env['CLUSTER_SEED'] ?? 1)

/** What goes on all the time, beside those who type. */
class Business {
  readonly said: string[] = []
  pages = 0
  /** What was answered otherwise than with the page. */
  readonly refused: string[] = []
  #isOver = false
  readonly #going: Promise<void>[]
  readonly #all: Nodes
  readonly #scene: Scene

  constructor(all: Nodes, scene: Scene) {
    this.#all = all
    this.#scene = scene
    this.#going = [1, 2, 3].map((i) => this.#comment(i)).concat([0, 1].map((i) => this.#read(i)))
  }

  async #comment(who: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const body = `Said.${who}.${n}`
      const { article, tokens } = this.#scene
      await insist(this.#all.balancer.origin, `/articles/${article}/comments`, tokens[who]!, {
        ...{ body, lang: 'en', anchor: null },
      })
      this.said.push(body)
      await pause()
    }
  }

  async #read(who: number): Promise<void> {
    const { origin } = this.#all.balancer
    const headers = { cookie: `concord_session=${this.#scene.tokens[who]!}` }
    for (let n = 0; !this.#isOver; n++) {
      const path = ['/charter', '/home', '/draft'][n % 3]!
      const status = await fetch(`${origin}${path}`, { headers }).then(
        async (answer) => (await answer.text(), answer.status),
        (error: unknown) => String(error),
      )
      this.pages++
      if (status !== 200) this.refused.push(`${path}: ${status}`)
      await pause()
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#going)
  }
}

/** All comments on the article, replies not. */
async function comments({ balancer }: Nodes, { article, tokens }: Scene): Promise<string[]> {
  const found: string[] = []
  let cursor = ''
  do {
    const path = `/articles/${article}/comments?limit=500${cursor}`
    const { answer } = await ask<{ items: { body: string }[]; next: string | null }>(balancer.origin, path, tokens[1]!)
    found.push(...answer.items.map(({ body }) => body))
    cursor = answer.next === null ? '' : `&cursor=${encodeURIComponent(answer.next)}`
  } while (cursor !== '')
  return found
}

/** What the page of one node asks for, asked of the balancer: any node may answer. */
async function filesOf({ at, balancer }: Nodes, i: number): Promise<string[]> {
  const html = await (await fetch(`http://${at[i]}/charter`)).text()
  const files = [...html.matchAll(/"(?:\.|)(\/_app\/immutable\/[^"]+)"/g)].map(([, path]) => path!)
  assert.ok(files.length > 5, 'a page has files')
  const missing: string[] = []
  for (const path of new Set(files)) {
    const { status } = await fetch(`${balancer.origin}${path}`)
    if (status !== 200) missing.push(`${path}: ${status}`)
  }
  return missing
}

interface Listed {
  id: string
  permissions: { propose: boolean }
}
interface Article {
  json: { content: { attrs: { id: string } }[] }
}

/** One act after another, each begun on one node and gone on with on the other, by people who go from one to the other. `label`: of the version. */
async function talk({ at, balancer }: Nodes, { charter, article, tokens }: Scene, label: string): Promise<void> {
  const on = (i: number) => `http://${at[i]}`
  const [secretariat, drafter] = [tokens[0]!, tokens[1]!]
  for (const i of [0, 1]) assert.equal((await fetch(`${on(i)}/readyz`)).status, 200, `node ${i} is ready`)

  const cuts = await Promise.all(
    [0, 1].map((i) =>
      ask<{ id: string; sha256: string }>(on(i), `/charters/${charter}/versions`, secretariat, {
        label,
        notes: '',
        publish: false,
      }),
    ),
  )
  assert.deepEqual(cuts.map(({ status }) => status).sort(), [201, 409], 'a version is cut once')
  const { id, sha256 } = cuts.find(({ status }) => status === 201)!.answer
  const published = await Promise.all([0, 1].map((i) => ask(on(i), `/versions/${id}/publish`, secretariat, {})))
  assert.deepEqual(published.map(({ status }) => status).sort(), [200, 409], 'a version is published once')

  for (const i of [0, 1]) {
    const email = `signatory-0${i + 1}@concord.example`
    const { answer } = await ask<{ token: string }>(balancer.origin, '/sessions', null, {
      ...{ email, password: DEMO_PASSWORD },
    })
    const sign = (n: number) =>
      ask(on(n), `/versions/${id}/signoffs`, answer.token, { sha256, decision: 'endorse', password: DEMO_PASSWORD })
    assert.equal((await sign(i)).status, 201, `a party signs on node ${i}`)
    assert.equal((await sign(1 - i)).status, 409, 'and once')
  }

  // on an article in which nobody types
  const { answer: listed } = await ask<{ items: Listed[] }>(on(0), `/charters/${charter}/articles`, drafter)
  const other = listed.items.find(({ id, permissions }) => id !== article && permissions.propose)!.id
  const { answer: read } = await ask<Article>(on(1), `/articles/${other}`, drafter)
  const last = read.json.content.at(-1)!.attrs.id
  for (const i of [0, 1]) {
    const begun = await ask<{ id: string }>(on(i), `/articles/${other}/proposals`, drafter, {
      ...{ lang: 'en', rationale: `Because of ${label}.` },
    })
    assert.equal(begun.status, 201, `a proposal is begun on node ${i}`)
    const proposal = `/proposals/${begun.answer.id}`
    const words = await fetch(`${on(1 - i)}/api/v1${proposal}/texts/en`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${drafter}`, 'content-type': 'application/json' },
      body: JSON.stringify({ blocks: [{ id: null, after: last, kind: 'para', text: `Words of ${label}, ${i}.` }] }),
    })
    assert.equal(words.status, 200, `its words are sent to node ${1 - i}: ${await words.text()}`)
    const submitted = await ask(on(i), `${proposal}/submit`, drafter, {})
    assert.equal(submitted.status, 200, `it is submitted on node ${i}: ${JSON.stringify(submitted.answer)}`)
    const text = await ask(on(1 - i), `${proposal}/texts/en`, drafter)
    assert.match(JSON.stringify(text.answer), new RegExp(`Words of ${label}, ${i}\\.`), 'and read on the other')
  }
  for (const i of [0, 1]) assert.deepEqual(await filesOf(all, i), [], `the files of node ${i}'s pages are found`)
}

/** How many requests a node has answered; it is asked for `/draft` through the balancer alone. */
const answered = (i: number, route = ''): number =>
  all.nodes[i]!.output().match(new RegExp(`"route":"${route || '[^"]*'}".*"msg":"request"`, 'g'))?.length ?? 0

/** Resolves when the balancer asks it nothing more, and nothing is under way. */
async function isLeftAlone(i: number): Promise<void> {
  let before: number
  do {
    before = answered(i)
    for (let n = 0; n < 20; n++) await pause()
  } while (answered(i) > before)
}

/** Resolves when the balancer asks it again: until then no other node may go. */
async function isAskedAgain(i: number): Promise<void> {
  while (answered(i, '/draft') === 0) await pause()
}

/** A release whose stop closes the database under the requests that it still answers. */
const ENDS_EARLY = ['v0.1.0']

/** Ends a node as a supervisor does, and starts this code in its place. `release`: what it was; null: this code as well. */
async function replace(i: number, crowd: Crowd, release: Release | null): Promise<void> {
  const isTakenOut = release !== null && ENDS_EARLY.includes(release.tag)
  if (isTakenOut) {
    all.balancer.leaveOut(all.at[i]!)
    await isLeftAlone(i)
  }
  const began = Date.now()
  const { code, signal } = await all.nodes[i]!.stop('SIGTERM')
  const ended = Date.now() - began
  assert.deepEqual([code, signal], [0, null], `node ${i} ended in order`)
  await crowd.everybodySaves()
  const saved = Date.now() - began
  if (i > 0 && release !== null && release.firstUnknown !== null)
    await assert.rejects(all.start(i, release.code), /was applied to it and is not known here/, 'it starts no more')
  await all.start(i)
  const ready = Date.now() - began
  if (isTakenOut) all.balancer.leaveOut(null)
  await isAskedAgain(i)
  await crowd.everybodySaves()
  const what = release === null ? 'this code' : release.tag
  say(
    `node ${i} of ${what} replaced: ended after ${ended} ms, everybody saves after ${saved} ms, ready after ${ready} ms, asked after ${Date.now() - began} ms`,
  )
}

const release = openRelease(process.env['RELEASE_TAG'])
say(`${release.tag} is built in ${release.code}; of today's migrations it knows none from ${release.firstUnknown} on`)
const all = await startNodes(2, { code: release.code })
try {
  const scene = await comeIn(all)
  const crowd = new Crowd(all, scene, SEED)
  const business = new Business(all, scene)
  await crowd.everybodySaves()
  await talk(all, scene, 'Up.1')
  await replace(0, crowd, release)
  await talk(all, scene, 'Up.2')
  await crowd.everybodySaves()
  await replace(1, crowd, release)
  await talk(all, scene, 'Up.3')
  // as the next release will find it, and without any care
  for (const i of [0, 1]) await replace(i, crowd, null)

  const keyed = (i: number) =>
    ask<{ code?: string }>(
      `http://${all.at[i]}`,
      `/articles/${scene.article}/comments`,
      scene.tokens[1]!,
      { body: 'Once.', lang: 'en', anchor: null },
      'the-same',
    )
  assert.deepEqual([(await keyed(0)).status, (await keyed(1)).answer.code], [201, 'already-done'])

  await business.stop()
  const { saved, lines, lost } = await crowd.stop()
  assert.deepEqual(lost, [], 'no word that was saved is gone')
  const found = await comments(all, scene)
  const often = business.said.map((body) => [body, found.filter((one) => one === body).length] as const)
  assert.deepEqual(
    often.filter(([, times]) => times !== 1),
    [],
    'each comment is there once',
  )
  assert.deepEqual(business.refused, [], 'every page was answered')
  const logged = all.nodes.flatMap((node) => node.output().match(/^.*"level":"?(?:50|60|error|fatal)\b.*$/gm) ?? [])
  assert.deepEqual(logged, [], 'no node of this code logged an error')
  const verified = spawnSync(process.execPath, ['server/cli/admin.ts', 'verify'], {
    encoding: 'utf8',
    env: { ...process.env, DATABASE_URL: all.database.address, DATA_DIR: all.nodes[0]!.dataDir },
  })
  assert.equal(verified.status, 0, verified.stdout + verified.stderr)
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  say(`${release.tag} to ${version} and later: ${saved} words saved over ${lines} lines, 0 lost;`)
  say(`${found.length} comments, each there once; ${business.pages} pages read, none refused; verify finds no fault`)
} finally {
  await all.stop()
  release.remove()
}
