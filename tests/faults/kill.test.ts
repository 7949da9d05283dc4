/**
 * Signal 9 while five people type (rules SY1, SY3): nothing that anyone else saw, and nothing acknowledged, is gone.
 * `FAULT_ROUNDS` rounds, by default 20; `npm run faults` runs 1,000. `FAULT_SEED` repeats a run.
 */
import { spawn } from 'node:child_process'
import { rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { randomFrom } from '../support/random.ts'
import { DEMO_PASSWORD, makeDataDir, startServer } from '../support/server-process.ts'
import { DOCUMENT } from '../support/sync-house.ts'
import { freshText, kill, typeAndKill, type Place, type Witnessed } from './typists.ts'

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 20)
const SEED = Number(process.env['FAULT_SEED'] ?? 1)
/** Of the whole server, with sign-in, pages and API, which takes longer to start. */
const WHOLE_ROUNDS = 3
/** A document that grew over so many rounds makes room for a new one. */
const ROUNDS_PER_FOLDER = 25

/** The sync server alone. `slowness`: milliseconds before each write of the journal, so that an order gone wrong has time to show. */
async function startSync(folder: string, slowness: number): Promise<Place> {
  const script = fileURLToPath(new URL('../support/sync-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, String(slowness)], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('listening at '))
      return {
        child,
        address: line.slice('listening at '.length),
        document: DOCUMENT,
        tokens: [1, 2, 3, 4, 5].map((n) => `drafter-${n}`),
      }
  throw new Error('the server ended before it listened')
}

const isMissingFrom = (text: string, { acknowledged, seen }: Witnessed): string[] =>
  [...new Set([...acknowledged, ...seen])].filter((word) => !text.includes(word))

it(
  `SY1: kill -9 while five people type, ${ROUNDS} rounds from seed ${SEED}: nothing seen and nothing acknowledged is gone`,
  async () => {
    const random = randomFrom(SEED)
    const counted = { typed: 0, acknowledged: 0, seen: 0 }
    let folder = ''
    let place: Place | null = null
    for (let round = 0; round < ROUNDS; round++) {
      if (round % ROUNDS_PER_FOLDER === 0) {
        if (place !== null) await kill(place.child)
        if (folder !== '') rmSync(folder, { recursive: true })
        folder = mkdtempSync(join(tmpdir(), 'concord-kill-'))
        place = await startSync(folder, 0)
      }
      const witnessed = await typeAndKill(place!, round, random)
      // every other round on a slow disk
      place = await startSync(folder, round % 2 === 0 ? 10 : 0)
      expect(isMissingFrom(await freshText(place), witnessed), `round ${round}, seed ${SEED}`).toEqual([])
      counted.typed += witnessed.typed
      counted.acknowledged += witnessed.acknowledged.length
      counted.seen += witnessed.seen.length
    }
    await kill(place!.child)
    rmSync(folder, { recursive: true })
    // the rounds did exercise what they are about
    expect(counted.acknowledged).toBeGreaterThan(ROUNDS)
    expect(counted.seen).toBeGreaterThan(ROUNDS)
    process.stdout.write(`${ROUNDS} kills: ${JSON.stringify(counted)}, 0 lost\n`)
  },
  Math.max(120_000, ROUNDS * 10_000),
)

/** The article that drafters 01 to 04 and the secretariat may write, on the whole server with its demo. */
async function startWhole(dataDir: string, known: Pick<Place, 'document' | 'tokens'> | null): Promise<Place> {
  const { child, origin } = await startServer({ entry: 'demo', dataDir, env: { SYNC_UPDATES_PER_SECOND: '1000' } })
  const address = `${origin.replace('http', 'ws')}/sync`
  if (known !== null) return { document: known.document, tokens: known.tokens, child, address }
  const ask = async <T>(path: string, token: string): Promise<{ items: T[] }> =>
    (await (await fetch(`${origin}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json()) as {
      items: T[]
    }
  const tokens: string[] = []
  for (const person of ['secretariat', 'drafter-01', 'drafter-02', 'drafter-03', 'drafter-04']) {
    const response = await fetch(`${origin}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${person}@concord.example`, password: DEMO_PASSWORD }),
    })
    tokens.push(((await response.json()) as { token: string }).token)
  }
  const [charter] = (await ask<{ id: string }>('/charters', tokens[1]!)).items
  const articles = await ask<{ permissions: { edit: boolean }; documents: { id: string; lang: string }[] }>(
    `/charters/${charter!.id}/articles`,
    tokens[1]!,
  )
  const article = articles.items.find(({ permissions }) => permissions.edit)!
  return { child, address, document: article.documents.find(({ lang }) => lang === 'en')!.id, tokens }
}

it(`SY1: so does the whole server, ${WHOLE_ROUNDS} rounds from seed ${SEED}; its people stay signed in`, async () => {
  const random = randomFrom(SEED)
  const data = makeDataDir()
  let place = await startWhole(data.dataDir, null)
  for (let round = 0; round < WHOLE_ROUNDS; round++) {
    const witnessed = await typeAndKill(place, round, random)
    place = await startWhole(data.dataDir, place)
    expect(witnessed.seen.length).toBeGreaterThan(0)
    expect(isMissingFrom(await freshText(place), witnessed), `round ${round}, seed ${SEED}`).toEqual([])
  }
  await kill(place.child)
  data.remove()
})
