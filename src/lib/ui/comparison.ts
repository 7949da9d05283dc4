/** A comparison as pages show it: its blocks in order with the places that moved blocks left, named, numbered, and filtered (rules CM6-CM9). */
import { countsOf, hasChanged } from '#lib/domain/compare.ts'
import type { ComparedBlock, ComparedCounts, Comparison } from '#lib/domain/contract.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'

export interface Entry {
  /** Of the element: the block's id; where it stood before it moved, `was-` and its id. */
  anchor: string
  block: ComparedBlock
  /** Whether this is the place that the block has left. */
  isOldPlace: boolean
  /** Its number among the changes shown, from 1; null: nothing changed here. */
  n: number | null
}
export interface ComparedSection {
  id: string
  slug: string
  label: string
  /** Its label in the older text, where that differs. */
  oldLabel: string | null
  heading: string
  entries: Entry[]
  /** Paragraphs without changes that are left out. */
  unchanged: number
  changes: number
}
export interface ComparisonView {
  counts: ComparedCounts
  /** Articles in both texts, changed or not. */
  articles: number
  sections: ComparedSection[]
  changes: number
  /** Where words of substance changed, in order. */
  substance: { anchor: string; place: string; flags: ComparedBlock['flags'] }[]
  /** Block id -> how it is called where it stands: `Article 4, paragraph 2` */
  places: Record<string, { before: string | null; after: string | null }>
}

/** @param isAll shows what did not change too. @param only these articles; the names of blocks are still those of all */
export function comparisonView(comparison: Comparison, isAll: boolean, only?: readonly string[]): ComparisonView {
  const { lang, articles } = comparison
  const chosen = articles.filter(({ id }) => only === undefined || only.includes(id))
  const blocks = new Map(articles.flatMap((article) => article.blocks).map((block) => [block.id, block]))
  const places = Object.fromEntries(
    [...blocks].map(([id, block]) => [id, { before: block.before?.name ?? null, after: block.after?.name ?? null }]),
  )
  let n = 0
  const substance: ComparisonView['substance'] = []
  const sections = chosen
    .filter((article) => isAll || hasChanged(article))
    .map((article): ComparedSection => {
      const from = n
      const entries: Entry[] = []
      const stood = (behind: string | null): void => {
        for (const { id } of article.movedFrom.filter((one) => one.behind === behind))
          entries.push({ anchor: `was-${id}`, block: blocks.get(id)!, isOldPlace: true, n: ++n })
      }
      stood(null)
      for (const block of article.blocks) {
        const isChange = block.change !== 'same'
        if (isChange || isAll) entries.push({ anchor: block.id, block, isOldPlace: false, n: isChange ? ++n : null })
        if (block.flags.length > 0)
          substance.push({
            anchor: block.id,
            place: places[block.id]!.after ?? places[block.id]!.before ?? '',
            flags: block.flags,
          })
        stood(block.id)
      }
      const number = article.after === undefined ? article.before : article.after
      const label = articleLabel(number ?? null, lang)
      const oldLabel = article.before === undefined ? label : articleLabel(article.before, lang)
      return {
        id: article.id,
        slug: articleSlug(number ?? null),
        label,
        oldLabel: oldLabel === label ? null : oldLabel,
        heading: headingOf(article.blocks[0]),
        entries,
        unchanged: isAll ? 0 : article.blocks.filter((block) => block.change === 'same').length,
        changes: n - from,
      }
    })
  return { counts: countsOf(chosen), articles: chosen.length, sections, changes: n, substance, places }
}

/** The heading as it is now; of an article that is gone, as it was. */
function headingOf(block: ComparedBlock | undefined): string {
  if (!block || (block.after ?? block.before)?.kind !== 'heading') return ''
  const gone = block.after === null ? 'ins' : 'del'
  return block.runs.map((run) => (run.op === gone ? '' : run.text)).join('')
}
