// Over 250 lines: one story after another of the same part, with what they share.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportCharter, type CharterData } from '../../../server/exchange/export.ts'
import type { CharterFile } from '../../../server/exchange/format.ts'
import { readCharterFile } from '../../../server/exchange/sample.ts'
import type { Block } from '../../../src/lib/domain/article.ts'
import { indexBlocks } from '../../../src/lib/domain/reference.ts'
import { plainText } from '../../../src/lib/domain/rendering.ts'
import { deltaFromDoc, docFromDelta } from '../../../src/lib/domain/text.ts'
import { block, heading, item, option, para, ref, subitem, tail } from '../../support/blocks.ts'
import { charterFile } from '../../support/charter-file.ts'

const bytes = readFileSync(new URL('../../../server/exchange/sample-charter.json', import.meta.url), 'utf8')
const sample = (): CharterFile => JSON.parse(bytes) as CharterFile

/** What a charter holds right after the import of a file. */
function imported(file: unknown): CharterData {
  const read = readCharterFile(file)
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  const { contributions, ...plan } = read.value
  return { ...plan, slug: 'universal-charter', contributions: contributions.map(({ data }) => data) }
}

/** Without the articles of the file: everything in the text must come from the rows. */
function fromRows(file: CharterFile): CharterFile {
  return exportCharter({ ...imported(file), source: { ...file, articles: 0 } as unknown as CharterFile })
}

const textsOf = (data: CharterData): string[] => {
  const index = indexBlocks(
    data.articles.map(({ headingBlock, number, docs }) => ({
      id: headingBlock,
      number,
      doc: docs[0]!.doc,
      round: null,
    })),
  )
  return data.articles.flatMap(({ docs, headingBlock, number }) =>
    docs.map(({ lang, doc }) => plainText(doc, { lang, index, articleId: headingBlock, number, round: null })),
  )
}

describe('EX9: what was imported comes back', () => {
  test('the sample, byte for byte', () => {
    expect(JSON.stringify(exportCharter(imported(sample())), null, 1)).toBe(bytes)
  })

  test('the sample from its rows alone, byte for byte', () => {
    expect(JSON.stringify(fromRows(sample()), null, 1)).toBe(bytes)
  })

  test('any valid charter, byte for byte, from its rows alone and with its file', () => {
    fc.assert(
      fc.property(charterFile, (file) => {
        expect(JSON.stringify(fromRows(file))).toBe(JSON.stringify(file))
        expect(JSON.stringify(exportCharter(imported(file)))).toBe(JSON.stringify(file))
      }),
      { numRuns: 150 },
    )
  })

  test('a file in a form of its own: order of keys, empty lists, words in pieces', () => {
    const { title, ...rest } = sample()
    const [first, ...others] = rest.articles
    const odd = {
      ...rest,
      articles: [{ sources: [], ...first, status: 'draft' }, ...others],
      title,
      rounds: [],
    } as unknown as CharterFile
    odd.articles[1]!.paragraphs[1]!.text = ['Terms ', 'in pieces', '']
    odd.contributions = []
    expect(JSON.stringify(exportCharter(imported(odd)))).toBe(JSON.stringify(odd))
  })
})

describe('EX12: what is marked deleted', () => {
  const deleted = { reason: 'Said in article 4 already', at: '2026-04-20T08:00:00.000Z' }
  const withDeleted = (): CharterFile => {
    const file = sample()
    file.articles[4]!.deleted = { ...deleted }
    return { ...file, preamble_deleted: { reason: 'Kept short' } }
  }

  test('comes back as it was, from its rows alone too, with its number and words', () => {
    const data = imported(withDeleted())
    expect(data.articles.filter((one) => one.deleted).map((one) => [one.number, one.deleted])).toEqual([
      [null, { reason: 'Kept short', at: null }],
      ['5', deleted],
    ])
    expect(exportCharter(data)).toEqual(withDeleted())
    expect(fromRows(withDeleted())).toEqual(withDeleted())
  })

  test('is said of an imported text that was deleted since, and no more of one that came back', () => {
    const data = imported(sample())
    data.articles[5]!.deleted = deleted
    const file = exportCharter(data)
    expect(file.articles[4]).toEqual({ ...sample().articles[4], deleted })
    expect(file.articles.filter((_, i) => i !== 4)).toEqual(sample().articles.filter((_, i) => i !== 4))
    const again = imported(file)
    again.articles[5]!.deleted = null
    expect(exportCharter(again).articles).toEqual(sample().articles)
  })

  test.each([
    [(file: CharterFile) => (file.articles[4]!.deleted = { reason: '' }), 'articles[4].deleted.reason'],
    [
      (file: CharterFile) => (file.articles[4]!.deleted = { reason: 'x', at: '2026-02-30T08:00:00Z' }),
      'articles[4].deleted.at',
    ],
    [(file: CharterFile) => (file.articles[4]!.deleted = true as never), 'articles[4].deleted'],
    // agreed ad referendum
    [(file: CharterFile) => (file.articles[0]!.deleted = { reason: 'x' }), 'articles[0].deleted'],
    [
      (file: CharterFile) => {
        file.preamble = []
        for (const translation of file.translations ?? []) translation.preamble = []
        file.preamble_deleted = { reason: 'x' }
      },
      'preamble_deleted',
    ],
    [
      (file: CharterFile) => {
        const [translation] = file.translations!
        ;(translation!.articles[0] as CharterFile['articles'][number]).deleted = { reason: 'x' }
      },
      'translations[0].articles[0].deleted',
    ],
  ])('wrong %#: named by its path', (break_, path) => {
    const file = sample()
    break_(file)
    const read = readCharterFile(file)
    expect(read.ok ? [] : (read.errors ?? []).map((fault) => fault.path)).toContain(path)
  })
})

test('EX3: every text that is read has the one form that the text model has', () => {
  fc.assert(
    fc.property(charterFile, (file) => {
      for (const { docs } of imported(file).articles)
        for (const { doc } of docs) expect(docFromDelta(deltaFromDoc(doc))).toEqual(doc)
    }),
    { numRuns: 50 },
  )
  for (const { docs } of imported(sample()).articles)
    for (const { doc } of docs) expect(docFromDelta(deltaFromDoc(doc))).toEqual(doc)
})

/** The sample after `change` in the blocks of its article `number`, exported and read again. */
function edited(number: string, change: (blocks: Block[]) => Block[], more: Partial<CharterData> = {}) {
  const data = { ...imported(sample()), ...more }
  const articles = data.articles.map((article) =>
    article.number === number
      ? {
          ...article,
          docs: article.docs.map(({ lang, doc }) => ({ lang, doc: { ...doc, content: change(doc.content) } })),
        }
      : article,
  )
  const now = { ...data, articles }
  const file = exportCharter(now)
  return { now, file, again: imported(JSON.parse(JSON.stringify(file))) }
}

describe('EX9: what was changed is written in its place, and can be read again', () => {
  test('words typed into one paragraph change that paragraph alone', () => {
    const { file } = edited('8', (blocks) =>
      blocks.map((each) => (each.attrs.id === 'dialogue-conduct' ? para('dialogue-conduct', 'New words.') : each)),
    )
    const before = sample()
    before.articles[7]!.paragraphs.find(({ id }) => id === 'dialogue-conduct')!.text = 'New words.'
    for (const paragraph of before.articles[7]!.paragraphs)
      if (paragraph.id === 'dialogue-conduct') delete paragraph.items
    const expected = edited('8', (blocks) => blocks).file
    expect(file.articles.filter(({ number }) => number !== '8')).toEqual(
      expected.articles.filter(({ number }) => number !== '8'),
    )
    expect(file.articles[7]!.paragraphs.find(({ id }) => id === 'dialogue-conduct')!.text).toBe('New words.')
    expect({ ...file, articles: [] }).toEqual({ ...before, articles: [] })
  })

  test('everything that the editor can make', () => {
    const bold = { type: 'text' as const, text: 'bold', marks: [{ type: 'bold' as const }] }
    const both = {
      type: 'text' as const,
      text: 'both',
      marks: [{ type: 'bold' as const }, { type: 'italic' as const }],
    }
    const { now, again } = edited('8', (blocks) => [
      blocks[0]!,
      item('loose', 'an item before any paragraph'),
      para('typed', 'plain ', bold, ' ', both, ' see ', ref('terms', 'relative')),
      item('a', 'one;'),
      subitem('ai', 'deep;'),
      tail('t1', 'closing'),
      item('b', 'two;'),
      tail('t2', 'closing again'),
      tail('typed.tail', 'and again'),
      block('item', 'whole-item', ['in brackets'], { bracket: 'bri', bracketKind: 'optional' }),
      block('para', 'whole', ['a whole paragraph'], { bracket: 'brp', bracketKind: 'optional' }),
      para('empty'),
      para('nested', option('o', 'o.1', '', 'one', option('i', 'i.1', 'text', 'inner')), option('o', 'o.2', '')),
      heading('second', 'A second heading'),
      para('typed~1', 'copied'),
    ])
    const [before, after] = [textsOf(now), textsOf(again)].map((texts) =>
      texts.find((text) => text.startsWith('Article 8'))!,
    )
    // Kinds without a form in the file become paragraphs, which numbers them; every word and bracket stays, in order.
    const wordsOf = (text: string): string => text.replace(/^(\d+\.|\([a-z]+\)) /gm, '')
    expect(wordsOf(after!)).toBe(wordsOf(before!))
    const ids = again.articles.find(({ number }) => number === '8')!.docs[0]!.doc.content.map(({ attrs }) => attrs.id)
    expect(ids).toEqual([
      ...[
        'dialogue',
        'loose',
        'typed',
        'a',
        'ai',
        't1',
        'b',
        't2',
        'typed.tail',
        'whole-item',
        'whole',
        'empty',
        'nested',
      ],
      ...['second', 'typed.1'],
    ])
    const typed = again.articles.find(({ number }) => number === '8')!.docs[0]!.doc.content[2]!
    expect(typed.content).toContainEqual(both)
  })

  test('an inserted article stands at its number; its brackets carry the names behind them', () => {
    const data = imported(sample())
    const added: CharterData['articles'][number] = {
      kind: 'article',
      number: '2 bis',
      headingBlock: 'added',
      status: 'draft',
      deleted: null,
      sources: [],
      docs: [
        {
          lang: 'en',
          doc: {
            type: 'doc',
            content: [heading('added', 'Added'), para('added-1', option('nb', 'nb.1', 'text', 'perhaps'))],
          },
        },
      ],
      brackets: [
        {
          id: 'nb',
          kind: 'optional',
          level: 'inline',
          note: null,
          reservedBy: null,
          options: [{ id: 'nb.1', by: ['D02'], origin: null }],
        },
      ],
    }
    const at = data.articles.findIndex(({ number }) => number === '3')
    const file = exportCharter({ ...data, articles: data.articles.toSpliced(at, 0, added) })
    expect(file.articles.map(({ number }) => number).slice(0, 4)).toEqual(['1', '2', '2 bis', '3'])
    expect(file.articles[2]).toEqual({
      number: '2 bis',
      id: 'added',
      heading: 'Added',
      paragraphs: [
        {
          id: 'added-1',
          text: [
            { bracket: { id: 'nb', kind: 'optional', options: [{ label: 'text', text: 'perhaps', by: ['D02'] }] } },
          ],
        },
      ],
    })
    expect(readCharterFile(file)).toMatchObject({ ok: true })
  })

  test('a charter that was begun here', () => {
    const data = imported(sample())
    const file = exportCharter({ ...data, source: null, slug: 'begun-here', contributions: [] })
    expect(file).toMatchObject({ slug: 'begun-here', version: { label: 'Draft' } })
    expect(textsOf(imported(file))).toEqual(textsOf(data))
    // Only the societies that brackets name are known to the text.
    expect(file.societies!.length).toBeLessThan(24)
  })
})

test('EX10: contributions whose words, brackets or blocks are gone are orphans, and only they', () => {
  const orphans = (file: CharterFile) => file.contributions!.filter(({ orphan }) => orphan).map(({ id }) => id)
  expect(orphans(sample())).toEqual(['c22'])
  const reworded = edited('14 bis', (blocks) =>
    blocks.map((each) => (each.attrs.id === 'climate-regional' ? para('climate-regional', 'Other words.') : each)),
  )
  expect(orphans(reworded.file)).toEqual(['c15', 'c22'])
  const deleted = edited('20', (blocks) => blocks.filter(({ attrs }) => attrs.id !== 'depositary-languages'))
  expect(orphans(deleted.file)).toEqual(['c04', 'c05', 'c22'])
})

test('EX8: a reference whose target was deleted is exported as dangling', () => {
  const { file, again } = edited('20', (blocks) => blocks.filter(({ attrs }) => attrs.id !== 'depositary-differences'))
  expect(file.articles[0]!.paragraphs[3]!.text).toContainEqual({
    ref: { to: 'depositary-differences', form: 'full', dangling: true },
  })
  expect(textsOf(again)[5]).toContain('⟨missing reference⟩ applies to any difference')
  expect(JSON.stringify(exportCharter(again))).toBe(JSON.stringify(file))
})

test('EX11: a text typed in other habits than its language’s says so, and can be read again', () => {
  const typed = edited('5', (blocks) =>
    blocks.map((each) =>
      each.attrs.id === 'access-consent' ? para('access-consent', "l'acce\u0300s COVID, oui :") : each,
    ),
  )
  expect(typed.file.typography).toBe('unchecked')
  expect(typed.file.articles[4]!.paragraphs[1]!.text).toBe("l'accès COVID, oui :")
  expect(exportCharter(imported(sample())).typography).toBeUndefined()
})
