/** The redline of a text that is being written (RL1-RL6): told in places, so that both texts can be read from it. */
import { describe, expect, it } from 'vitest'
import type { ArticleDoc, Block, Inline } from '#lib/domain/article.ts'
import { Redliner, type Redline } from '#lib/domain/redline.ts'
import { randomOf } from '../support/desk.ts'

const block = (id: string, words: string | Inline[], more: Partial<Block['attrs']> = {}): Block => ({
  type: 'block',
  attrs: { id, kind: 'para', depth: 0, bracket: null, bracketKind: null, extra: null, ...more },
  content: typeof words === 'string' ? (words === '' ? [] : [{ type: 'text', text: words }]) : words,
})
const doc = (...content: Block[]): ArticleDoc => ({ type: 'doc', content })
const say = (inline: Inline): string => (inline.type === 'ref' ? `<${inline.attrs.to}>` : '<?>')
const redline = (base: ArticleDoc, now: ArticleDoc, lang = 'en'): Redline =>
  new Redliner(base, lang, say).of(now.content)
const ref = (to: string): Inline => ({ type: 'ref', attrs: { id: `to-${to}`, to, form: null, as: null } })

/** A text as its redline tells it was. */
function wasOf(now: string, { putIn, takenOut }: Redline['blocks'][number]): string {
  let was = ''
  for (let at = 0; at <= now.length; at++) {
    was += takenOut.flatMap((out) => (out.at === at ? [out.words] : [])).join('')
    if (at < now.length && !putIn.some(([from, to]) => at >= from && at < to)) was += now[at]
  }
  return was
}

describe('RL1: words', () => {
  it('are told where they stand', () => {
    const { blocks, gone, count } = redline(
      doc(block('h', 'Title'), block('a', 'States shall help everyone.')),
      doc(block('h', 'Title'), block('a', 'States should always help everyone.')),
    )
    expect(blocks[0]).toEqual({ id: 'h', change: 'same', isMoved: false, splitFrom: null, putIn: [], takenOut: [] })
    expect(blocks[1]).toMatchObject({
      change: 'changed',
      putIn: [[7, 21]],
      takenOut: [{ at: 7, words: 'shall ' }],
    })
    expect([gone, count]).toEqual([[], 1])
  })

  it('give back what the text was, whatever was done to them, in every language', () => {
    const random = randomOf(7)
    const words = ['shall', 'may', 'help', 'الدول', 'والدول', 'é', 'e\u0301', '1.', 'государства', '  ', '½']
    const pick = (): string => words[Math.floor(random() * words.length)]!
    for (let round = 0; round < 300; round++) {
      const was = Array.from({ length: 12 }, pick)
      const is = was.flatMap((word) => (random() < 0.2 ? [] : random() < 0.2 ? [pick(), word] : [word]))
      const [before, after] = [was.join(' '), is.join(' ')]
      for (const lang of ['en', 'ar', 'ru']) {
        const [one] = redline(doc(block('a', before)), doc(block('a', after)), lang).blocks
        expect(wasOf(after, one!).normalize('NFC')).toBe(before.normalize('NFC'))
      }
    }
  })

  it('stand for references and heads of options one by one', () => {
    const { blocks } = redline(
      doc(block('a', [{ type: 'text', text: 'See ' }, ref('x'), { type: 'text', text: ' now' }])),
      doc(block('a', [{ type: 'text', text: 'See ' }, ref('y'), { type: 'text', text: ' now' }])),
    )
    expect(blocks[0]).toMatchObject({ putIn: [[4, 5]], takenOut: [{ at: 4, words: '<x>' }] })
  })
})

describe('RL2: blocks', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => block(id, `The words of ${id} alone.`)) as [Block, Block, Block]
  it('are new, moved, other in kind or the same', () => {
    const told = redline(doc(a, b, c), doc(c, a, { ...b, attrs: { ...b.attrs, kind: 'tail' } }, block('d', 'New.')))
    expect(told.blocks.map(({ id, change, isMoved }) => [id, change, isMoved])).toEqual([
      ['c', 'same', true],
      ['a', 'same', false],
      ['b', 'changed', false],
      ['d', 'added', false],
    ])
    expect(told.blocks[3]!.putIn).toEqual([[0, 4]])
    expect(told.count).toBe(3)
  })

  it('are others by how their words are marked alone', () => {
    const bold = block('a', [{ type: 'text', text: 'The words of a alone.', marks: [{ type: 'bold' }] }])
    expect(redline(doc(a), doc(bold)).blocks[0]).toMatchObject({ change: 'changed', putIn: [], takenOut: [] })
  })
})

describe('RL3, RL4: words that a split or a join carried', () => {
  const whole = block('a', 'States shall protect. They shall also report.')
  const [first, second] = [block('a', 'States shall protect. '), block('b', 'They shall also report.', { from: 'a' })]
  it('are neither lost nor new', () => {
    const split = redline(doc(whole), doc(first, second))
    expect(split.blocks.map(({ putIn, takenOut }) => [putIn, takenOut])).toEqual([
      [[], []],
      [[], []],
    ])
    expect(split.blocks[1]!.splitFrom).toBe('a')
    const joined = redline(doc(first, { ...second, attrs: { ...second.attrs, from: null } }), doc(whole))
    expect(joined.gone).toEqual([])
    expect(joined.blocks[0]).toMatchObject({ putIn: [], takenOut: [{ at: 22, words: ' ¶ ' }] })
  })

  it('a part that shares none is new', () => {
    const told = redline(doc(whole), doc(whole, block('b', 'Elephants dance.', { from: 'a' })))
    expect(told.blocks[1]).toMatchObject({ change: 'added', splitFrom: null, putIn: [[0, 16]] })
    expect(told.blocks[0]!.change).toBe('same')
  })
})

it('RL5: what is gone is told behind what stands before it', () => {
  const told = redline(
    doc(block('h', 'Title'), block('a', 'One paragraph.'), block('b', 'Another thing.')),
    doc(block('h', 'Title')),
  )
  expect(told.gone).toEqual([
    { id: 'a', behind: 'h', words: 'One paragraph.' },
    { id: 'b', behind: 'h', words: 'Another thing.' },
  ])
  expect(redline(doc(block('a', 'One.'), block('b', 'Two.')), doc(block('b', 'Two.'))).gone[0]!.behind).toBeNull()
})

it('RL6: only what changed is compared again', () => {
  const base = doc(...Array.from({ length: 40 }, (_, i) => block(`b${i}`, `Paragraph ${i} says this and that.`)))
  const asked: number[] = []
  const now = base.content.map((one) => ({ ...one, content: [ref(`of-${one.attrs.id}`), ...one.content!] }))
  const spied = now.map((one, i) => ({
    ...one,
    get content() {
      asked.push(i)
      return now[i]!.content
    },
  }))
  const redliner = new Redliner(base, 'en', say)
  expect(redliner.of(spied).count).toBe(40)
  asked.length = 0
  const other = spied.with(3, { ...now[3]!, content: [{ type: 'text', text: 'Other words.' }] } as never)
  expect(redliner.of(other).blocks[3]!.change).toBe('changed')
  expect(asked).toEqual([])
})
