// Over 250 lines: one bracket after another settled, in three languages.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ArticleDoc, Block, Inline } from '#lib/domain/article.ts'
import { addOption, openBrackets, plainWords, putBracket, wordsOf } from '#lib/domain/brackets.ts'
import { settle, type Outcome, type Settled } from '#lib/domain/settling.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { keepsStructure } from '#lib/domain/structure.ts'
import { deltaFromDoc, docFromDelta } from '#lib/domain/text.ts'
import { block, doc, heading, item, option, para, ref } from '../support/blocks.ts'
import { shownBlock } from '../support/brackets.ts'

const article = (...blocks: Block[]): ArticleDoc => doc(heading('h', 'Title'), ...blocks)
function settled(text: ArticleDoc, id: string, outcome: Outcome, lang = 'en'): Settled {
  const result = settle(text, id, outcome, lang)
  if (typeof result === 'string') throw new Error(`refused: ${result}`)
  expect(faultsOf(result.doc)).toEqual([])
  expect(docFromDelta(deltaFromDoc(result.doc))).toEqual(result.doc)
  return result
}
/** The paragraph `p` afterwards, and whether somebody should look at it. */
const after = (content: (string | Inline | Inline[])[], outcome: Outcome, lang = 'en'): [string, boolean] => {
  const { doc, check } = settled(article(para('p', ...content)), 'b', outcome, lang)
  return [shownBlock(doc, 'p'), check]
}
const one = (words: string) => option('b', 'b.1', 'text', words)
const two = (first: string, second: string) => [
  ...option('b', 'b.1', 'Alt 1', first),
  ...option('b', 'b.2', 'Alt 2', second),
]
const choose = (option: string): Outcome => ({ act: 'choose', option })

describe('what ends a bracket', () => {
  it('BD4: what stays is words like any other, what goes is answered with its words', () => {
    const text = article(para('p', 'They ', two('shall', 'should'), ' meet.'), para('q', 'Else.'))
    const chosen = settled(text, 'b', choose('b.2'))
    expect(shownBlock(chosen.doc, 'p')).toBe('They should meet.')
    expect(chosen.doc.content[2]).toEqual(text.content[2])
    expect(chosen.dropped.map(({ option, label, content }) => [option, label, wordsOf(content)])).toEqual([
      ['b.1', 'Alt 1', 'shall'],
    ])
    expect(chosen).toMatchObject({ gone: ['b'], check: false, removesArticle: false })
    const removed = settled(text, 'b', { act: 'delete' })
    expect(shownBlock(removed.doc, 'p')).toBe('They meet.')
    expect(removed.dropped.map(({ option }) => option)).toEqual(['b.1', 'b.2'])
    expect(after(['They ', one('shall '), 'meet.'], { act: 'keep' })).toEqual(['They shall meet.', false])
  })
  it('BD4: nothing is guessed: of several one is chosen, by an id that there is', () => {
    const text = article(para('p', 'They ', two('shall', 'should'), ' meet.'))
    expect(settle(text, 'b', { act: 'keep' }, 'en')).toBe('several-options')
    expect(settle(text, 'b', choose('b.3'), 'en')).toBe('no-option')
    expect(settle(text, 'c', { act: 'keep' }, 'en')).toBe('no-bracket')
  })
  it('BD4: brackets within words that go, go with them; within words that stay, stay', () => {
    const nested = option('b', 'b.1', 'Alt 1', 'with ', option('c', 'c.1', 'text', 'care'))
    const text = article(para('p', 'Act ', nested, option('b', 'b.2', 'Alt 2', 'now'), '.'))
    expect(settled(text, 'b', choose('b.2'))).toMatchObject({ gone: ['b', 'c'] })
    const kept = settled(text, 'b', choose('b.1'))
    expect(kept.gone).toEqual(['b'])
    expect(shownBlock(kept.doc, 'p')).toBe('Act with [text: care].')
    const inner = settled(text, 'c', { act: 'delete' })
    expect(shownBlock(inner.doc, 'p')).toBe('Act [Alt 1: with ][Alt 2: now].')
  })
  it('BD4: a compromise stands in place of all options, within the spaces that they had', () => {
    const replace = (text: string): Outcome => ({ act: 'replace', words: plainWords(text) })
    expect(after(['They ', two('shall', 'should'), ' meet.'], replace(' may '))).toEqual(['They may meet.', false])
    expect(after(['He said', one(', moreover,'), ' no.'], replace(', still,'))).toEqual(['He said, still, no.', false])
    expect(after(['Go ', one('far '), 'now.'], replace('away'))).toEqual(['Go away now.', false])
    expect(after(['They ', two('shall', 'should'), ' meet.'], replace(''))).toEqual(['They meet.', false])
    const within = article(para('p', option('o', 'o.1', 'text', 'a ', one('b')), ' c'))
    expect(shownBlock(settled(within, 'b', replace('x')).doc, 'p')).toBe('[text: a x] c')
  })
})

describe('where words met', () => {
  const gone: Outcome = { act: 'delete' }
  it('BD5: of two spaces one stays; before a sign that takes none, none', () => {
    expect(after(['Aid ', one('and care'), ' come.'], gone)).toEqual(['Aid come.', false])
    expect(after(['Aid ', one('and care'), ', then.'], gone)).toEqual(['Aid, then.', true])
    expect(after(['Aid', one(', including care,'), ' comes.'], gone)).toEqual(['Aid comes.', false])
    expect(after([one('Also '), 'aid comes.'], gone)).toEqual(['aid comes.', true])
    expect(after(['Aid comes. ', one('At once.')], gone)).toEqual(['Aid comes.', false])
  })
  it('BD5: words that were kept apart stay apart, those that stood together stay together', () => {
    expect(after(['Aid', one(' and care '), 'comes.'], gone)).toEqual(['Aid comes.', false])
    expect(after(['member', one('-like'), 'ship'], gone)).toEqual(['membership', true])
    expect(after(['Aid', one(' now'), 'here'], gone)).toEqual(['Aid here', true])
  })
  it('BD5: words that come into a bracket without any stand apart from those before it, but for an Arabic word of one letter', () => {
    const replace = (text: string): Outcome => ({ act: 'replace', words: plainWords(text) })
    expect(after(['They meet', one('')], replace('often'))).toEqual(['They meet often', false])
    expect(after(['They meet', one('')], replace(', often'))).toEqual(['They meet, often', false])
    expect(after(['They meet ', one('')], replace('often'))).toEqual(['They meet often', false])
    expect(after(['يعملون', one('')], replace('سريعا'), 'ar')).toEqual(['يعملون سريعا', true])
    expect(after(['يعملون و', one('')], replace('سريعا'), 'ar')).toEqual(['يعملون وسريعا', true])
    const merge: Outcome = { act: 'merge', options: ['b.1', 'b.2'], into: 'b.1', words: plainWords('often') }
    expect(after(['They meet', two('', '')], merge)).toEqual(['They meet[ often]', false])
    expect(after(['They meet', two('', 'now')], merge)).toEqual(['They meet[often]', false])
  })
  it('BD5: words that come into a bracket stand in the spaces of those that stood there', () => {
    const into = (into: string, words: string): Outcome => ({
      ...{ act: 'merge', options: ['b.1', 'b.2'], into },
      words: plainWords(words),
    })
    expect(after(['They meet', two('', ' now')], into('b.1', 'often'))).toEqual(['They meet[ often]', false])
    expect(after(['They meet', two(' late', ' now')], into('b.2', 'often'))).toEqual(['They meet[ often]', false])
    expect(after(['They ', two('', 'will '), 'meet'], into('b.1', 'shall'))).toEqual(['They [shall ]meet', false])
    const replace = (text: string): Outcome => ({ act: 'replace', words: plainWords(text) })
    expect(after(['They ', one(''), 'meet'], replace('shall'))).toEqual(['They shall meet', false])
    expect(after(['He said', one(', moreover,'), ' no.'], replace('often'))).toEqual(['He said often no.', false])
    expect(after(['Part', two('y', 'ies'), ' meet'], replace('ners'))).toEqual(['Partners meet', false])
  })
  it('BD5: French keeps its space before signs of two parts', () => {
    expect(after(['L’aide ', one('rapide'), '\u00A0: ici.'], gone, 'fr')).toEqual(['L’aide\u00A0: ici.', false])
    expect(after(['L’aide ', one('rapide'), ', ici.'], gone, 'fr')).toEqual(['L’aide, ici.', true])
  })
  it('BD5: Arabic: a word of one letter takes no space behind it, and the comma no space before it', () => {
    // "and [respect for the law][respect for rights] always"
    const words = ['و', two('احترام القانون', 'احترام الحقوق'), ' دائما.']
    expect(after(words, choose('b.2'), 'ar')).toEqual(['واحترام الحقوق دائما.', true])
    expect(after(words, choose('b.1'), 'ar')).toEqual(['واحترام القانون دائما.', true])
    expect(after(['و', one('سرعة '), 'العمل'], gone, 'ar')).toEqual(['والعمل', true])
    expect(after(['العمل ', one('السريع'), '، ثم'], gone, 'ar')).toEqual(['العمل، ثم', true])
    expect(after(['الوقاية', one('، إلى جانب بناء الثقة،'), ' واجبة'], gone, 'ar')).toEqual(['الوقاية واجبة', false])
  })
  it('BD5: Russian and Arabic words that were chosen among others are looked at, English ones are not', () => {
    const russian = ['В этом ', two('общества должны', 'обществам следует'), ' участвовать.']
    expect(after(russian, choose('b.1'), 'ru')).toEqual(['В этом общества должны участвовать.', true])
    const arabic = ['لهذا ', two('يتعين على الجمعيات', 'ينبغي للجمعيات'), ' أن تعمل.']
    expect(after(arabic, choose('b.2'), 'ar')).toEqual(['لهذا ينبغي للجمعيات أن تعمل.', true])
    const english = ['They ', two('shall', 'should'), ' act.']
    expect(after(english, choose('b.1'), 'en')).toEqual(['They shall act.', false])
    expect(after(['Ils ', two('doivent', 'devraient'), ' agir.'], choose('b.1'), 'fr-CH')[1]).toBe(false)
  })
  it('BD5: two signs that meet, and a sentence that lost its beginning, are looked at and left as they are', () => {
    expect(after(['Aid, ', one('care'), ', food'], gone)).toEqual(['Aid,, food', true])
    expect(after(['Done. ', one('Then '), 'we go.'], gone)).toEqual(['Done. we go.', true])
  })
  it('BD5: a reference is a word; brackets of others are not walked over', () => {
    expect(after(['See ', one('also '), ref('q'), '.'], gone)).toEqual(['See <q>.', false])
    const text = article(para('p', 'a ', one('x'), option('c', 'c.1', 'text', ' y'), ' z'))
    expect(shownBlock(settled(text, 'b', gone).doc, 'p')).toBe('a [text:  y] z')
  })
})

describe('whole blocks', () => {
  const around = (kind: 'para' | 'item', id: string, words: (string | Inline[])[]) =>
    block(kind, id, words, { bracket: 'b', bracketKind: 'optional' })
  it('BD6: a paragraph that goes leaves its items, which step back; one that stays loses its brackets', () => {
    const text = article(para('o', 'First.'), around('para', 'p', ['Gone:']), item('i', 'stays;'))
    const removed = settled(text, 'b', { act: 'delete' })
    expect(removed.doc.content.map(({ attrs }) => [attrs.id, attrs.kind])).toEqual([
      ['h', 'heading'],
      ['o', 'para'],
      ['i', 'item'],
    ])
    expect(removed.dropped).toMatchObject([{ option: 'b.1', content: [{ text: 'Gone:' }] }])
    const first = settled(article(around('para', 'p', ['Gone:']), item('i', 'stays;')), 'b', { act: 'delete' })
    expect(first.doc.content[1]!.attrs).toMatchObject({ id: 'i', kind: 'para', depth: 0 })
    expect(settled(text, 'b', { act: 'keep' }).doc.content[2]!.attrs).toMatchObject({
      bracket: null,
      bracketKind: null,
    })
    expect(settled(text, 'b', { act: 'replace', words: plainWords('New.') }).doc.content[2]).toEqual(para('p', 'New.'))
  })
  it('BD6: of a paragraph in alternatives the words of one stay', () => {
    const text = article(block('para', 'p', [two('One.', 'Two.')], { bracket: 'b', bracketKind: 'alternatives' }))
    expect(settled(text, 'b', choose('b.2')).doc.content[1]).toEqual(para('p', 'Two.'))
    expect(settled(text, 'b', { act: 'delete' }).doc.content).toHaveLength(1)
    const more = article(
      block('para', 'p', [two('One.', 'Two.'), ' Three.'], { bracket: 'b', bracketKind: 'alternatives' }),
    )
    expect(settled(more, 'b', { act: 'delete' }).doc.content[1]).toEqual(para('p', 'Three.'))
  })
  it('BD6: an article stays or goes, and nothing else', () => {
    const text = doc(block('heading', 'h', ['T'], { bracket: 'b', bracketKind: 'optional' }), para('p', 'x'))
    expect(settled(text, 'b', { act: 'keep' })).toMatchObject({ removesArticle: false, gone: ['b'] })
    expect(settled(text, 'b', { act: 'delete' })).toMatchObject({ removesArticle: true, gone: ['b'] })
    expect(settle(text, 'b', { act: 'replace', words: [] }, 'en')).toBe('not-here')
  })
})

describe('what changes a bracket', () => {
  it('BD7: options become one of them; the last one left is to stay or go', () => {
    const three = [...two('shall', 'should'), ...option('b', 'b.3', 'Alt 3', 'may')]
    const text = article(para('p', 'They ', three, ' act.'))
    const merge = (options: string[], into: string, words?: string): Outcome => ({
      act: 'merge',
      options,
      into,
      ...(words === undefined ? {} : { words: plainWords(words) }),
    })
    const merged = settled(text, 'b', merge(['b.2', 'b.3'], 'b.2', 'might'))
    expect(shownBlock(merged.doc, 'p')).toBe('They [Alt 1: shall][Alt 2: might] act.')
    expect(merged.dropped.map(({ option, content }) => [option, wordsOf(content)])).toEqual([
      ['b.2', 'should'],
      ['b.3', 'may'],
    ])
    expect(shownBlock(settled(text, 'b', merge(['b.1', 'b.2', 'b.3'], 'b.1')).doc, 'p')).toBe('They [shall] act.')
    expect(settle(text, 'b', merge(['b.1'], 'b.1'), 'en')).toBe('no-option')
    expect(settle(text, 'b', merge(['b.1', 'b.9'], 'b.1'), 'en')).toBe('no-option')
  })
  it('BD7: so do options of a whole paragraph, whose bracket stays around it; a compromise ends it', () => {
    const whole = { bracket: 'b', bracketKind: 'alternatives' } as const
    const options = [...two('They act.', 'They may act.'), ...option('b', 'b.3', 'Alt 3', 'They wait.')]
    const text = article(block('para', 'p', [options], whole), item('i', 'now'))
    const merge = (options: string[], words?: string): Outcome => ({
      ...{ act: 'merge', options, into: options[0]! },
      ...(words === undefined ? {} : { words: plainWords(words) }),
    })
    const merged = settled(text, 'b', merge(['b.1', 'b.2'], 'They shall act.'))
    expect(shownBlock(merged.doc, 'p')).toBe('[Alt 1: They shall act.][Alt 3: They wait.]')
    expect(merged.doc.content[1]!.attrs).toMatchObject(whole)
    expect([merged.gone, merged.check]).toEqual([[], false])
    const last = settled(merged.doc, 'b', merge(['b.3', 'b.1']))
    expect(shownBlock(last.doc, 'p')).toBe('[They wait.]')
    expect(last.doc.content[1]!.attrs).toMatchObject({ bracket: 'b', bracketKind: 'optional' })
    for (const doc of [text, merged.doc, last.doc]) {
      const ended = settled(doc, 'b', { act: 'replace', words: plainWords('They meet.') })
      expect(shownBlock(ended.doc, 'p')).toBe('They meet.')
      expect(ended.doc.content[1]!.attrs).toMatchObject({ bracket: null, bracketKind: null })
    }
  })
  it('BD7: drawn narrower, what is left keeps its bracket; from the middle, what stood behind gets a new one', () => {
    const text = article(para('p', 'a ', one('bb cc dd'), ' ee'))
    const fresh = { id: 'n', option: 'n.1' }
    const split = (from: number, to: number) =>
      shownBlock(settled(text, 'b', { act: 'split', from, to, fresh }).doc, 'p')
    expect(split(6, 8)).toBe('a [text: bb ]cc[text:  dd] ee')
    expect(split(3, 6)).toBe('a bb [text: cc dd] ee')
    expect(split(8, 11)).toBe('a [text: bb cc] dd ee')
    expect(split(3, 11)).toBe('a bb cc dd ee')
    expect(settle(text, 'b', { act: 'split', from: 1, to: 5, fresh }, 'en')).toBe('crosses')
    const several = article(para('p', two('x', 'y')))
    expect(settle(several, 'b', { act: 'split', from: 1, to: 2, fresh }, 'en')).toBe('several-options')
  })
  it('BD7: drawn wider, words beside it come into the first or the last option', () => {
    const text = article(para('p', 'a ', two('bb', 'cc'), ' ee'))
    const widen = (from: number, to: number) => settle(text, 'b', { act: 'widen', from, to }, 'en')
    const shown = (from: number, to: number) => shownBlock((widen(from, to) as Settled).doc, 'p')
    expect(shown(0, 2)).toBe('[Alt 1: a bb][Alt 2: cc] ee')
    expect(shown(8, 11)).toBe('a [Alt 1: bb][Alt 2: cc ee]')
    expect(shown(0, 11)).toBe('[Alt 1: a bb][Alt 2: cc ee]')
    expect(widen(3, 4)).toBe('not-here')
    expect(widen(9, 11)).toBe('not-here')
  })
})

/** Letters of a text, each with how often it stands there: brackets are put within words, too. */
function counted(text: ArticleDoc): Map<string, number> {
  const count = new Map<string, number>()
  for (const { content = [] } of text.content)
    for (const letter of wordsOf(content).match(/\S/g) ?? []) count.set(letter, (count.get(letter) ?? 0) + 1)
  return count
}

it('BD4: whatever is settled, each word is in the text or among those dropped, once, and languages stay alike', () => {
  const step = fc.record({ at: fc.nat(60), size: fc.integer({ min: 0, max: 14 }), pick: fc.nat(5), add: fc.boolean() })
  const acts = fc.array(fc.constantFrom('keep', 'delete', 'choose', 'merge', 'replace'), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 7 }), acts, fc.constantFrom('en', 'ar', 'ru'), (steps, list, lang) => {
      let text = article(para('p', 'w1 w2 w3, w4 w5. w6 w7'), item('i', 'w8 w9;'), para('q', 'w10 w11'))
      let fresh = 100
      steps.forEach(({ at, size, pick, add }, n) => {
        const open = [...openBrackets([text])]
        const words = plainWords(`w${fresh++}`)
        const alternatives = {
          id: `b${n}`,
          kind: 'alternatives' as const,
          options: [
            { id: `b${n}.1`, label: 'A' },
            { id: `b${n}.2`, label: 'B', words },
          ],
        }
        const next =
          add && open.length > 0
            ? addOption(text, open[pick % open.length]!, { id: `x${n}`, label: `${n}`, words }, 'First')
            : putBracket(
                text,
                pick === 0 ? { blockId: 'q' } : { blockId: pick > 3 ? 'i' : 'p', from: at, to: at + size },
                alternatives,
              )
        if (typeof next !== 'string') text = next
      })
      for (const act of list) {
        const [id] = openBrackets([text])
        if (id === undefined) return
        const options = optionIds(text, id)
        const outcome: Outcome =
          act === 'choose'
            ? { act, option: options.at(-1)! }
            : act === 'merge'
              ? { act, options, into: options[0]! }
              : act === 'replace'
                ? { act, words: plainWords(`w${fresh++}`) }
                : { act: act as 'keep' | 'delete' }
        const result = settle(text, id, outcome, lang)
        if (typeof result === 'string') continue
        expect(faultsOf(result.doc)).toEqual([])
        const [before, now] = [counted(text), counted(result.doc)]
        const gone = counted({ type: 'doc', content: [para('x', ...result.dropped.map(({ content }) => content))] })
        const added = act === 'replace' ? counted(doc(para('x', `w${fresh - 1}`))) : new Map<string, number>()
        const after = (letter: string): number =>
          (now.get(letter) ?? 0) + (gone.get(letter) ?? 0) - (added.get(letter) ?? 0)
        for (const [letter, n] of before) expect(after(letter), letter).toBe(n)
        expect(result.gone.every((one) => !openBrackets([result.doc]).has(one))).toBe(true)
        // another language with the same structure and its own words comes out with the same structure
        const other = settle(inOtherWords(text), id, outcome, 'ar') as Settled
        expect(keepsStructure(result.doc, other.doc)).toBe(true)
        text = result.doc
      }
    }),
    { numRuns: 300 },
  )
})

const optionIds = (text: ArticleDoc, id: string): string[] =>
  text.content.flatMap(({ content = [] }) =>
    content.flatMap((node) => (node.type === 'opt' && node.attrs.br === id ? [node.attrs.id] : [])),
  )
const inOtherWords = (text: ArticleDoc): ArticleDoc => ({
  type: 'doc',
  content: text.content.map((one) => ({
    ...one,
    ...(one.content
      ? {
          content: one.content.map((node) =>
            node.type === 'text' ? { ...node, text: node.text.replaceAll('w', 'ك') } : node,
          ),
        }
      : {}),
  })),
})
