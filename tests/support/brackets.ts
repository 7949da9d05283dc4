/** Brackets of a text as tests read them. */
import type { ArticleDoc, Block } from '#lib/domain/article.ts'

/** A block's words with its brackets written out: `They [Alt 1: shall][Alt 2: may] meet.` */
export function shownWords({ content = [] }: Block): string {
  let open: string[] = []
  let out = ''
  for (const node of content) {
    const here = (node.marks ?? []).flatMap((mark) => (mark.type === 'br' ? [mark.attrs.option] : []))
    // an outer option is one that opened before
    here.sort((a, b) => rank(open, a) - rank(open, b))
    for (const one of [...open].reverse())
      if (!here.includes(one) || (node.type === 'opt' && node.attrs.id === one)) out += ']'
    open = open.filter((one) => here.includes(one))
    for (const one of here) if (!open.includes(one)) open.push(one)
    if (node.type === 'opt') out += `[${node.attrs.label === '' ? '' : `${node.attrs.label}: `}`
    if (node.type === 'text') out += node.text
    if (node.type === 'ref') out += `<${node.attrs.to}>`
  }
  return out + ']'.repeat(open.length)
}
const rank = (open: readonly string[], option: string): number => {
  const at = open.indexOf(option)
  return at < 0 ? open.length : at
}

export const shownBlock = (doc: ArticleDoc, id: string): string =>
  shownWords(doc.content.find(({ attrs }) => attrs.id === id)!)
