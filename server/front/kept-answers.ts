/**
 * Public pages as they were made last, for everybody who asks for the same (rules CW). Each is made once, whoever else asks meanwhile; kept while
 * nothing happened that public pages show; and given in the coding that a reader takes, made once too.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { isSharedFault, mayBeShownToOthers, type Coding, type Given } from '../../src/lib/domain/public-page.ts'

/** What a page is made into. */
export interface Made extends Given {
  body: Buffer
  /** The pattern of its route, for the log. */
  route: string | null | undefined
}

export interface Kept extends Made {
  /** Of the bytes, or the answer's own. */
  tag: string
  coded: Map<Coding, Buffer | Promise<Buffer>>
  mark: number
  madeAt: number
  /** It counts among the bytes that are kept. */
  isThere: boolean
  /** Of its key and its heads, in every coding. */
  letters: number
}

interface Flight {
  answer: Promise<Kept | null>
  mark: number
  at: number
}

/** A page that nothing happened to is made anew after this: some say how far away a day is, and a hand may have been in the database. */
const LIFETIME_MS = 10_000
/** Whoever comes later than this to a page that is being made does not wait for it: it may have been read before. */
const JOIN_MS = 800
/** Addresses of which it is known that what they are made into is for one alone. */
const MOST_APART = 1_000
/** What an entry costs beside its key, its heads and its bytes. */
const ENTRY_BYTES = 1_024
/** A letter of a string, of which the engine keeps two bytes at most. */
const LETTER_BYTES = 2

const inBrotli = promisify(brotliCompress)
const inGzip = promisify(gzip)

export interface KeptAnswers {
  /**
   * The page of `key`, kept or made with nothing of a reader's request; a fault that it was made into is for those who waited for it. null: what is made
   * there is for one alone, which is believed for as long as a page is kept.
   */
  get(key: string, mark: number, make: () => Promise<Made>): Kept | null | Promise<Kept | null>
  /** Its bytes in a coding. */
  bytesOf(kept: Kept, coding: Coding): Buffer | Promise<Buffer>
  /** How many bytes are kept: of the answers in each coding, of their heads and of their keys. */
  bytes(): number
}

export function makeKeptAnswers(mostBytes: number, now: () => number): KeptAnswers {
  /** Used last stands last. */
  const all = new Map<string, Kept>()
  const flights = new Map<string, Flight>()
  const apart = new Map<string, number>()
  let bytes = 0

  const sizeOf = ({ body, coded, letters }: Kept): number =>
    [...coded.values()].reduce(
      (sum, one) => sum + (one instanceof Promise ? 0 : one.length),
      body.length + letters * LETTER_BYTES + ENTRY_BYTES,
    )
  function forget(key: string): void {
    const kept = all.get(key)
    if (!kept) return
    all.delete(key)
    kept.isThere = false
    bytes -= sizeOf(kept)
  }
  function makeRoom(): void {
    for (const key of all.keys()) {
      if (bytes <= mostBytes) return
      forget(key)
    }
  }

  async function makeAnew(key: string, mark: number, madeAt: number, make: () => Promise<Made>): Promise<Kept | null> {
    const made = await make()
    const isFault = isSharedFault(made)
    if (!isFault && !mayBeShownToOthers(made)) {
      apart.delete(key)
      apart.set(key, now())
      if (apart.size > MOST_APART) apart.delete(apart.keys().next().value!)
      return null
    }
    // the framework's own is a number of 32 bits, which another page may have too
    const own = /^"([0-9a-f]{64})"$/.exec(String(made.headers['etag'] ?? ''))?.[1]
    const tag = own ?? createHash('sha256').update(made.body).digest('base64url').slice(0, 22)
    // the heads once as they came, and once for each coding in which they are given
    const letters = key.length + 4 * JSON.stringify(made.headers).length
    const kept: Kept = { ...made, tag, coded: new Map(), mark, madeAt, isThere: false, letters }
    if (isFault) return kept
    const there = all.get(key)
    // one that was begun earlier may have been read before what the other shows
    if (there === undefined || there.mark < mark || (there.mark === mark && there.madeAt <= madeAt)) {
      forget(key)
      all.set(key, kept)
      kept.isThere = true
      bytes += sizeOf(kept)
      makeRoom()
    }
    return kept
  }

  return {
    bytes: () => bytes,
    get(key, mark, make) {
      const at = now()
      const kept = all.get(key)
      if (kept && kept.mark >= mark && at - kept.madeAt < LIFETIME_MS) {
        all.delete(key)
        all.set(key, kept)
        return kept
      }
      if (at - (apart.get(key) ?? -Infinity) < LIFETIME_MS) return null
      const flight = flights.get(key)
      if (flight && flight.mark >= mark && at - flight.at < JOIN_MS) return flight.answer
      const mine: Flight = { answer: makeAnew(key, mark, at, make), mark, at }
      flights.set(key, mine)
      const done = (): void => void (flights.get(key) === mine && flights.delete(key))
      mine.answer.then(done, done)
      return mine.answer
    },
    bytesOf(kept, coding) {
      if (coding === null) return kept.body
      const there = kept.coded.get(coding)
      if (there !== undefined) return there
      const coded =
        coding === 'br'
          ? inBrotli(kept.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
          : inGzip(kept.body, { level: 6 })
      const done = coded.then((made) => {
        kept.coded.set(coding, made)
        if (kept.isThere) {
          bytes += made.length
          makeRoom()
        }
        return made
      })
      kept.coded.set(coding, done)
      return done
    },
  }
}
