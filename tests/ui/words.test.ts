// @vitest-environment node
/** Small things the pages are made of: paths to go back to, instants, tables, searches, preferences. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvOf } from '../../src/lib/ui/csv.ts'
import { fold } from '../../src/lib/ui/fold.ts'
import { dayWords, instantWords } from '../../src/lib/ui/instant.ts'
import { languageList, languageName, languagesWithin } from '../../src/lib/ui/language-name.ts'
import { listWords, numberWords } from '../../src/lib/ui/locale.ts'
import { readPreferences } from '../../src/lib/domain/preferences.ts'
import { returnPath } from '../../src/lib/ui/return-path.ts'

describe('return path', () => {
  it.each(['/home', '/draft/14-bis?lang=ar#b1', '/charter/v/1'])('%s is kept', (path) => {
    expect(returnPath(path, '/')).toBe(path)
  })

  const HOSTILE = ['//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil.example', '/..//evil.example']
  it.each([
    ...HOSTILE,
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    'home',
    null,
    5,
    ' /home',
  ])('%j never leads to another site', (wanted) => {
    const path = returnPath(wanted, '/home')
    expect(path).toMatch(/^\/(?!\/)/)
    expect(new URL(path, 'https://own.example').origin).toBe('https://own.example')
  })

  it('never leads elsewhere, whatever is asked', () => {
    const piece = fc.constantFrom('/', '\\', '.', 'evil.example', '@', ':', '\t', '\n', '?', '#', '%2f', 'https')
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        const path = returnPath(parts.join(''), '/home')
        expect(path).toMatch(/^\/(?!\/)/)
        expect(new URL(path, 'https://own.example').origin).toBe('https://own.example')
      }),
      { numRuns: 2000 },
    )
  })
})

describe('instants', () => {
  const end = '2026-06-18T12:00:00.000Z'

  it('are told in UTC with weekday, then in the zone of the reader', () => {
    expect(instantWords(end, 'en', 'Asia/Qatar')).toEqual({
      date: 'Thursday 18 June 2026',
      time: '12:00',
      own: '15:00',
    })
    expect(instantWords(end, 'en', 'Asia/Kathmandu').own).toBe('17:45')
  })
  it('name the day where it is another, and hour 00 without "midnight"', () => {
    expect(instantWords(end, 'en', 'Pacific/Fiji').own).toBe('Friday 00:00')
  })
  it('say nothing of a zone that is UTC or unknown', () => {
    expect(instantWords(end, 'en', 'UTC').own).toBeNull()
    expect(instantWords(end, 'en', null).own).toBeNull()
  })
  it('write both month names and digits 0-9 in Arabic', () => {
    expect(instantWords(end, 'ar', null)).toEqual({ date: 'الخميس 18 حزيران/يونيو 2026', time: '12:00', own: null })
    expect(dayWords(end, 'ar')).toBe('18 حزيران/يونيو 2026')
  })
  it.each([
    ['fr', 'jeudi 18 juin 2026', '1er juin 2026', 'vendredi 00:00'],
    ['es', 'jueves, 18 de junio de 2026', '1 de junio de 2026', 'viernes 00:00'],
    ['ru', 'четверг, 18 июня 2026 г.', '1 июня 2026 г.', 'пятница 00:00'],
  ])('are written in %s as that language writes dates', (lang, date, first, own) => {
    const words = instantWords(end, lang, 'Pacific/Fiji')
    // before “г.” stands a space that does not break
    const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ')
    expect({ ...words, date: plain(words.date) }).toEqual({ date, time: '12:00', own })
    expect(plain(dayWords('2026-06-01T00:00:00.000Z', lang))).toBe(first)
  })
})

describe('numbers and lists', () => {
  it.each([
    ['en', '12,345', 'Ana, Ben and Ira'],
    ['fr', '12\u202f345', 'Ana, Ben et Ira'],
    ['es', '12.345', 'Ana, Ben e Ira'],
    ['ar', '12,345', 'Ana وBen وIra'],
    ['ru', '12\u00a0345', 'Ana, Ben и Ira'],
  ])('are written in %s as that language does, with digits 0-9', (lang, number, list) => {
    expect(numberWords(12_345, lang)).toBe(number)
    expect(listWords(['Ana', 'Ben', 'Ira'], lang)).toBe(list)
    expect([listWords([], lang), listWords(['Ana'], lang)]).toEqual(['', 'Ana'])
  })
})

describe('names of languages', () => {
  it.each([
    ['en', 'French', 'French, Arabic and English', 'French, Arabic and English'],
    ['fr', 'Français', 'français, arabe et anglais', 'Français, arabe et anglais'],
    ['es', 'Francés', 'francés, árabe e inglés', 'Francés, árabe e inglés'],
    ['ru', 'Французский', 'французский, арабский и английский', 'Французский, арабский и английский'],
    ['ar', 'الفرنسية', 'الفرنسية والعربية والإنجليزية', 'الفرنسية والعربية والإنجليزية'],
  ])(
    'begin with a capital in %s where they stand alone, and are small within a sentence',
    (lang, alone, within, list) => {
      expect(languageName('fr', lang)).toBe(alone)
      expect(languagesWithin(['fr', 'ar', 'en'], lang)).toBe(within)
      expect(languageList(['fr', 'ar', 'en'], lang)).toBe(list)
    },
  )
  it('are the tag where nobody knows one', () => expect(languageName('qqx', 'en')).toBe('Qqx'))
})

describe('tables', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])('%j is data, not a formula', (text) => {
    expect(csvOf([[text]])).toBe(`\uFEFF"'${text}"\r\n`)
  })
  it('keep words, quotes, commas and lines as they are', () => {
    expect(csvOf([['a "b"', 'c, d', 'e\nf']])).toBe('\uFEFF"a ""b""","c, d","e\nf"\r\n')
  })
  it('can be read back, cell by cell', () => {
    const read = (line: string): string[] =>
      [...line.matchAll(/"((?:[^"]|"")*)"/g)].map((m) => m[1]!.replaceAll('""', '"'))
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (row) => {
        const cells = read(csvOf([row]).slice(1))
        expect(cells.map((text, i) => (text === row[i] ? text : text.slice(1)))).toEqual(row)
      }),
    )
  })
})

describe('search', () => {
  it.each([
    ['Éthiopie', 'ethiopie'],
    ['أمانة', 'امانه'],
    ['الأُمَّة', 'الامه'],
    ['مـيـثـاق', 'ميثاق'],
    ['Ёлка', 'елка'],
    ['مستشفى', 'مستشفي'],
  ])('%s is found by %s', (text, query) => expect(fold(text)).toBe(fold(query)))
})

describe('preferences', () => {
  const cookies = (jar: Record<string, string>) => ({ get: (name: string) => jar[name] })

  it('hold what the reader chose', () => {
    const chosen = readPreferences(
      cookies({ concord_theme: 'dark', concord_zone: 'Asia/Qatar', concord_type: 'large' }),
    )
    expect(chosen).toEqual({ data: 'normal', theme: 'dark', zone: 'Asia/Qatar', typeSize: 'large' })
  })
  it('are sparing with data where the reader chose so, or the browser asks it of all sites and nobody chose', () => {
    expect(readPreferences(cookies({ concord_data: 'low' })).data).toBe('low')
    expect(readPreferences(cookies({}), true).data).toBe('low')
    expect(readPreferences(cookies({ concord_data: 'normal' }), true).data).toBe('normal')
    expect(readPreferences(cookies({ concord_data: 'none' })).data).toBe('normal')
  })
  it('ignore what nobody could have chosen', () => {
    const forged = readPreferences(
      cookies({ concord_theme: '"><script>', concord_zone: 'Mars/Olympus', concord_type: 'x' }),
    )
    expect(forged).toEqual({ data: 'normal', theme: 'auto', zone: null, typeSize: 'normal' })
  })
})
