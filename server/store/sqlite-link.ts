/** The main thread's end of the line to the thread that owns SQLite. */
import { Worker } from 'node:worker_threads'
import { StoreError } from './errors.ts'
import { concernsJournal, type Answer, type Request, type SqliteStart, type WireError } from './sqlite-wire.ts'

export interface QueryAnswer {
  rows: unknown[]
  changes: number
}

interface Waiting {
  resolve: (answer: QueryAnswer) => void
  reject: (error: Error) => void
}

/** What becomes of the batches of the journal, by their numbers. */
export interface AppendListener {
  /** So are all before it that were not refused. */
  written(upTo: number): void
  synced(upTo: number): void
  /** Nothing of them is kept. */
  refused(batches: number[], error: Error): void
  /** The store broke: nothing more is heard of any batch. */
  lost(error: Error): void
}

const asError = ({ code, message }: WireError): StoreError => new StoreError(code, message)

type WithoutId<R> = R extends { id: number } ? Omit<R, 'id'> : never

export class SqliteLink {
  readonly broken: Promise<Error>
  /** Called before anything is asked whose answer depends on the journal: what it sends comes first. */
  beforeJournalIsRead: () => void = () => {}
  /** Called while what was appended cannot be written and is tried again. */
  whenStuck: (error: Error) => void = () => {}
  #worker: Worker
  #nextId = 1
  #waiting = new Map<number, Waiting>()
  #appends: AppendListener | null = null
  #end: Error | null = null
  #isClosing = false
  #reportBroken!: (error: Error) => void

  private constructor(worker: Worker) {
    this.#worker = worker
    this.broken = new Promise((resolve) => (this.#reportBroken = resolve))
    worker.on('message', (answer: Answer) => this.#hear(answer))
    worker.on('error', (error) =>
      this.#stop(new StoreError('STORE_BROKEN', `SQLite's thread died: ${error.message}`, { cause: error })),
    )
    worker.on('exit', (code) => this.#stop(new StoreError('STORE_BROKEN', `SQLite's thread ended with ${code}.`)))
  }

  /** Starts the thread. Rejects with the error that kept it from opening the database. */
  static open(start: SqliteStart): Promise<SqliteLink> {
    const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: start })
    return new Promise((resolve, reject) => {
      const fail = (error: Error & { code?: string }): void =>
        reject(new StoreError(error.code ?? 'STORE', error.message))
      worker.once('error', fail)
      worker.once('message', () => {
        worker.off('error', fail)
        resolve(new SqliteLink(worker))
      })
    })
  }

  listenToAppends(listener: AppendListener): void {
    this.#appends = listener
  }

  /** Sends one request and waits for its answer. Rejects with the driver's error, its code kept. */
  ask(request: WithoutId<Request>): Promise<QueryAnswer> {
    if (this.#end !== null) return Promise.reject(this.#end)
    return new Promise((resolve, reject) => {
      const id = this.#nextId++
      const whole = { ...request, id } as Request
      if (concernsJournal(whole)) this.beforeJournalIsRead()
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage(whole)
    })
  }

  /** Sends batches of the journal; `bytes` is handed over. Throws if the store is broken or closed. */
  append(request: Extract<Request, { kind: 'append' }>): void {
    if (this.#end !== null) throw this.#end
    this.#worker.postMessage(request, [request.bytes.buffer])
  }

  /** Waits for what was asked before, syncs, closes the file and ends the thread. */
  async close(): Promise<void> {
    if (this.#end !== null) return this.kill()
    this.#isClosing = true
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve))
    await this.ask({ kind: 'close' })
    this.#end = new StoreError('STORE_CLOSED', 'The store is closed.')
    await ended
  }

  /** Ends the thread at once: one that is broken, or, in tests, as if it had died. */
  async kill(): Promise<void> {
    await this.#worker.terminate()
  }

  #hear(answer: Answer): void {
    switch (answer.kind) {
      case 'done':
      case 'failed': {
        const waiting = this.#waiting.get(answer.id)
        this.#waiting.delete(answer.id)
        if (answer.kind === 'done') waiting?.resolve(answer)
        else waiting?.reject(asError(answer.error))
        return
      }
      case 'written':
        this.#appends?.written(answer.upTo)
        return
      case 'synced':
        this.#appends?.synced(answer.upTo)
        return
      case 'refused':
        this.#appends?.refused(answer.batches, asError(answer.error))
        return
      case 'stuck':
        this.whenStuck(asError(answer.error))
        return
      case 'broken':
        this.#stop(new StoreError('STORE_BROKEN', `The disk failed: ${answer.error.message} (${answer.error.code})`))
        return
      case 'ready':
    }
  }

  #stop(error: Error): void {
    if (this.#end !== null || this.#isClosing) {
      if (this.#waiting.size === 0) return
      error = this.#end ?? error
    }
    this.#end ??= error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
    this.#appends?.lost(error)
    if (!this.#isClosing) this.#reportBroken(error)
  }
}
