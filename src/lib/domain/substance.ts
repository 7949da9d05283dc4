/** Words that carry obligation or choice, by language (practice 3.4, 3.6): a change of one is a change of substance. */

interface SubstantiveWords {
  modal: ReadonlySet<string>
  conjunction: ReadonlySet<string>
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** “Not” is among the modal words: it turns an obligation into its opposite. */
const WORDS: Record<string, SubstantiveWords> = {
  en: {
    modal: set(
      'shall should may might must will would can could cannot ought not undertake undertakes endeavour endeavours endeavor endeavors',
    ),
    conjunction: set('and or nor but unless except'),
  },
  fr: {
    modal: set(
      'doit doivent devra devront devrait devraient peut peuvent pourra pourront pourrait pourraient engage engagent engagera engageront efforce efforcent efforcera efforceront pas',
    ),
    conjunction: set('et ou ni mais sauf'),
  },
  es: {
    modal: set(
      'debe deben deberá deberán debería deberían puede pueden podrá podrán podría podrían compromete comprometen comprometerá comprometerán procura procuran procurará procurarán esfuerza esfuerzan esforzará esforzarán no',
    ),
    conjunction: set('y e o u ni pero salvo'),
  },
  ar: {
    modal: set('يتعين يجب ينبغي يجوز يمكن تلتزم يلتزم يلتزمون تتعهد يتعهد يتعهدون تسعى يسعى يسعون لا'),
    conjunction: set('أو أم و بل إلا'),
  },
  ru: {
    modal: set(
      'должен должна должно должны следует надлежит может могут вправе обязан обязана обязано обязаны обязуется обязуются стремится стремятся прилагает прилагают не',
    ),
    conjunction: set('и или либо ни но а кроме'),
  },
}

export type Flag = 'modal' | 'conjunction'

/** Arabic writes "and" onto the word that follows. */
const isArabicAnd = (word: string, other: string): boolean => word === `و${other}`

const difference = (a: readonly string[], b: readonly string[]): string[] => {
  const rest = [...b]
  return a.filter((word) => {
    const at = rest.indexOf(word)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

/**
 * What kind of substance changed when `removed` words gave way to `added` ones; words in any case, without spaces.
 * A language without a list has no flags: silence there is no promise.
 */
export function flagsOf(removed: readonly string[], added: readonly string[], lang: string): Flag[] {
  const words = WORDS[lang.split('-')[0]!]
  if (!words) return []
  const lower = (list: readonly string[]) => list.map((word) => word.toLocaleLowerCase(lang))
  const gone = difference(lower(removed), lower(added))
  const come = difference(lower(added), lower(removed))
  const all = [...gone, ...come]
  const isArabic = words === WORDS.ar
  // "and" and "so" are written onto the Arabic word, pronouns onto the French verb: s’engagent
  const bare = (word: string): string => word.replace(isArabic ? /^[وف](?=..)/ : /^\p{L}{1,2}[’'](?=.)/u, '')
  const flags: Flag[] = []
  if (
    difference(gone.map(bare), come.map(bare))
      .concat(difference(come.map(bare), gone.map(bare)))
      .some((word) => words.modal.has(word))
  )
    flags.push('modal')
  const isJoined = (a: string, b: string): boolean => isArabicAnd(a, b) || isArabicAnd(b, a)
  if (
    all.some((word) => words.conjunction.has(word)) ||
    (isArabic && gone.some((a) => come.some((b) => isJoined(a, b))))
  )
    flags.push('conjunction')
  return flags
}
