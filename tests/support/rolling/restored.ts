/** RS7: whose words are after a text was restored: those that stood stay whose they were, those that came back are the restorer's. */
import { expect } from 'vitest'
import { docFromDelta } from '#lib/domain/text.ts'
import { textHistory } from '#server/charter/text-history.ts'
import type { TextHistory } from '#server/text/history.ts'
import type { Scene } from './scene.ts'
import { wordsIn, wordsOfBlock } from './words.ts'

interface Credited {
  block: string
  /** The entries of its letters. */
  seqs: number[]
}

/** By word, as the text stood after an entry. */
function credits(history: TextHistory, seq: number): Map<string, Credited> {
  const delta = history.deltaAt(seq)
  const blocks = new Map(
    docFromDelta(delta).content.flatMap((one) => wordsOfBlock(one).map((word) => [word, one.attrs.id])),
  )
  let text = ''
  const of: number[] = []
  for (const { insert, seq: entry } of delta) {
    const piece = typeof insert === 'string' ? insert : ' '
    text += piece
    for (let i = 0; i < piece.length; i++) of.push(entry)
  }
  return new Map(
    wordsIn(text).map((word) => {
      const from = text.indexOf(word)
      return [word, { block: blocks.get(word) ?? '', seqs: [...new Set(of.slice(from, from + word.length))].sort() }]
    }),
  )
}

/** The words that came back. */
export async function judgeRestored(
  scene: Scene,
  { documentId, seq }: { documentId: string; seq: number | null },
): Promise<string[]> {
  if (seq === null) return []
  const history = await textHistory(scene.house.context, documentId)
  expect(history.entries[seq - 1]!.authorId).toBe(scene.cast.secretariat.id)
  const before = credits(history, seq - 1)
  const after = credits(history, seq)
  const wrong: string[] = []
  for (const [word, { block, seqs }] of after) {
    const had = before.get(word)
    const expected = had ? had.seqs : [seq]
    if (String(seqs) !== String(expected) && (!had || had.block === block))
      wrong.push(`${word}: ${seqs.join()} for ${expected.join()}`)
  }
  expect(wrong, 'restored, and in the wrong name').toEqual([])
  return [...after.keys()].filter((word) => !before.has(word))
}
