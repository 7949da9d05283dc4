/** What changed about a block beside its words (rule CM11): its kind, its brackets and their options, emphasis, what references point at. */
import type { Block, Inline } from './article.ts'
import type { ComparedShape } from './contract.ts'

/** @param isSameText whether both say the same words: emphasis and targets are compared only then */
export function shapeOf(before: Block, after: Block, isSameText: boolean): ComparedShape[] {
  const shape: ComparedShape[] = []
  const tell = (what: ComparedShape['what'], was: string | null, is: string | null): void => {
    if (was !== is) shape.push({ what, before: was, after: is })
  }
  tell('kind', kindOf(before), kindOf(after))
  tell('bracket', bracketOf(before), bracketOf(after))
  shape.push(...optionsOf(before, after))
  if (isSameText && emphasisOf(before) !== emphasisOf(after))
    shape.push({ what: 'emphasis', before: null, after: null })
  if (isSameText && targetsOf(before) !== targetsOf(after)) shape.push({ what: 'reference', before: null, after: null })
  return shape
}

const kindOf = ({ attrs: { kind, depth } }: Block): string => (kind === 'item' ? `item:${depth}` : kind)
/** A bracket around the block as a whole; which one it is does not matter to readers. */
const bracketOf = ({ attrs: { bracket, bracketKind } }: Block): string | null =>
  bracket === null ? null : (bracketKind ?? 'optional')

const contentOf = (block: Block): readonly Inline[] => block.content ?? []
const headsOf = (block: Block) =>
  new Map(contentOf(block).flatMap((node) => (node.type === 'opt' ? [[node.attrs.id, node.attrs]] : [])))

/** Options by their labels: added, removed, under another label; an option without a label is known by its kind. */
function optionsOf(before: Block, after: Block): ComparedShape[] {
  const [old, now] = [headsOf(before), headsOf(after)]
  const nameOf = ({ label, kind }: { label: string; kind: string }): string => label || kind
  return [
    ...[...old].flatMap(([id, head]): ComparedShape[] => {
      const is = now.get(id)
      if (!is) return [{ what: 'option', before: nameOf(head), after: null }]
      if (is.label === head.label && is.kind === head.kind) return []
      return [{ what: 'option', before: nameOf(head), after: nameOf(is) }]
    }),
    ...[...now].flatMap(([id, head]): ComparedShape[] =>
      old.has(id) ? [] : [{ what: 'option', before: null, after: nameOf(head) }],
    ),
  ]
}

/** Bold and italic, letter by letter. */
const emphasisOf = (block: Block): string =>
  contentOf(block)
    .map((node) => {
      const has = (type: string): boolean => node.marks?.some((mark) => mark.type === type) ?? false
      const look = `${has('bold') ? 'b' : ''}${has('italic') ? 'i' : ''}`
      return node.type === 'text' ? `${look}.`.repeat(node.text.length) : ''
    })
    .join('')

const targetsOf = (block: Block): string =>
  JSON.stringify(contentOf(block).flatMap((node) => (node.type === 'ref' ? [node.attrs.to] : [])))
