/** The content of a block with its brackets nested (rules RN1-RN3): texts mark brackets on words, readers see them around words. */
import type { Block, BracketKind, Inline } from './article.ts'

export type Nested = { type: 'leaf'; inline: Exclude<Inline, { type: 'opt' }> } | NestedOption
export interface NestedOption {
  type: 'option'
  bracket: string
  kind: BracketKind
  option: string
  label: string
  content: Nested[]
}

/**
 * RN1: the content of a block, nested. An outer bracket is the one that begins first (then the one that ends last);
 * a bracket that overlaps another is closed and opened again, so that pieces always nest.
 * RN2: an option whose words were all deleted is still there.
 */
export function nestedContent(block: Block): Nested[] {
  const content = block.content ?? []
  const nesting = nestingOf(content)
  const heads = headsOf(content)
  const root: Nested[] = []
  let stack: (Open & { content: Nested[] })[] = []
  content.forEach((inline, i) => {
    const wanted = nesting[i]!
    let keep = 0
    while (keep < wanted.length && keep < stack.length && isSame(wanted[keep]!, stack[keep]!)) keep++
    // A head begins a run of its own, even right after a run of the same option.
    if (inline.type === 'opt') {
      const own = wanted.findIndex((open) => open.bracket === inline.attrs.br && open.option === inline.attrs.id)
      keep = Math.min(keep, own)
    }
    stack = stack.slice(0, keep)
    for (const open of wanted.slice(keep)) {
      const head = heads.get(key(open))
      const entered: NestedOption = {
        type: 'option',
        bracket: open.bracket,
        kind: head?.kind ?? (block.attrs.bracket === open.bracket ? block.attrs.bracketKind : null) ?? 'optional',
        option: open.option,
        label: head?.label ?? '',
        content: [],
      }
      ;(stack.at(-1)?.content ?? root).push(entered)
      stack.push({ ...open, content: entered.content })
    }
    if (inline.type !== 'opt') (stack.at(-1)?.content ?? root).push({ type: 'leaf', inline })
  })
  return isBracketedWhole(block) ? [wholeOption(block, root)] : root
}

interface Open {
  bracket: string
  option: string
}

const key = (open: Open): string => JSON.stringify([open.bracket, open.option])
const isSame = (a: Open, b: Open): boolean => a.bracket === b.bracket && a.option === b.option

/** The options that each inline stands in, outermost first. */
function nestingOf(content: readonly Inline[]): Open[][] {
  const opens = content.map(opensOf)
  const extent = new Map<string, { first: number; last: number }>()
  opens.forEach((list, i) => {
    for (const { bracket } of list) {
      const known = extent.get(bracket)
      if (known) known.last = i
      else extent.set(bracket, { first: i, last: i })
    }
  })
  const isOuter = (a: Open, b: Open): number => {
    const left = extent.get(a.bracket)!
    const right = extent.get(b.bracket)!
    return left.first - right.first || right.last - left.last
  }
  return opens.map((list) => list.sort(isOuter))
}

function opensOf(inline: Inline): Open[] {
  const opens: Open[] = []
  for (const mark of inline.marks ?? [])
    if (mark.type === 'br') opens.push({ bracket: mark.attrs.id, option: mark.attrs.option })
  if (inline.type !== 'opt') return opens
  // A head stands in its own option, whatever its marks say.
  return [
    ...opens.filter((open) => open.bracket !== inline.attrs.br),
    { bracket: inline.attrs.br, option: inline.attrs.id },
  ]
}

function headsOf(content: readonly Inline[]): Map<string, { label: string; kind: BracketKind }> {
  const heads = new Map<string, { label: string; kind: BracketKind }>()
  for (const inline of content)
    if (inline.type === 'opt') heads.set(key({ bracket: inline.attrs.br, option: inline.attrs.id }), inline.attrs)
  return heads
}

/** RN3: a block in brackets as a whole whose words name no option of its own: the one option is the block. Not a heading: that brackets its article. */
function isBracketedWhole(block: Block): boolean {
  const { bracket, kind } = block.attrs
  if (bracket === null || kind === 'heading') return false
  return !(block.content ?? []).some((inline) => opensOf(inline).some((open) => open.bracket === bracket))
}

const wholeOption = (block: Block, content: Nested[]): NestedOption => ({
  type: 'option',
  bracket: block.attrs.bracket!,
  kind: block.attrs.bracketKind ?? 'optional',
  option: `${block.attrs.bracket}.1`,
  label: '',
  content,
})
