/** The Yjs client under which a first text is written: 32 bits drawn from a fresh id, never 0. */
import { createHash } from 'node:crypto'

export const newClient = (newId: () => string): number =>
  createHash('sha256').update(newId()).digest().readUInt32BE(0) || 1
