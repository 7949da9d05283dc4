/**
 * Failed sign-ins, limited per account and per address within 15 minutes.
 * A try is counted before the password is looked at and given back when it was right, so that many tries sent at once
 * are not all let through. Known and unknown accounts count alike.
 *
 * Memory is bounded by construction: names and addresses fall into 65,536 buckets by a keyed hash (so nobody can aim at somebody else's
 * bucket), and a bucket is forgotten after its 15 minutes. Nodes count together in Redis, and each for itself while that is away.
 */
import { createHmac } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

const ATTEMPTS_WINDOW_SECONDS = 15 * 60
/** Many people sit behind one address (a conference, an office): an address may fail this many times more often than an account. */
const ADDRESS_FACTOR = 10

export interface Attempts {
  /** Counts one try. Null: go on. A number: refused, seconds until another try makes sense. */
  take(account: string, address: string | null): Promise<number | null>
  /** The try was no failure: it is given back. The account's earlier failures are forgotten, the address's stay. */
  giveBack(account: string, address: string | null): Promise<void>
}

const BUCKETS = 65_536

/** `limit`: failures per account; `key`: random bytes, the same on every node; `redis`: a client of it, as `rate-limiter-flexible` takes it, or null. */
export function makeAttempts(limit: number, key: Uint8Array, redis: unknown = null): Attempts {
  const limiter = (keyPrefix: string, points: number): RateLimiterMemory | RateLimiterRedis => {
    const counts = { points, duration: ATTEMPTS_WINDOW_SECONDS, keyPrefix: `concord-${keyPrefix}` }
    const alone = new RateLimiterMemory(counts)
    if (redis === null) return alone
    const ready = { useRedisPackage: true, rejectIfRedisNotReady: true }
    return new RateLimiterRedis({ ...counts, ...ready, storeClient: redis, insuranceLimiter: alone })
  }
  const accounts = limiter('account', limit)
  const addresses = limiter('address', limit * ADDRESS_FACTOR)
  const bucket = (kind: string, name: string): string =>
    String(createHmac('sha256', key).update(`${kind}\0${name}`).digest().readUInt32BE(0) % BUCKETS)
  const consume = async (limiter: RateLimiterMemory | RateLimiterRedis, name: string): Promise<number | null> => {
    try {
      await limiter.consume(name)
      return null
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
    }
  }
  return {
    async take(account, address) {
      if (address !== null) {
        const wait = await consume(addresses, bucket('address', address))
        if (wait !== null) return wait
      }
      const wait = await consume(accounts, bucket('account', account))
      // no password was looked at: whoever hammers at one account does not shut out everybody behind the same address
      if (wait !== null && address !== null) await addresses.reward(bucket('address', address))
      return wait
    },
    async giveBack(account, address) {
      await accounts.delete(bucket('account', account))
      if (address !== null) await addresses.reward(bucket('address', address))
    },
  }
}
