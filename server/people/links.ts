/** What invitations and links for new passwords share: the secret, and why one does not work (rules LI*). */
import { createHash, randomBytes } from 'node:crypto'
import { refuse, type Refused } from '../../src/lib/domain/result.ts'
import type { LinkRow } from '../store/links.ts'

/** 256 random bits for a link's address, and what is kept of them. */
export function newSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, hash: hashOf(secret) }
}

/** SHA-256 in hex. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Whether a text can be a secret of ours: other texts are not looked for. */
export const isSecret = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

export type LinkState = 'open' | 'used' | 'revoked' | 'expired'

export const stateOf = (link: Pick<LinkRow, 'used_at' | 'revoked_at' | 'expires_at'>, now: string): LinkState =>
  link.used_at !== null ? 'used' : link.revoked_at !== null ? 'revoked' : link.expires_at <= now ? 'expired' : 'open'

/** The refusal of a link that is not open. */
export const notOpen = (state: Exclude<LinkState, 'open'>): Refused => refuse(`link-${state}`)
