/** TX13 on a thread of its own: what compaction answers, and how its thread lives. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { compact, Compactor, IDLE_THREAD_MS } from '../../../server/sync/compact.ts'
import { replay } from '../../../server/text/read.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { runAndListen } from '../../support/told.ts'

const WORKER = new URL('../../../server/sync/compact-worker.ts', import.meta.url)

/** A log of keystrokes, every third of which takes the one before away; the text that it makes. */
function typed(count: number, client = 1): { log: Uint8Array[]; text: string } {
  const doc = new Y.Doc()
  doc.clientID = client
  const log: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => log.push(update))
  const text = doc.getText('default')
  for (let n = 0; n < count; n++)
    if (n % 3 === 2) text.delete(text.length - 1, 1)
    else text.insert(text.length, String.fromCharCode(97 + (n % 26)))
  return { log, text: text.toString() }
}

const textOf = (update: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getText('default').toString()
}

describe('compaction on a thread', () => {
  const threads: Worker[] = []
  const clock = fakeClock()
  const open = (): Compactor =>
    new Compactor(clock, () => {
      const thread = new Worker(WORKER)
      threads.push(thread)
      return thread
    })
  afterEach(async () => {
    for (const thread of threads.splice(0)) await thread.terminate()
  })

  it('TX13: says byte for byte what replaying says, deletions included', async () => {
    const { log, text } = typed(3_000)
    const state = await compact(log)
    expect(Buffer.compare(state, replay(log))).toBe(0)
    expect(textOf(state)).toBe(text)
    expect(state.byteLength).toBeLessThan(log.reduce((sum, update) => sum + update.length, 0) / 2)
  })

  it('TX13: takes views of a larger buffer, in any order, and leaves them to whoever called', async () => {
    const { log, text } = typed(30)
    const pool = new Uint8Array(64 * 1024)
    let at = 0
    const views = log.map((update) => {
      pool.set(update, at)
      return pool.subarray(at, (at += update.length))
    })
    const answer = compact([...views].reverse())
    const before = views.map((view) => Buffer.from(view).toString('hex'))
    pool.fill(255, at)
    expect(textOf(await answer)).toBe(text)
    expect(views.map((view) => Buffer.from(view).toString('hex'))).toEqual(before)
  })

  it('TX13: nothing compacts to nothing', async () => {
    expect(Buffer.compare(await compact([]), replay([]))).toBe(0)
  })

  it('starts its thread with the first job, one for all, and answers each with its own', async () => {
    const compactor = open()
    expect(threads).toHaveLength(0)
    const logs = [1, 2, 3, 4, 5].map((client) => typed(client * 10, client))
    const states = await Promise.all(logs.map(({ log }) => compactor.compact(log)))
    expect(states.map(textOf)).toEqual(logs.map(({ text }) => text))
    expect(threads).toHaveLength(1)
  })

  it('refuses what Yjs cannot read; the jobs before and behind it are not concerned', async () => {
    const compactor = open()
    const { log, text } = typed(9)
    const outcomes = await Promise.allSettled([
      compactor.compact(log),
      compactor.compact([Uint8Array.of(255, 255, 255)]),
      compactor.compact(log),
    ])
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { name: 'CompactionFailed' } },
      { status: 'fulfilled' },
    ])
    expect(textOf((outcomes[2] as PromiseFulfilledResult<Uint8Array>).value)).toBe(text)
    expect(threads).toHaveLength(1)
  })

  it('a thread that dies takes its job with it; the next has another', async () => {
    const compactor = open()
    const { log, text } = typed(300)
    const lost = compactor.compact(log)
    const next = compactor.compact(log)
    await Promise.all([expect(lost).rejects.toMatchObject({ name: 'CompactionFailed' }), threads[0]!.terminate()])
    expect(textOf(await next)).toBe(text)
    // one that died between two jobs is not missed either
    await threads[1]!.terminate()
    expect(textOf(await compactor.compact(log))).toBe(text)
    expect(threads).toHaveLength(3)
  })

  it('ends its thread when there was no job for a while, and starts another for the next', async () => {
    const compactor = open()
    const { log, text } = typed(9)
    await compactor.compact(log)
    clock.advance(IDLE_THREAD_MS - 1)
    await compactor.compact(log)
    expect(threads).toHaveLength(1)
    clock.advance(IDLE_THREAD_MS - 1)
    expect(threads[0]!.threadId).toBeGreaterThan(0)
    const ended = once(threads[0]!, 'exit')
    clock.advance(1)
    await ended
    expect(textOf(await compactor.compact(log))).toBe(text)
    expect(threads).toHaveLength(2)
  })

  it.each([
    // the timer stands for whatever else a process lives by
    ['idle', 'const life = setInterval(() => {}, 1000); await compactor.compact([]); clearInterval(life)'],
    ['at work', 'void compactor.compact(Array.from({ length: 100000 }, () => Uint8Array.of(0, 0)))'],
  ])('keeps no process alive, even if its thread is never idle long enough: %s', async (_name, work) => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-compact-'))
    const script = join(folder, 'script.mjs')
    const compacting = new URL('../../../server/sync/compact.ts', import.meta.url).href
    writeFileSync(
      script,
      `import { Compactor } from ${JSON.stringify(compacting)}
       const compactor = new Compactor({ now: Date.now, after: () => () => {} })
       ${work}
       console.log('over')`,
    )
    const child = runAndListen([script])
    onTestFinished(() => {
      child.process.kill('SIGKILL')
      rmSync(folder, { recursive: true })
    })
    await once(child.process, 'close')
    expect([child.lines, child.process.exitCode]).toEqual([['over'], 0])
  })
})
