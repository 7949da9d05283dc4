/** References in a circle (practice 5, 10): paragraphs that say nothing but "see there", and lead back to themselves. Rule OM3. */
import type { ArticleDoc, Block } from './article.ts'
import { countWords } from './counts.ts'

/** Words that a paragraph may have beside its references and still say nothing else: "As provided for in". */
const BESIDE = 4

const refersTo = ({ content = [] }: Block): string[] =>
  content.flatMap((inline) => (inline.type === 'ref' ? [inline.attrs.to] : []))

/** Whether all that it says is where to look. */
function onlyRefers(block: Block, lang: string): boolean {
  if (block.attrs.kind === 'heading' || block.attrs.kind === 'note' || refersTo(block).length === 0) return false
  const said = (block.content ?? []).map((inline) => (inline.type === 'text' ? inline.text : ' ')).join('')
  return countWords(said, lang) <= BESIDE
}

/** The blocks of these articles, in one language, that stand in such a circle of two or more, as they come. */
export function blocksInCircles(docs: readonly ArticleDoc[], lang: string): Set<string> {
  const leads = new Map<string, string[]>()
  /** Of an article of one block its heading stands for that. */
  const sole = new Map<string, string>()
  for (const { content } of docs) {
    for (const block of content) if (onlyRefers(block, lang)) leads.set(block.attrs.id, refersTo(block))
    const [heading, only, ...more] = content.filter(({ attrs }) => attrs.kind !== 'note')
    if (heading?.attrs.kind === 'heading' && only && more.length === 0) sole.set(heading.attrs.id, only.attrs.id)
  }
  const next = (id: string): string[] =>
    (leads.get(id) ?? []).map((to) => sole.get(to) ?? to).filter((to) => to !== id && leads.has(to))
  const returns = (from: string): boolean => {
    const seen = new Set<string>()
    const open = next(from)
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === from) return true
      if (seen.has(id)) continue
      seen.add(id)
      open.push(...next(id))
    }
    return false
  }
  return new Set([...leads.keys()].filter(returns))
}
