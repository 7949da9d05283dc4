import { describe, expect, it } from 'vitest'
import { automaticNumber, romanValue, typedNumber } from '#lib/domain/pasted-numbers.ts'
import { cleanWords } from '#lib/domain/pasted-words.ts'
import { blocksOfLines, Findings, linesOfText } from '#lib/domain/pasting.ts'
import { notated } from '../support/pasted.ts'

const clean = (text: string, lang = 'en'): [string, object] => {
  const repairs = { direction: 0, forms: 0, invisible: 0 }
  return [cleanWords(text, lang, repairs).text, repairs]
}
const pasted = (text: string, lang = 'en'): string[] =>
  blocksOfLines(linesOfText(text), { lang, plain: { kind: 'para', depth: 0 }, top: 'para' }, new Findings()).map(
    notated,
  )

describe('words', () => {
  it('PA10: hidden direction marks go, balanced, lone and crossing alike', () => {
    const marks = 'a\u202bb\u202cc\u202ed\u2066e\u2069f\u200eg\u200fh\u061ci\u202a'
    expect(clean(marks)).toEqual(['abcdefghi', { direction: 9, forms: 0, invisible: 0 }])
  })
  it('PA11: presentation forms become letters, ligatures of words and tatweel stay, and nothing else is folded', () => {
    expect(clean('ﻻ ﻳﺨﻞ ﷲ مـــن ² ﬁ')).toEqual(['لا يخل ﷲ مـــن ² ﬁ', { direction: 0, forms: 4, invisible: 0 }])
  })
  it('PA12: soft hyphens, invisible spaces and control signs go, joiners stay', () => {
    expect(clean('vol\u00adun\u200bteers\u0000 \ufeffمی\u200cخواهم 👩\u200d⚕')).toEqual([
      'volunteers می\u200cخواهم 👩\u200d⚕',
      { direction: 0, forms: 0, invisible: 4 },
    ])
  })
  it('PA13: no-break spaces stay beside digits and French signs, and are spaces elsewhere', () => {
    expect(clean('Article\u00a05 of\u00a0the\u00a0\u00a0 10\u202f000')[0]).toBe('Article\u00a05 of the 10\u202f000')
    expect(clean('«\u00a0oui\u00a0»\u00a0; non\u00a0oui', 'fr')[0]).toBe('«\u00a0oui\u00a0»\u00a0; non oui')
  })
  it('PA14, PA15: spaces of any width are one, none at the ends; normal form C', () => {
    expect(clean('\t a \u2003\u3000b\u2028c \n')[0]).toBe('a b c')
    expect(clean('re\u0301sume\u0301')[0]).toBe('résumé')
    expect(clean('e\u200b\u0301')[0]).toBe('é')
  })
})

describe('numbers', () => {
  it.each([
    ['1. One', '1.', 'decimal 1'],
    ['(a) one', '(a)', 'letter 1'],
    ['(i) one', '(i)', 'roman 1 letter 9'],
    ['iv) one', 'iv)', 'roman 4'],
    ['aa) one', 'aa)', 'letter 27'],
    ['3.2 one', '3.2', 'dotted 2'],
    ['أ) أول', 'أ)', 'arabic-letter 1'],
    ['(هـ) خامس', '(هـ)', 'arabic-letter 5'],
    ['٣- ثالث', '٣-', 'decimal 3'],
    ['1- أول', '1-', 'decimal 1'],
    ["'2' ثان", "'2'", 'quoted 2'],
    ['б) второй', 'б)', 'cyrillic-letter 2'],
    ['• point', '•', 'bullet 0'],
    ['II. Part', 'II.', 'upper-roman 2'],
  ])('PA1: %s', (text, words, readings) => {
    const number = typedNumber(text)
    expect(number?.words).toBe(words)
    expect(number?.readings.map(({ style, ordinal }) => `${style} ${ordinal}`).join(' ')).toBe(readings)
  })
  it.each([
    '1995 was',
    'a word',
    'I am',
    '5 - 7 days',
    '3.5% of',
    'A. Name',
    '(see above) it',
    '1.Name',
    'в) '.trim() + 'x',
  ])('PA1: %s is no number', (text) => expect(typedNumber(text)).toBeNull())
  it('PA1: what a program made is a number whatever it is', () => {
    expect(automaticNumber('o').readings[0]!.style).toBe('bullet')
    expect(automaticNumber('\u200cأ)').words).toBe('أ)')
    expect(romanValue('iiii')).toBeNull()
    expect(romanValue('xiv')).toBe(14)
  })
})

describe('levels', () => {
  it('PA2, PA3: typed numbers of three levels; a fourth is a sub-item', () => {
    expect(pasted('1. One\n(a) a;\n(b) b:\n(i) i;\n(ii) ii;\n(1) deep;\n(c) c.\n2. Two')).toEqual([
      'para One',
      '(a) a;',
      '(a) b:',
      '(i) i;',
      '(i) ii;',
      '(i) deep;',
      '(a) c.',
      'para Two',
    ])
  })
  it('PA2: (i) after (h) is a letter, after (a) a numeral; Roman numerals alone are items', () => {
    expect(pasted('(g) g\n(h) h\n(i) i\n(j) j')).toEqual(['(a) g', '(a) h', '(a) i', '(a) j'])
    expect(pasted('1. One\n(i) i\n(ii) ii\n(iii) iii\n(iv) iv\n(v) v')).toEqual([
      'para One',
      '(a) i',
      '(a) ii',
      '(a) iii',
      '(a) iv',
      '(a) v',
    ])
  })
  it('PA2: from the midst of a text', () => {
    expect(pasted('(b) b\n(c) c\n3. Three\n(a) a')).toEqual(['(a) b', '(a) c', 'para Three', '(a) a'])
  })
  it('PA2: Arabic with a label, letters and quoted numerals', () => {
    const text = "المادة 6: الوصول\n1. تسعى الجمعيات إلى:\n(أ) الأول؛\n(ب) الثاني:\n'1' كذا؛\n'2' كذا.\n2. الثانية"
    expect(pasted(text, 'ar')).toEqual([
      'para المادة 6: الوصول',
      'para تسعى الجمعيات إلى:',
      '(a) الأول؛',
      '(a) الثاني:',
      '(i) كذا؛',
      '(i) كذا.',
      'para الثانية',
    ])
  })
  it('PA2: chapters and their paragraphs; numbers with the article before them', () => {
    expect(pasted('5.1 One\n5.1.1 below\n5.2 Two')).toEqual(['para One', '(a) below', 'para Two'])
  })
  it('PA1: a number on a line of its own belongs to the next', () => {
    expect(pasted('(a)\nfirst;\n(b)\nSecond.')).toEqual(['(a) first;', '(a) Second.'])
  })
  it('PA1: a number alone that no line takes is words, and so are a dash and a tick', () => {
    expect(pasted('(a)\n(b)\nSecond.')).toEqual(['para (a)', '(a) Second.'])
    expect(pasted('3.')).toEqual(['para 3.'])
    expect(pasted('By land\n✓\nBy air\n–')).toEqual(['para By land', 'para ✓', 'para By air', 'para –'])
    expect(pasted('•\nFirst')).toEqual(['(a) First'])
  })
  it('PA7: words after items are flush text where paragraphs are numbered', () => {
    expect(pasted('1. One:\n(a) a;\nIn all cases.\n2. Two')).toEqual([
      'para One:',
      '(a) a;',
      'tail In all cases.',
      'para Two',
    ])
    expect(pasted('One:\n(a) a;\nIn all cases.')).toEqual(['para One:', '(a) a;', 'para In all cases.'])
  })
  it('PA8: wrapped lines of plain text are joined, by a small letter or where blank lines part paragraphs', () => {
    expect(pasted('The Societies seek\naccess to all;\nand report.')).toEqual([
      'para The Societies seek access to all;',
      'para and report.',
    ])
    expect(pasted('The Societies\nSeek access.\n\n1. One\nTwo\n(a) three')).toEqual([
      'para The Societies Seek access.',
      'para One Two',
      '(a) three',
    ])
  })
})
