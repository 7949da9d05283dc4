/** The article that is measured. */
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { attrsFromStart } from '../../src/lib/domain/text.ts'

const WORDS =
  'The participating societies shall ensure that humanitarian assistance reaches all those affected without delay and on the basis of need alone in accordance with the fundamental principles'.split(
    ' ',
  )

/** 5,000 words: forty paragraphs with two items each, a reference and a bracket here and there. */
export function longArticle(heading: string): ArticleDoc {
  const content: Block[] = []
  const add = (id: string, kind: string, words: number): void => {
    const from = content.length * 7
    const text =
      `In case ${content.length}, ` +
      Array.from({ length: words - 3 }, (_, i) => WORDS[(from + i) % WORDS.length]!).join(' ')
    const attrs = attrsFromStart(
      { b: id },
      kind === 'para' ? {} : { 'b.kind': kind, ...(kind === 'item' && { 'b.depth': '1' }) },
    )
    const words_: Block['content'] = [{ type: 'text', text: `${text} ` }]
    if (content.length % 5 === 2)
      words_.push({
        type: 'ref',
        attrs: { id: `r${content.length}`, to: `p${content.length % 40}`, form: 'full', as: null },
      })
    if (content.length % 9 === 4) {
      const marks = [{ type: 'br' as const, attrs: { id: `br${id}`, option: `o${id}` } }]
      words_.push(
        { type: 'opt', attrs: { id: `o${id}`, br: `br${id}`, kind: 'optional', label: '' }, marks },
        { type: 'text', text: 'as appropriate', marks },
      )
    }
    content.push({ type: 'block', attrs, content: words_ })
  }
  add('h', 'heading', 3)
  content[0]!.content = [{ type: 'text', text: heading }]
  for (let i = 0; i < 40; i++) {
    add(`p${i}`, 'para', 65)
    add(`p${i}a`, 'item', 30)
    add(`p${i}b`, 'item', 30)
  }
  return { type: 'doc', content }
}
