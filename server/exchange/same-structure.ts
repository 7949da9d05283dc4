/** Languages share structure, not words (rule EX5; practice 3.2, 10.3): what an article in another language must have in common with the original. */
import { member, type Faults } from './faults.ts'
import type { ReadArticle, ReadBlock } from './read-articles.ts'
import type { FoundBracket } from './read-text.ts'

const same = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** Same blocks in the same order, same brackets with the same options in the same blocks, same names behind them. */
export function compareStructure(faults: Faults, master: ReadArticle, other: ReadArticle): void {
  if (other.number !== master.number)
    faults.add(member(other.path, 'number'), `must be ${JSON.stringify(master.number)}, as in the original`)
  const originals = new Map(master.blocks.map((block) => [block.block.attrs.id, block]))
  const seen = new Set<string>()
  const here: ReadBlock[] = []
  for (const block of other.blocks) {
    const { id } = block.block.attrs
    if (seen.has(id)) faults.add(member(block.path, 'id'), `${id} stands twice`)
    else if (!originals.has(id))
      faults.add(member(block.path, 'id'), `${id} is no block of this article in the original`)
    else here.push(block)
    seen.add(id)
  }
  const missing = master.blocks.filter(({ block }) => !seen.has(block.attrs.id))
  for (const { block } of missing) faults.add(other.listPath, `lacks ${block.attrs.id}, which the original has`)
  const order = master.blocks.filter(({ block }) => seen.has(block.attrs.id))
  here.forEach((block, i) => {
    const { id } = block.block.attrs
    const expected = order[i]!.block.attrs.id
    if (id !== expected) faults.add(member(block.path, 'id'), `must be ${expected}: the original has another order`)
    compareBlocks(faults, originals.get(id)!, block)
  })
}

function compareBlocks(faults: Faults, master: ReadBlock, other: ReadBlock): void {
  const { attrs } = other.block
  const original = master.block.attrs
  if (attrs.kind !== original.kind || attrs.depth !== original.depth)
    faults.add(
      other.path,
      `is a ${attrs.kind} at depth ${attrs.depth}; the original has a ${original.kind} at depth ${original.depth}`,
    )
  for (const bracket of other.brackets) {
    const before = other.brackets.indexOf(other.brackets.find(({ id }) => id === bracket.id)!)
    if (other.brackets[before] !== bracket) faults.add(member(bracket.path, 'id'), `${bracket.id} stands twice`)
    const counterpart = master.brackets.find(({ id }) => id === bracket.id)
    if (counterpart) compareBrackets(faults, counterpart, bracket)
    else faults.add(member(bracket.path, 'id'), `${bracket.id} does not stand here in the original`)
  }
  for (const { id, level } of master.brackets)
    // The bracket of a whole article is the original's to say; other languages may leave it out.
    if (level !== 'article' && !other.brackets.some((bracket) => bracket.id === id))
      faults.add(other.path, `lacks the bracket ${id}, which the original has`)
}

function compareBrackets(faults: Faults, master: FoundBracket, other: FoundBracket): void {
  const list = member(other.path, 'options')
  if (other.level !== master.level) faults.add(other.path, `stands ${other.level}; in the original ${master.level}`)
  if (other.kind !== master.kind) faults.add(member(other.path, 'kind'), `must be ${master.kind}, as in the original`)
  if (!same(other.reservedBy, master.reservedBy))
    faults.add(member(other.path, 'reserved_by'), 'must name the same as the original')
  if (!same(other.within, master.within)) faults.add(other.path, 'stands in another option than in the original')
  if (other.options.length !== master.options.length) {
    faults.add(optionsPath(other, list), `must have ${master.options.length} options, as the original`)
    return
  }
  other.options.forEach((option, i) => {
    const at = optionPath(other, list, i)
    const original = master.options[i]!
    if (other.labels[i] !== master.labels[i])
      faults.add(member(at, 'label'), `must be ${JSON.stringify(master.labels[i])}, as in the original`)
    if (!same(option.by, original.by)) faults.add(member(at, 'by'), 'must name the same as the original')
    if (option.origin !== original.origin) faults.add(member(at, 'origin'), 'must be that of the original')
  })
}

/** A paragraph in brackets lists its options beside its bracket. */
const optionsPath = (bracket: FoundBracket, list: string): string =>
  bracket.level === 'block' ? bracket.path.replace(/bracket$/, 'alternatives') : list

const optionPath = (bracket: FoundBracket, list: string, i: number): string =>
  bracket.level === 'article' ? bracket.path : member(optionsPath(bracket, list), i)
