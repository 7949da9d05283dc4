/**
 * Keys as Yjs updates, made before anything is measured. They are valid text of a charter (docs/text.md): paragraphs that begin with a sign,
 * then letters, one update a key. Nobody who writes in a session sees the others' keys and each keeps to paragraphs of their own, so that
 * updates of different people may arrive in any order, and every key changes the text.
 */
import * as Y from 'yjs'
import { TEXT_NAME } from '../../../../src/lib/domain/text.ts'
import { randomFrom } from '../../../support/random.ts'
import { Typist } from './typist.ts'

export interface Writer {
  /** Their Yjs client id. */
  client: number
  /** One a key, in order. */
  updates: Uint8Array[]
}

export interface Session {
  /** The text that everybody starts from, as one update. */
  base: Uint8Array
  writers: Writer[]
}

/**
 * The text of a session stands behind whatever an article begins with: two texts that begin independently stand in the order of their client ids,
 * and none is above this one. Those of the writers are as long as random ones.
 */
export const BASE_CLIENT = 2 ** 32 - 1
const FIRST_WRITER = 2 ** 31
/** The client id of the `n`th person in a room. */
export const clientOf = (n: number): number => FIRST_WRITER + n

/** Keys that the text of a session was typed with: some 14 kB, as long as an article. */
const BASE_KEYS = 7_000
const LETTERS_A_PARAGRAPH = 600

export interface Typed {
  doc: Y.Doc
  text: Y.Text
  /** Of its paragraphs. */
  lengths: readonly number[]
}

/** A text typed by one person under `BASE_CLIENT`, in one transaction, with at least this many paragraphs. */
export function typedText(keys: number, paragraphs = 1, seed = 7): Typed {
  const doc = new Y.Doc()
  doc.clientID = BASE_CLIENT
  const text = doc.getText(TEXT_NAME)
  const count = Math.max(paragraphs, Math.ceil(keys / LETTERS_A_PARAGRAPH))
  const typist = new Typist(randomFrom(seed), Array<number>(count).fill(0), [...Array(count).keys()])
  doc.transact(() => {
    for (let i = 0; i < count; i++) text.insertEmbed(i, { b: `p${i}` })
    for (let i = 0; i < keys; i++) press(text, typist)
  })
  return { doc, text, lengths: typist.lengths }
}

function press(text: Y.Text, typist: Typist): void {
  const { at, letter } = typist.key()
  if (letter === null) text.delete(at, 1)
  else text.insert(at, letter)
}

/** Every key of one typist in this text as an update; the text is what they leave. */
export function keysIn(typed: Typed, own: readonly number[], count: number, seed: number): Uint8Array[] {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array): number => updates.push(update)
  const typist = new Typist(randomFrom(seed), typed.lengths, own)
  typed.doc.on('update', collect)
  for (let i = 0; i < count; i++) press(typed.text, typist)
  typed.doc.off('update', collect)
  return updates
}

export interface SessionOptions {
  writers: number
  keysEach: number
  baseKeys?: number
  seed?: number
}

export function makeSession({ writers, keysEach, baseKeys = BASE_KEYS, seed = 1 }: SessionOptions): Session {
  const { doc, lengths } = typedText(baseKeys, writers)
  const base = Y.encodeStateAsUpdate(doc)
  return {
    base,
    writers: Array.from({ length: writers }, (_, w) => {
      const own = [...lengths.keys()].filter((paragraph) => paragraph % writers === w)
      const copy = new Y.Doc()
      Y.applyUpdate(copy, base)
      copy.clientID = clientOf(w)
      const updates = keysIn({ doc: copy, text: copy.getText(TEXT_NAME), lengths }, own, keysEach, seed + w)
      copy.destroy()
      return { client: clientOf(w), updates }
    }),
  }
}
