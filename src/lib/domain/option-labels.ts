/** What the options of a bracket are called, each by a label that no other of them has (rule BD3). */

/** The n-th alternative, where nobody's language is known. */
export const alternative = (n: number): string => `Alt ${n}`

/** The first from the n-th on that is not taken. */
function free(taken: readonly string[], n: number, labelOf: (n: number) => string): string {
  let at = n
  while (taken.includes(labelOf(at))) at++
  return labelOf(at)
}

/** Of one that comes behind others: as many as there are and one more, or the first free behind that. The one option of a bracket counts where it has no label. */
export const nextLabel = (labels: readonly string[], labelOf = alternative): string =>
  free(labels, Math.max(1, labels.length) + 1, labelOf)

/** Of two alike the first keeps its label; the other gets one by its place, or the first free behind that, as does whoever has none. */
export function ownLabels(labels: readonly string[], labelOf = alternative): string[] {
  const own: string[] = []
  for (const [i, label] of labels.entries())
    own.push(label !== '' && !own.includes(label) ? label : free([...labels, ...own], i + 1, labelOf))
  return own
}
