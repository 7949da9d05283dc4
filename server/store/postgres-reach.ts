/**
 * Whether PostgreSQL can be reached (rule ND10). A line that is cut says nothing: what was asked over it would wait for as long as the system sends it again, a
 * quarter of an hour. So where an answer is late, somebody else knocks; where nobody opens, everything that waits is broken off, and what is asked
 * meanwhile is refused at once, until somebody does.
 */
import { Socket } from 'node:net'
import pg from 'pg'
import { codeOf, StoreError } from './errors.ts'

/** An answer that is late by so much makes somebody knock: it may only be long in the making ... */
const LATE_MS = 2_000
/** ... and where nobody opens within so long, nobody is there. */
const KNOCK_MS = 4_000
const LOOK_MS = 500

const isSqlState = (error: unknown): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(codeOf(error) ?? '')

export interface Reach {
  /** Connections that are watched. */
  readonly Client: new (config?: pg.ClientConfig) => pg.Client
  /** Throws while the database cannot be reached. */
  assertThere(): void
  /** Whether it is known that nobody opens: it gives no sign of life, or turns away whoever knocks. */
  isAway(): boolean
  /** What `connect` opens; where it does not, somebody knocks before the caller hears of it. */
  opened<T>(connect: () => Promise<T>): Promise<T>
  stop(): void
}

export function watchReach(settings: pg.ClientConfig): Reach {
  /** Connections on which something is asked, with the moment of the last answer or, before it, of the question. */
  const waiting = new Map<Watched, number>()
  let isCut = false
  /** Nobody is silent, and nobody opens: what is asked then fails at once by itself. */
  let isShut = false
  let knocking: Promise<void> | null = null
  let knockAt = 0

  class Watched extends pg.Client {
    readonly #socket: Socket
    #asked = 0

    constructor(config: pg.ClientConfig = {}) {
      const socket = new Socket()
      super({ ...config, stream: () => socket })
      this.#socket = socket
      socket.once('close', () => waiting.delete(this))
    }

    // a connection that does not open is as late as an answer
    override connect(...args: unknown[]): never {
      waiting.set(this, performance.now())
      this.once('connect', () => {
        if (this.#asked === 0) waiting.delete(this)
      })
      return Reflect.apply(super.connect as (...all: unknown[]) => unknown, this, args) as never
    }

    // the overloads are those of `pg`; callers who want no promise are not watched
    override query(...args: unknown[]): never {
      const answer: unknown = Reflect.apply(super.query as (...all: unknown[]) => unknown, this, args)
      if (answer instanceof Promise) {
        if (this.#asked++ === 0) waiting.set(this, performance.now())
        const answered = (): void => {
          if (--this.#asked === 0) waiting.delete(this)
          else if (waiting.has(this)) waiting.set(this, performance.now())
        }
        answer.then(answered, answered)
      }
      return answer as never
    }

    breakOff(): void {
      this.#socket.destroy()
    }
  }

  /** `there`: somebody opens, or says that it is not the time. */
  async function found(): Promise<'there' | 'shut' | 'silent'> {
    const knocker = new pg.Client(settings)
    knocker.on('error', () => {})
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLate = new Promise<'silent'>((resolve) => {
      // what has arrived is heard first, however late this process is itself
      timer = setTimeout(() => setImmediate(() => setImmediate(() => resolve('silent'))), KNOCK_MS)
    })
    const answer = knocker.connect().then(
      () => 'there' as const,
      (error: unknown) => (isSqlState(error) ? 'there' : 'shut'),
    )
    const first = await Promise.race([answer, tooLate])
    clearTimeout(timer)
    knocker.end().catch(() => {})
    return first
  }

  async function knock(isSilent: boolean): Promise<void> {
    knockAt = performance.now()
    const answer = await found()
    isShut = answer === 'shut'
    isCut = answer === 'silent' || (isShut && isSilent)
    if (isCut) for (const [client, since] of [...waiting]) if (since <= knockAt) client.breakOff()
  }
  const knockOnce = (isSilent: boolean): Promise<void> =>
    (knocking ??= knock(isSilent).finally(() => (knocking = null)))

  function look(): void {
    const now = performance.now()
    const isSilent = isCut || [...waiting.values()].some((since) => now - Math.max(since, knockAt) > LATE_MS)
    if (isSilent || isShut) void knockOnce(isSilent)
  }
  const looking = setInterval(look, LOOK_MS)
  looking.unref()

  const isAway = (): boolean => isCut || isShut

  return {
    Client: Watched,
    assertThere() {
      if (isCut) throw new StoreError('STORE_AWAY', 'The database cannot be reached.')
    },
    isAway,
    async opened(connect) {
      try {
        return await connect()
      } catch (error) {
        // whoever is answered by the database, if only that it will not, has reached it
        if (!isAway() && !isSqlState(error)) await knockOnce(false)
        throw error
      }
    },
    stop: () => clearInterval(looking),
  }
}
