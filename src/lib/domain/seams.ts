/**
 * Where words go out of a sentence, what stood before them meets what stood behind (rule BD5; practice 10.3): of two spaces one stays, before a
 * sign that takes none none, words that were kept apart stay apart, and no other letter is touched. Whoever speaks the language looks at the rest.
 */
import type { Inline, Mark } from './article.ts'

/** A piece of content and whether it goes. */
export interface Staying {
  node: Inline
  isDropped: boolean
}

/** Languages in which a word seldom changes those around it; in all others a word that was chosen is looked at (practice 10.3, check 9). */
const LIGHT = ['en', 'fr', 'es']

const languageOf = (lang: string): string => lang.toLowerCase().split('-')[0]!

/** Whether another word in the same place asks those around it to agree with it. */
export const isAgreeing = (lang: string): boolean => !LIGHT.includes(languageOf(lang))

/** Signs that take no space before them; French puts one before those of two parts. */
const CLOSING = /^[,.;:!?،؛؟)\]…]/u
const CLOSING_FRENCH = /^[,.)\]…]/u
/** Words of one letter that Arabic writes together with the next. */
const PROCLITIC = /(^|[^\p{L}\p{M}])[وفبلك]\p{M}*$/u
const FIXED_SPACE = /[\u00A0\u202F]/
const SIGN = /\p{P}/u
const LETTER = /[\p{L}\p{M}\p{N}]/u
const SENTENCE_END = /[.!?؟…]$/u

const spoken = (node: Inline): string =>
  node.type === 'text' ? node.text : node.type === 'opt' || node.type === 'note' ? '' : '\uFFFC'

const isText = (node: Inline | undefined): node is Extract<Inline, { type: 'text' }> => node?.type === 'text'

/** A reference is read as words. */
const isWordEnd = (node: Inline | undefined): boolean =>
  node?.type === 'ref' || (isText(node) && LETTER.test([...node.text].at(-1) ?? ''))
const isWordStart = (node: Inline | undefined): boolean =>
  node?.type === 'ref' || (isText(node) && LETTER.test([...node.text][0] ?? ''))

const marksOfBoth = (a: Inline, b: Inline): { marks?: Mark[] } => {
  const others = (b.marks ?? []).map((mark) => JSON.stringify(mark))
  const marks = (a.marks ?? []).filter((mark) => others.includes(JSON.stringify(mark)))
  return marks.length > 0 ? { marks } : {}
}

/** What stays, joined. `isTouched`: at some seam it is for a person to say whether it reads right. */
export function joinSeams(pieces: readonly Staying[], lang: string): { content: Inline[]; isTouched: boolean } {
  const out: Inline[] = []
  let isTouched = false
  for (let i = 0; i < pieces.length;) {
    if (!pieces[i]!.isDropped) {
      out.push({ ...pieces[i++]!.node })
      continue
    }
    let gone = ''
    while (i < pieces.length && pieces[i]!.isDropped) gone += spoken(pieces[i++]!.node)
    if (gone === '') continue
    const next = pieces[i] && { ...pieces[i]!.node }
    if (seam(out, gone, next, lang)) isTouched = true
    if (next) {
      if (!isText(next) || next.text !== '') out.push(next)
      i++
    }
  }
  return { content: out, isTouched }
}

/** Whether words that come to stand behind others where none stood would run together with them. */
export const wouldRunInto = (before: string, words: string, lang: string): boolean =>
  LETTER.test([...before].at(-1) ?? '') &&
  LETTER.test([...words][0] ?? '') &&
  !(languageOf(lang) === 'ar' && PROCLITIC.test(before))

/**
 * What goes before and behind words that come into a bracket: the spaces of the first words in `said`, which stand there already; else what keeps them apart
 * from what is read `before` and `after` the bracket.
 */
export function spacesFor(
  said: readonly string[],
  { before, after }: { before: string; after: string },
  words: string,
  lang: string,
): [before: string, after: string] {
  const bare = words.trim()
  const model = said.find((one) => one.trim() !== '') ?? ''
  const [first, last] = [/^\s*/.exec(model)![0], /\s*$/.exec(model)![0]]
  // part of a word, as in "Part[y]", stays one
  const [isPartBefore, isPartBehind] = [wouldRunInto(before, model, lang), wouldRunInto(model, after, lang)]
  return [
    first || (wouldRunInto(before, bare, lang) && !isPartBefore ? ' ' : ''),
    last || (wouldRunInto(bare, after, lang) && !isPartBehind ? ' ' : ''),
  ]
}

/** Joins the end of `out` and `next`, between which `gone` stood; both may be changed. Whether somebody should look at it. */
function seam(out: Inline[], gone: string, next: Inline | undefined, lang: string): boolean {
  const last = out.at(-1)
  const left = isText(last) ? last.text : ''
  const right = isText(next) ? next.text : ''
  const sentenceBegins = last === undefined || (isText(last) && SENTENCE_END.test(left.trimEnd()))
  let isDoubtful = sentenceBegins && /^\s*\p{Lu}/u.test(gone) && /^\s*\p{Ll}/u.test(right)
  const trimLeft = (): void => {
    if (!isText(last)) return
    last.text = last.text.trimEnd()
    if (last.text === '') out.pop()
  }
  if (last === undefined) {
    if (isText(next)) next.text = right.trimStart()
    return isDoubtful || SIGN.test(right.trimStart()[0] ?? '')
  }
  if (next === undefined) {
    trimLeft()
    return isDoubtful
  }
  const closing = languageOf(lang) === 'fr' ? CLOSING_FRENCH : CLOSING
  if (isText(last) && /\s$/.test(left)) {
    if (SIGN.test(left.trimEnd().at(-1) ?? '') && SIGN.test(right.trimStart()[0] ?? '')) isDoubtful = true
    if (isText(next) && /^\s/.test(right)) {
      if (FIXED_SPACE.test(left.at(-1)!) && !FIXED_SPACE.test(right[0]!)) next.text = right.slice(1)
      else last.text = left.slice(0, -1)
      if (last.text === '') out.pop()
      return isDoubtful
    }
    if (closing.test(right)) {
      trimLeft()
      return true
    }
    return isDoubtful
  }
  if (isWordEnd(last) && isWordStart(next)) {
    const [before, after] = [/^\s/.test(gone), /\s$/.test(gone)]
    const isProclitic = languageOf(lang) === 'ar' && !before && PROCLITIC.test(left)
    if ((before || after) && !isProclitic) out.push({ type: 'text', text: ' ', ...marksOfBoth(last, next) })
    return isDoubtful || !(before && after)
  }
  return isDoubtful || (SIGN.test(left.at(-1) ?? '') && SIGN.test(right[0] ?? ''))
}
