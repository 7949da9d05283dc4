/** Paragraphs that follow an older source, named by their numbers. */
import { getLocale } from '#lib/paraglide/runtime.js'
import { listWords } from './locale.ts'

/** "(1 and 3)"; empty where none of them has a number. */
export function labelsBehind(ids: readonly string[], blocks: readonly { id: string; label: string | null }[]): string {
  const labels = blocks.flatMap(({ id, label }) =>
    ids.includes(id) && label !== null ? [label.replace(/\.$/, '')] : [],
  )
  return labels.length === 0 ? '' : `(${listWords(labels, getLocale())})`
}
