import { describe, expect, it } from 'vitest'
import { definitionsIn, usesIn } from '#lib/domain/defined-terms.ts'
import { docFromDelta, type DeltaInsert, type Formats } from '#lib/domain/text.ts'

const start = (id: string): DeltaInsert => ({ insert: { b: id } })
const words = (insert: string, attributes?: Formats): DeltaInsert => ({ insert, ...(attributes ? { attributes } : {}) })
const found = (text: string, lang: string, ...terms: string[]) =>
  usesIn(
    docFromDelta([start('p'), words(text)]),
    lang,
    terms.map((term, i) => ({ id: `t${i}`, words: term })),
  ).map((use) => use.words)

describe('definitions', () => {
  const doc = docFromDelta([
    start('p1'),
    words('For the purposes of this charter, “'),
    words('host ', { 'def:t1': '1' }),
    words('country', { 'def:t1': '1', bold: '1' }),
    words('” means the country of operation.'),
    start('p2'),
    words('The host country', { term: 't1' }),
    words(' and a Host country consult; host-country rules and host countries are other words; '),
    words('so is this', { term: 'gone' }),
    words('.'),
    start('p3'),
    words('host country', { 'def:t1': '1' }),
  ])
  it('DT1: are the marked words with their paragraph; of two the first', () => {
    expect(definitionsIn(doc)).toEqual([
      {
        id: 't1',
        block: 'p1',
        words: 'host country',
        text: 'For the purposes of this charter, “host country” means the country of operation.',
      },
    ])
  })
  it('DT2: uses are what is linked, and the same words elsewhere, not in a definition', () => {
    expect(usesIn(doc, 'en', [{ id: 't1', words: 'host country' }])).toEqual([
      { term: 't1', block: 'p2', from: 0, to: 16, words: 'The host country', isLinked: true },
      { term: 't1', block: 'p2', from: 23, to: 35, words: 'Host country', isLinked: false },
      { term: 'gone', block: 'p2', from: 100, to: 110, words: 'so is this', isLinked: true },
    ])
  })
  it('DT2: of two terms the longer counts', () => {
    const doc = docFromDelta([start('p'), words('The host country and the country of operation.')])
    const terms = [
      { id: 'short', words: 'country' },
      { id: 'long', words: 'host country' },
    ]
    expect(usesIn(doc, 'en', terms).map(({ term, words }) => [term, words])).toEqual([
      ['long', 'host country'],
      ['short', 'country'],
    ])
  })
})

describe('words that use a term', () => {
  it('DT3: English: whole words, the first letter in either case, over any space', () => {
    expect(found('Party, party; PARTY, parties, third-party counterparty.', 'en', 'Party')).toEqual([
      'Party',
      'party',
      'party',
    ])
    expect(found('Humanitarian\u00a0 diplomacy of (humanitarian diplomacy)', 'en', 'humanitarian diplomacy')).toEqual([
      'Humanitarian\u00a0 diplomacy',
      'humanitarian diplomacy',
    ])
    expect(found('a.b axb', 'en', 'a.b')).toEqual(['a.b'])
  })
  it('DT3: French: after an elision, composed or not', () => {
    expect(found("L’État partie, d’un état partie, l'Etat partie", 'fr', 'État partie')).toEqual([
      'État partie',
      'état partie',
    ])
    expect(found('la socie\u0301te\u0301 nationale.', 'fr', 'Société nationale')).toEqual([
      'socie\u0301te\u0301 nationale',
    ])
  })
  it('DT4: Arabic: with and, by, for and the article written onto it, with or without vowel signs', () => {
    expect(
      found(
        'الدبلوماسية الإنسانية والدبلوماسية الإنسانية وبالدبلوماسية الإنسانية للدبلوماسية الإنسانية دبلوماسية إنسانية',
        'ar',
        'الدبلوماسية الإنسانية',
      ),
    ).toHaveLength(5)
    expect(found('ولالطرف وطرف كالطرف فالطَّرف الأطراف والمتطرف', 'ar', 'الطرف')).toEqual([
      'ولالطرف',
      'وطرف',
      'كالطرف',
      'فالطَّرف',
    ])
    expect(found('لطرف للطرف', 'ar', 'طَرَف')).toEqual(['لطرف', 'للطرف'])
  })
  it('DT3: words of signs alone find nothing', () => {
    expect(found('a ; b', 'en', ';', ' ')).toEqual([])
  })
})
