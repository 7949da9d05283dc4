/**
 * Whether this node can serve (rules OP1, OP2): a list of named checks, each with a time limit. Whatever the node comes to depend on adds one of its own.
 */
import { access, constants, statfs } from 'node:fs/promises'
import { missingMigrations, ping } from '../store/health.ts'
import type { Bus } from '../bus/bus.ts'
import type { Store } from '../store/store.ts'

export interface Check {
  /** As an operator reads it: one lower-case word. */
  name: string
  limitMs: number
  /** The node serves without it, more slowly: it is told, and nobody is sent elsewhere. */
  isOptional?: boolean
  /** Rejects where what it is about cannot be used. */
  run(): Promise<void>
}

export interface Verdict {
  isReady: boolean
  /** Name -> whether it can be used; in the order of the checks. */
  checks: Record<string, boolean>
}

export interface Health {
  /** Never rejects, and answers within the longest limit. However many ask at once, each check runs once. */
  verdict(): Promise<Verdict>
  readonly names: readonly string[]
}

/** `report` hears of a check that begins to fail (with its error) and of one that ends to. */
export function makeHealth(
  checks: readonly Check[],
  report: (name: string, error: Error | null) => void = () => {},
): Health {
  const failing = new Set<string>()
  const note = (name: string, error: Error | null): void => {
    if ((error !== null) === failing.has(name)) return
    if (error === null) failing.delete(name)
    else failing.add(name)
    report(name, error)
  }
  const watched = checks.map((check) => ({ ...check, ask: atMostOnce(check, note) }))
  const optional = new Set(checks.filter(({ isOptional }) => isOptional).map(({ name }) => name))
  return {
    names: watched.map(({ name }) => name),
    async verdict() {
      const answers = await Promise.all(watched.map(async ({ name, ask }) => [name, await ask()] as const))
      return {
        isReady: answers.every(([name, isFine]) => isFine || optional.has(name)),
        checks: Object.fromEntries(answers),
      }
    },
  }
}

/** While a check hangs nothing new is asked of what it hangs on, or the asking itself would use that up. */
function atMostOnce(
  { name, limitMs, run }: Check,
  note: (name: string, error: Error | null) => void,
): () => Promise<boolean> {
  let running: Promise<Error | null> | null = null
  return async () => {
    running ??= run()
      .then(
        () => null,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => (running = null))
    const late = Promise.withResolvers<Error>()
    const timer = setTimeout(() => late.resolve(new Error(`no answer within ${limitMs} ms`)), limitMs)
    const error = await Promise.race([running, late.promise])
    clearTimeout(timer)
    note(name, error)
    return error === null
  }
}

/** The database answers, and has everything that this code needs. One that newer code migrated meanwhile still serves this one. */
export function storeChecks(store: Pick<Store, 'db'>, limitMs = 2_000): Check[] {
  return [
    { name: 'database', limitMs, run: () => ping(store.db) },
    {
      name: 'migrations',
      limitMs,
      async run() {
        const missing = await missingMigrations(store.db)
        if (missing.length > 0) throw new Error(`not applied: ${missing.join(', ')}`)
      },
    },
  ]
}

/** Bytes that this process may still write in a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The folder can be written to, and has so much room. */
export const diskCheck = (folder: string, leastBytes: number, limitMs = 2_000): Check => ({
  name: 'disk',
  limitMs,
  async run() {
    await access(folder, constants.W_OK)
    const free = await freeBytes(folder)
    if (free < leastBytes) throw new Error(`${free} bytes are free, ${leastBytes} are needed`)
  },
})

/** Redis can be used. Without it other nodes' doings are found in the database, a little later. */
export const busCheck = (bus: Pick<Bus, 'isUp'>): Check => ({
  name: 'redis',
  limitMs: 1_000,
  isOptional: true,
  run: () => (bus.isUp ? Promise.resolve() : Promise.reject(new Error('Redis is away'))),
})
