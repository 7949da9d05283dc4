/** The sample charter's own references, in its four languages: typed as they read, each is found again with its target. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { indexBlocks, referenceLabel } from '#lib/domain/reference.ts'
import { piecesOf, textOfPieces, type Piece } from '#lib/domain/rendering.ts'
import { targetOf, typedReferences } from '#lib/domain/typed-references.ts'
import { readCharterFile } from '../../server/exchange/sample.ts'

const plan = readCharterFile(
  JSON.parse(readFileSync(new URL('../../server/exchange/sample-charter.json', import.meta.url), 'utf8')),
)
if (!plan.ok) throw new Error('the sample does not read')
const { articles, languages } = plan.value
const index = indexBlocks(
  articles.map(({ headingBlock, number, docs }) => ({ id: headingBlock, number, doc: docs[0]!.doc, round: null })),
)

/** Places of references in a block's own text, with their targets. */
function referencesIn(pieces: readonly Piece[], from = 0): { from: number; to: number; target: string }[] {
  let at = from
  return pieces.flatMap((piece) => {
    const start = at
    at += textOfPieces([piece]).length
    if (piece.type === 'option') return referencesIn(piece.pieces, start + 1)
    return piece.type === 'ref' ? [{ from: start, to: at, target: piece.to }] : []
  })
}

it.each(languages)(
  'TR1, TR2, TR4: every reference of the sample is found where it is typed, and written as it was: %s',
  (lang) => {
    const missed: string[] = []
    let count = 0
    for (const { headingBlock, number, docs } of articles)
      for (const block of docs.find((doc) => doc.lang === lang)?.doc.content ?? []) {
        const pieces = piecesOf(block, { lang, index, articleId: headingBlock, number })
        const text = textOfPieces(pieces)
        const typed = typedReferences(text, lang)
        for (const reference of referencesIn(pieces)) {
          count++
          const words = text.slice(reference.from, reference.to)
          const one = typed.find(({ from, to }) => from >= reference.from && to <= reference.to)
          const to = one && targetOf(one, headingBlock, index)
          const label =
            one && referenceLabel({ to: reference.target, form: one.form, as: one.as }, lang, index, headingBlock)
          if (to !== reference.target || one?.isExternal || label !== one?.words)
            missed.push(`${words} → ${one?.words} (${label}) ${to} ≠ ${reference.target}`)
        }
      }
    expect(missed).toEqual([])
    expect(count).toBeGreaterThan(2)
  },
)
