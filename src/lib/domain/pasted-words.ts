/**
 * Words from another program made fit for a charter (rules PA10-PA15): which characters stay, which are repaired, which go.
 * The charter file refuses the same characters (EX6), so that what was pasted can always be exported.
 */

/** What was repaired, in numbers of characters. */
export interface Repairs {
  /** Hidden direction marks, embeddings, overrides and isolates. */
  direction: number
  /** Arabic letters in the shapes of old files. */
  forms: number
  /** Soft hyphens, invisible spaces, control signs. */
  invisible: number
}

/** Stands for something among words that is no word (a footnote's call): one character, never in a text. */
export const OBJECT = '\ufffc'

const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u180e\u200b\u2060-\u2064\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/u
const FORM = /[\ufb50-\ufd3d\ufd50-\ufdcf\ufe70-\ufefe]/
const WIDE_SPACE = /[\t-\r\u0085\u1680\u2000-\u200a\u2028\u2029\u205f\u3000]/g
const HARD_SPACE = /[\u00a0\u202f]/g

/**
 * PA13: a no-break space stays where it keeps a number with its word or a French mark with its word; elsewhere
 * (padding of tabs, indents, stray ones) it is a space.
 */
function hardSpacesIn(text: string, lang: string): string {
  const isFrench = lang.split('-')[0] === 'fr'
  return text.replace(HARD_SPACE, (space, at: number) => {
    const [before, after] = [text[at - 1] ?? ' ', text[at + 1] ?? ' ']
    if (/\s/.test(before) || /\s/.test(after)) return ' '
    if (/\p{N}/u.test(before) || /\p{N}/u.test(after)) return space
    return isFrench && (before === '«' || /[:;?!»%]/.test(after)) ? space : ' '
  })
}

/** One line of words, cleaned, and for each character of it the index of its source. */
export interface CleanWords {
  text: string
  sources: number[]
}

/**
 * PA10: direction marks go: a text's direction is that of its language, references and numbers are isolated by the page.
 * PA11: Arabic presentation forms become letters (NFKC for these ranges alone; word ligatures from FDF0 on and tatweel stay).
 * PA12: soft hyphens, invisible spaces and control signs go; joiners stay, they are letters' business.
 * PA14: spaces of any width are one plain space, none at the ends. PA15: the rest is in normal form C.
 * `repairs` is counted up.
 */
export function cleanWords(source: string, lang: string, repairs: Repairs): CleanWords {
  const even = hardSpacesIn(source.replace(WIDE_SPACE, ' '), lang)
  let text = ''
  const sources: number[] = []
  const add = (words: string, at: number): void => {
    text += words
    for (let i = 0; i < words.length; i++) sources.push(at)
  }
  const visible: { char: string; at: number }[] = []
  let at = 0
  for (const char of even) {
    if (DIRECTION.test(char)) repairs.direction++
    else if (INVISIBLE.test(char)) repairs.invisible++
    else visible.push({ char, at })
    at += char.length
  }
  for (let i = 0; i < visible.length; i++) {
    const first = visible[i]!
    if (first.char === ' ') {
      if (text !== '' && !text.endsWith(' ')) add(' ', first.at)
      continue
    }
    let cluster = first.char
    while (visible[i + 1] && /\p{M}/u.test(visible[i + 1]!.char)) cluster += visible[++i]!.char
    if (FORM.test(cluster)) {
      repairs.forms++
      cluster = [...cluster].map((char) => (FORM.test(char) ? char.normalize('NFKC').trimStart() : char)).join('')
    }
    add(cluster.normalize('NFC'), first.at)
  }
  if (text.endsWith(' ')) {
    text = text.slice(0, -1)
    sources.pop()
  }
  // letters and marks that met only after a repair
  return text.normalize('NFC') === text ? { text, sources } : composed(text, sources)
}

function composed(text: string, sources: number[]): CleanWords {
  const out: CleanWords = { text: '', sources: [] }
  for (const { 0: cluster, index } of text.matchAll(/[^\p{M}]?\p{M}*/gu)) {
    const words = cluster.normalize('NFC')
    out.text += words
    for (let i = 0; i < words.length; i++) out.sources.push(sources[index]!)
  }
  return out
}
