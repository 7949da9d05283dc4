/**
 * Compaction off the event loop: a long log is replayed on a thread of its own, so that nobody's words wait for it.
 * The thread starts with the first job, works on one at a time, and ends when there was none for a while.
 */
import { Worker } from 'node:worker_threads'
import { systemClock, type Clock } from './ports.ts'
import type { Job, Outcome } from './compact-wire.ts'

/** A thread without a job is kept for so long: one that is up answers 100 ms sooner. */
export const IDLE_THREAD_MS = 10_000

const startThread = (): Worker => new Worker(new URL('./compact-worker.ts', import.meta.url))

export class CompactionFailed extends Error {
  override name = 'CompactionFailed'
}

interface Waiting {
  job: Job
  resolve(state: Uint8Array): void
  reject(error: Error): void
}

/** One thread's worth of compaction. `start` makes the thread; tests hold on to theirs. */
export class Compactor {
  readonly #clock: Clock
  readonly #start: () => Worker
  #waiting: Waiting[] = []
  #current: Waiting | null = null
  #thread: Worker | null = null
  #cancelIdle: () => void = () => {}

  constructor(clock: Clock = systemClock, start: () => Worker = startThread) {
    this.#clock = clock
    this.#start = start
  }

  /**
   * One update (V1) that says what all of these say, deletions included (`replay`, text/read.ts); their order is no matter. They are copied
   * at the call and stay the caller's. Never keeps the process alive, not even with a job under way: a log that was not compacted is still a log.
   * Rejects with `CompactionFailed` if Yjs cannot read one of them, or the thread dies (out of memory); the next job is not concerned.
   */
  compact(updates: readonly Uint8Array[]): Promise<Uint8Array> {
    const job = packed(updates)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject })
      this.#next()
    })
  }

  #next(): void {
    if (this.#current !== null) return
    this.#cancelIdle()
    this.#current = this.#waiting.shift() ?? null
    if (this.#current === null) {
      this.#cancelIdle = this.#clock.after(IDLE_THREAD_MS, () => this.#end())
      return
    }
    const { job } = this.#current
    try {
      this.#thread ??= this.#made()
      this.#thread.postMessage(job, [job.lengths.buffer, job.bytes.buffer])
    } catch (error) {
      this.#finish((waiting) => waiting.reject(new CompactionFailed(String(error), { cause: error })))
    }
  }

  #made(): Worker {
    const thread = this.#start()
    thread.on('message', (outcome: Outcome) =>
      this.#finish(({ resolve, reject }) =>
        outcome.kind === 'done' ? resolve(outcome.bytes) : reject(new CompactionFailed(outcome.message)),
      ),
    )
    thread.on('error', (error) => this.#lost(thread, error.message))
    thread.on('exit', (code) => this.#lost(thread, `it ended with ${code}`))
    // last: listening to messages holds the process
    thread.unref()
    return thread
  }

  #finish(tell: (waiting: Waiting) => void): void {
    const current = this.#current!
    this.#current = null
    tell(current)
    this.#next()
  }

  /** A thread that died takes its job with it; the next one gets another. */
  #lost(thread: Worker, how: string): void {
    if (this.#thread !== thread) return
    this.#thread = null
    if (this.#current !== null)
      this.#finish(({ reject }) => reject(new CompactionFailed(`the compacting thread died: ${how}`)))
  }

  #end(): void {
    const thread = this.#thread
    this.#thread = null
    void thread?.terminate()
  }
}

function packed(updates: readonly Uint8Array[]): Job {
  const lengths = Uint32Array.from(updates, ({ length }) => length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const update of updates) {
    bytes.set(update, at)
    at += update.length
  }
  return { lengths, bytes }
}

const compactor = new Compactor()

/** `Compactor.compact` on the one thread that this process has for it. */
export const compact = (updates: readonly Uint8Array[]): Promise<Uint8Array> => compactor.compact(updates)
