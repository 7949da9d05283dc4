/**
 * What is kept on this device (docs/device.md): words typed here that are not yet known to be on the server's disk, and nothing else.
 * One record for each person, document and page, so that two tabs never write over each other and nobody meets another's words.
 *
 * Own code, not y-indexeddb: that keeps the whole text, everybody's words included, for good, and cannot be told what the server has.
 */
import { KEPT_COOKIE, keptPersons } from '../../domain/cookies.ts'
import type { Hat } from '../../domain/hat.ts'
import type { Passage } from './passages.ts'

export interface KeptKey {
  person: string
  document: string
  /** The page that keeps them, by an id of its own. */
  page: string
}

export interface KeptWords extends KeptKey {
  /** `SCHEMA_VERSION` of the page. */
  schema: number
  lang: string
  /** The article in words, `Article 7`, and its page. */
  label: string
  path: string
  /** Changes. */
  count: number
  /** HW4: in which capacity they were written; null or absent: none was chosen, and none told. */
  hat?: Hat | null
  /** Counts how often the page wrote its record. */
  turn: number
  /** Instant of the record, RFC 3339 UTC. */
  at: string
  /** Yjs V1, the changes alone. */
  update: Uint8Array
  /** The same to read and copy, for when they cannot be merged. */
  passages: Passage[]
  /** Why the server did not accept them, a `FrameRefusal`; null: it was not asked or could not answer. */
  refused: string | null
}

/** Every promise rejects where the browser refuses storage or it is full. */
export interface Device {
  keep(words: KeptWords): Promise<void>
  /** Forgets a record; one that was written anew since `turn` stays. */
  release(key: KeptKey & { turn?: number }): Promise<void>
  ofDocument(person: string, document: string): Promise<KeptWords[]>
  ofPerson(person: string): Promise<KeptWords[]>
  /** Forgets everything of this person. */
  clear(person: string): Promise<void>
  close(): void
}

/** The device of this browser, the same for all that ask. */
let here: Device | null = null
export const thisDevice = (): Device => (here ??= marking(openDevice()))

/** Pages tell each other that a person's words were forgotten. */
const CHANNEL = 'concord-device'

/** Calls `run` with the person whose words another page forgot, until the returned function is called. */
export function onCleared(run: (person: string) => void): () => void {
  if (typeof BroadcastChannel === 'undefined' || typeof window === 'undefined') return () => {}
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') run(data)
  }
  return () => channel.close()
}

/** Keeps the mark by which the server knows that something is kept here: pages without a script ask before signing out, too. */
function marking(device: Device): Device {
  const look = async (person: string): Promise<void> => mark(person, (await device.ofPerson(person)).length > 0)
  return {
    ...device,
    async keep(words) {
      mark(words.person, true)
      await device.keep(words)
    },
    async release(key) {
      await device.release(key)
      await look(key.person)
    },
    async ofPerson(person) {
      const kept = await device.ofPerson(person)
      mark(person, kept.length > 0)
      return kept
    },
    async clear(person) {
      await device.clear(person)
      mark(person, false)
      const channel = new BroadcastChannel(CHANNEL)
      channel.postMessage(person)
      channel.close()
    },
  }
}

function mark(person: string, isKept: boolean): void {
  const persons = keptPersons(document.cookie)
  if (persons.includes(person) === isKept) return
  const next = isKept ? [...persons, person] : persons.filter((one) => one !== person)
  const secure = location.protocol === 'https:' ? '; secure' : ''
  const age = next.length > 0 ? MARK_SECONDS : 0
  document.cookie = `${KEPT_COOKIE}=${next.join('.')}; path=/; max-age=${age}; samesite=lax${secure}`
}

const MARK_SECONDS = 400 * 24 * 3600

const DATABASE = 'concord'
const STORE = 'words'
type Key = [string, string, string]
const keyOf = ({ person, document, page }: KeptKey): Key => [person, document, page]

/** `factory`: the browser's; undefined where it has none. */
export function openDevice(factory: IDBFactory | undefined = globalThis.indexedDB): Device {
  let opening: Promise<IDBDatabase> | null = null

  const open = (): Promise<IDBDatabase> => {
    opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      if (!factory) throw new Error('this browser has no IndexedDB')
      const request = factory.open(DATABASE, 1)
      request.onupgradeneeded = () =>
        request.result.createObjectStore(STORE, { keyPath: ['person', 'document', 'page'] })
      request.onerror = () => reject(request.error ?? new Error('storage was refused'))
      request.onsuccess = () => {
        const database = request.result
        // another page makes it anew, or the browser took it away: open again when it is needed
        database.onversionchange = () => database.close()
        database.onclose = () => (opening = null)
        resolve(database)
      }
    }).catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }

  const act = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const database = await open()
    return new Promise<T>((resolve, reject) => {
      // strict: a laptop that dies must not take them along
      const transaction = database.transaction(STORE, mode, { durability: 'strict' })
      const request = work(transaction.objectStore(STORE))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error ?? new Error('storage was refused'))
    })
  }

  const among = async (from: string[]): Promise<KeptWords[]> => {
    // a list sorts behind every text, so this is everything that begins with `from`
    const found = await act<KeptWords[]>('readonly', (store) => store.getAll(IDBKeyRange.bound(from, [...from, []])))
    return found.sort((a, b) => (a.at < b.at ? -1 : 1))
  }

  return {
    async keep(words) {
      await act('readwrite', (store) => store.put(words))
    },
    async release({ turn, ...key }) {
      await act<KeptWords | undefined>('readwrite', (store) => {
        const request = store.get(keyOf(key)) as IDBRequest<KeptWords | undefined>
        request.onsuccess = () => {
          if (turn === undefined || request.result?.turn === turn) store.delete(keyOf(key))
        }
        return request
      })
    },
    ofDocument: (person, document) => among([person, document]),
    ofPerson: (person) => among([person]),
    async clear(person) {
      await act('readwrite', (store) => store.delete(IDBKeyRange.bound([person], [person, []])))
    },
    close() {
      void opening?.then(
        (database) => database.close(),
        () => {}, // it never opened
      )
      opening = null
    },
  }
}
