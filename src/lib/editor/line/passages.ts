/** Words of given changes, to read and copy: each paragraph's by its label, in the order of the text. */
import * as Y from 'yjs'
import { labelsOf, type RoundNumbers } from '../../domain/places.ts'
import { docFromDelta, isBlockStart, TEXT_NAME, type DeltaInsert } from '../../domain/text.ts'

export interface Passage {
  /** The paragraph's label in its language, as `2 (a)`; null: it has none, or is not known any more. */
  label: string | null
  /** The words alone that the changes brought; ` … ` where others' stand between them. */
  text: string
}

const GAP = ' … '

/** What `updates` brought to `doc` and still stands there; and what could not be placed in it. `round`: for its labels. */
export function passagesOf(doc: Y.Doc, updates: Uint8Array[], lang: string, round: RoundNumbers | null): Passage[] {
  if (updates.length === 0) return []
  const { structs } = Y.decodeUpdate(Y.mergeUpdates(updates))
  const wanted = new Map<number, [from: number, to: number][]>()
  const unplaced: string[] = []
  for (const struct of structs) {
    const { client, clock } = struct.id
    if (clock >= Y.getState(doc.store, client)) {
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentString) unplaced.push(struct.content.str)
    } else wanted.set(client, [...(wanted.get(client) ?? []), [clock, clock + struct.length]])
  }
  const placed = placedWords(doc, wanted, lang, round)
  const rest = unplaced.join('')
  return rest.trim() === '' ? placed : [...placed, { label: null, text: rest }]
}

function placedWords(
  doc: Y.Doc,
  wanted: Map<number, [number, number][]>,
  lang: string,
  round: RoundNumbers | null,
): Passage[] {
  const text = doc.getText(TEXT_NAME)
  const blocks: { text: string; isOpen: boolean }[] = []
  const last = (): { text: string; isOpen: boolean } => {
    if (blocks.length === 0) blocks.push({ text: '', isOpen: false })
    return blocks.at(-1)!
  }
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (item.content instanceof Y.ContentEmbed && isBlockStart(item.content.embed))
      blocks.push({ text: '', isOpen: false })
    if (!(item.content instanceof Y.ContentString)) continue
    const block = last()
    const { client, clock } = item.id
    let isOwn = false
    for (const [from, to] of wanted.get(client) ?? []) {
      const words = item.content.str.slice(Math.max(0, from - clock), Math.max(0, to - clock))
      if (words === '') continue
      if (block.text !== '' && !block.isOpen) block.text += GAP
      block.text += words
      block.isOpen = isOwn = true
    }
    if (!isOwn) block.isOpen = false
  }
  const labels = labelsOf(docFromDelta(text.toDelta() as DeltaInsert[]), lang, round)
  return blocks.flatMap(({ text: words }, i) =>
    words.trim() === '' ? [] : [{ label: labels[i] ?? null, text: words }],
  )
}
