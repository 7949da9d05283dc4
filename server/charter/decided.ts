/** What a decision did to the words of a text: before and after, by what differs (DC4; practice 6.3). */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { DecidedText } from '../../src/lib/domain/contract-brackets.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { proposedBlocks, type ProposedIn } from '../../src/lib/domain/proposed.ts'

export function decidedText(before: ArticleDoc, after: ArticleDoc, where: ProposedIn): DecidedText {
  const { lang, round = null } = where
  const labels = new Map(
    [before, after].flatMap((doc) => {
      const all = labelsOf(doc, lang, round)
      return doc.content.map(({ attrs }, i) => [attrs.id, all[i] ?? null] as const)
    }),
  )
  return {
    lang,
    blocks: proposedBlocks(before, after, where).map(({ blockId, op, runs, flags }) => ({
      ...{ id: blockId, label: labels.get(blockId) ?? null, op, runs, flags },
    })),
  }
}
