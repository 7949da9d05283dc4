/**
 * The words and marks that numbering and references need, by language (practice 10.2).
 * A language without an entry is rendered with the English ones.
 */

/** How one language writes numbers, labels and references. Patterns: `{a}` article, `{p}` paragraph, `{i}` item, `{r}` recital. */
export interface Terms {
  /** Before the number of an article, as a heading. */
  article: string
  preamble: string
  /** Between the label of an article and its heading, in plain text. */
  afterLabel: string
  /** Index 2 is bis ... 10 is decies; 0 and 1 are not used. */
  ordinals: readonly string[]
  letters: readonly string[]
  item: (letter: string) => string
  subitem: (numeral: string) => string
  /** Between `{i}`'s letter and numeral when a pattern of the author's own names a sub-item. */
  itemJoin: string
  refs: {
    article: string
    articleItem: string
    articleParagraph: string
    articleParagraphItem: string
    paragraph: string
    paragraphItem: string
    preamble: string
    recital: string
    /** The article that the reference stands in. */
    self: string
    /** In place of a reference whose target is gone. Never square brackets: those mean "not agreed". */
    dangling: string
    /** In place of a footnote's number whose words are gone. */
    danglingNote: string
    /** Before a footnote that nobody calls. */
    uncalledNote: string
  }
}

/** What stands behind a number: index 1 of an alternative to what has it, from 2 on (bis) of what was inserted. The charter keeps the Latin ones. */
export const LATIN_ORDINALS: readonly string[] = [
  '',
  'alt',
  'bis',
  'ter',
  'quater',
  'quinquies',
  'sexies',
  'septies',
  'octies',
  'nonies',
  'decies',
]
export const CYRILLIC_ORDINALS: readonly string[] = [
  '',
  'альт',
  'бис',
  'тер',
  'кватер',
  'квинквиес',
  'сексиес',
  'септиес',
  'октиес',
  'нониес',
  'дециес',
]
export const ARABIC_ORDINALS: readonly string[] = [
  '',
  'بديلة',
  'مكررا',
  'مكررا ثانيا',
  'مكررا ثالثا',
  'مكررا رابعا',
  'مكررا خامسا',
  'مكررا سادسا',
  'مكررا سابعا',
  'مكررا ثامنا',
  'مكررا تاسعا',
]

const LATIN_LETTERS = [...'abcdefghijklmnopqrstuvwxyz']
/** The abjad order. A tatweel after ه shows it as the letter and not as a closing form. */
const ABJAD = 'أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ'.split(' ')

const inBrackets = (label: string) => `(${label})`
const closed = (label: string) => `${label})`

const ENGLISH: Terms = {
  article: 'Article',
  preamble: 'Preamble',
  afterLabel: '. ',
  ordinals: LATIN_ORDINALS,
  letters: LATIN_LETTERS,
  item: inBrackets,
  subitem: inBrackets,
  itemJoin: ') (',
  refs: {
    article: 'Article {a}',
    articleItem: 'Article {a} {i}',
    articleParagraph: 'Article {a}, paragraph {p}',
    articleParagraphItem: 'Article {a}, paragraph {p} {i}',
    paragraph: 'paragraph {p}',
    paragraphItem: 'paragraph {p} {i}',
    preamble: 'the preamble',
    recital: 'recital {r} of the preamble',
    self: 'the present Article',
    dangling: '⟨missing reference⟩',
    danglingNote: '⟨missing note⟩',
    uncalledNote: '⟨note without a call⟩',
  },
}

const FRENCH: Terms = {
  article: 'Article',
  preamble: 'Préambule',
  afterLabel: '. ',
  ordinals: LATIN_ORDINALS,
  letters: LATIN_LETTERS,
  item: closed,
  subitem: closed,
  itemJoin: ') ',
  refs: {
    article: 'article {a}',
    articleItem: 'article {a}, alinéa {i}',
    articleParagraph: 'article {a}, paragraphe {p}',
    articleParagraphItem: 'article {a}, paragraphe {p}, alinéa {i}',
    paragraph: 'paragraphe {p}',
    paragraphItem: 'paragraphe {p}, alinéa {i}',
    preamble: 'le préambule',
    recital: 'considérant {r} du préambule',
    self: 'le présent article',
    dangling: '⟨renvoi sans objet⟩',
    danglingNote: '⟨note manquante⟩',
    uncalledNote: '⟨note sans appel⟩',
  },
}

const SPANISH: Terms = {
  article: 'Artículo',
  preamble: 'Preámbulo',
  afterLabel: '. ',
  ordinals: LATIN_ORDINALS,
  letters: LATIN_LETTERS,
  item: closed,
  subitem: closed,
  itemJoin: ') ',
  refs: {
    article: 'artículo {a}',
    articleItem: 'apartado {i} del artículo {a}',
    articleParagraph: 'párrafo {p} del artículo {a}',
    articleParagraphItem: 'apartado {i} del párrafo {p} del artículo {a}',
    paragraph: 'párrafo {p}',
    paragraphItem: 'apartado {i} del párrafo {p}',
    preamble: 'el preámbulo',
    recital: 'considerando {r} del preámbulo',
    self: 'el presente artículo',
    dangling: '⟨referencia sin destino⟩',
    danglingNote: '⟨nota que falta⟩',
    uncalledNote: '⟨nota sin llamada⟩',
  },
}

const ARABIC: Terms = {
  article: 'المادة',
  preamble: 'الديباجة',
  afterLabel: ': ',
  ordinals: ARABIC_ORDINALS,
  letters: ABJAD,
  item: inBrackets,
  subitem: (numeral) => `'${numeral}'`,
  itemJoin: ') ',
  refs: {
    article: 'المادة {a}',
    articleItem: 'المادة {a} {i}',
    articleParagraph: 'الفقرة {p} من المادة {a}',
    articleParagraphItem: 'الفقرة {p} {i} من المادة {a}',
    paragraph: 'الفقرة {p}',
    paragraphItem: 'الفقرة {p} {i}',
    preamble: 'الديباجة',
    recital: 'الفقرة {r} من الديباجة',
    self: 'هذه المادة',
    dangling: '⟨إحالة مفقودة⟩',
    danglingNote: '⟨حاشية مفقودة⟩',
    uncalledNote: '⟨حاشية بلا إشارة⟩',
  },
}

/** Texts of the United Nations keep Latin letters in Russian for concordance; so do we. */
const RUSSIAN: Terms = {
  article: 'Статья',
  preamble: 'Преамбула',
  afterLabel: '. ',
  ordinals: CYRILLIC_ORDINALS,
  letters: LATIN_LETTERS,
  item: closed,
  subitem: closed,
  itemJoin: ') ',
  refs: {
    article: 'статья {a}',
    articleItem: 'подпункт {i} статьи {a}',
    articleParagraph: 'пункт {p} статьи {a}',
    articleParagraphItem: 'подпункт {i} пункта {p} статьи {a}',
    paragraph: 'пункт {p}',
    paragraphItem: 'подпункт {i} пункта {p}',
    preamble: 'преамбула',
    recital: 'пункт {r} преамбулы',
    self: 'настоящая статья',
    dangling: '⟨ссылка без объекта⟩',
    danglingNote: '⟨сноска отсутствует⟩',
    uncalledNote: '⟨сноска без ссылки⟩',
  },
}

const BY_LANGUAGE = new Map<string, Terms>([
  ['en', ENGLISH],
  ['fr', FRENCH],
  ['es', SPANISH],
  ['ar', ARABIC],
  ['ru', RUSSIAN],
])

/** What a preamble is called, in every language here. */
export const PREAMBLES: ReadonlySet<string> = new Set([...BY_LANGUAGE.values()].map(({ preamble }) => preamble))

/** The terms of a language, by its first subtag. */
export const termsOf = (lang: string): Terms => BY_LANGUAGE.get(lang.split('-')[0]!) ?? ENGLISH
