/** Which paragraphs of a translation follow an older source (rules TF*): pure, from the histories of the two texts. */
import type { ArticleDoc, Block } from './article.ts'

/** An entry of a text's journal that changed a block. `at`: RFC 3339 UTC. */
export interface Change {
  seq: number
  at: string
}

/** One language of an article with what happened to its blocks. */
export interface ChangedText {
  doc: ArticleDoc
  /** Block id -> the entries that changed its words or its shape, in order. */
  changes: ReadonlyMap<string, readonly Change[]>
  /** The instants of all its entries. */
  instants: ReadonlySet<string>
}

/** The first entry of a text is its import or its beginning, made in all languages together. */
const FIRST = 1

const isEmpty = (block: Block | undefined): boolean =>
  !(block?.content ?? []).some((node) => node.type !== 'opt' && (node.type !== 'text' || node.text.trim() !== ''))

/**
 * The blocks of the source whose words changed after the translation's did and after somebody said that they still say the same.
 * `checked`: block id -> sequence of the source as it was compared.
 * What happened to the structure of both at one instant (the server makes it, ST3) is nobody's translating: it neither puts a block
 * behind nor brings it up to date (TF2). An empty block beside words is behind (TF3).
 */
export function blocksBehind(
  source: ChangedText,
  translation: ChangedText,
  checked: ReadonlyMap<string, number>,
): string[] {
  const translated = new Map(translation.doc.content.map((block) => [block.attrs.id, block]))
  return source.doc.content
    .filter((block) => {
      const { id } = block.attrs
      const since = checked.get(id) ?? 0
      const changes = (source.changes.get(id) ?? []).filter(({ seq }) => seq > since)
      if (changes.length === 0) return false
      if (isEmpty(translated.get(id)) && !isEmpty(block)) return true
      let lastOwn = ''
      const together = new Set<string>()
      for (const { seq, at } of translation.changes.get(id) ?? [])
        if (seq === FIRST || !source.instants.has(at)) lastOwn = at > lastOwn ? at : lastOwn
        else together.add(at)
      return changes.some(({ at }) => at > lastOwn && !together.has(at))
    })
    .map(({ attrs }) => attrs.id)
}
