/**
 * Session tokens: `id.secret` (Lucia's published design). The id finds the row, the secret proves the right to it;
 * only the SHA-256 of the secret is kept, so a copy of the database signs nobody in.
 */
import { createHash, timingSafeEqual } from 'node:crypto'

export interface Token {
  id: string
  secret: string
}

const SHAPE = /^([A-Za-z0-9_-]{8,64})\.([A-Za-z0-9_-]{20,128})$/

export const writeToken = ({ id, secret }: Token): string => `${id}.${secret}`

/** The two halves of a token, or null for anything that cannot be one. */
export function readToken(token: string): Token | null {
  const match = SHAPE.exec(token)
  return match && { id: match[1]!, secret: match[2]! }
}

/** What is stored of a secret: its SHA-256. The secret has 256 random bits, so a slow hash would add nothing. */
export const hashSecret = (secret: string): Uint8Array => createHash('sha256').update(secret).digest()

/** Whether `secret` is the one whose hash is stored; takes the same time wherever they differ. */
export function isSecretOf(secret: string, stored: Uint8Array): boolean {
  const hash = hashSecret(secret)
  return stored.length === hash.length && timingSafeEqual(hash, stored)
}
