import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { deltaFromDoc } from '#lib/domain/text.ts'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { documentFrom, readText, textOf } from '#server/text/read.ts'
import { TextHistory, type HistoryEntry } from '#server/text/history.ts'
import { firstUpdate, writeText } from '#server/text/write.ts'
import { article } from '../../support/articles.ts'
import { block, doc, heading, option, para } from '../../support/blocks.ts'
import { writtenBy } from '../../support/authors.ts'

/** A text and its journal: every act is an entry of its author. */
class Desk {
  readonly journal: HistoryEntry[] = []
  readonly history = new TextHistory()
  readonly #people = new Map<string, Y.Doc>()

  constructor(first: ArticleDoc) {
    this.#keep(firstUpdate(first, 7), null)
  }
  #keep(bytes: Uint8Array, author: string | null): void {
    const seq = this.journal.length + 1
    const at = new Date(Date.UTC(2026, 0, 5, 9, 0, seq)).toISOString()
    this.journal.push({ seq, ...writtenBy(author, author && `party of ${author}`), at, bytes })
    this.history.take([this.journal.at(-1)!])
  }
  /** This person's copy, with everything of the journal in it. */
  copy(author: string): Y.Doc {
    let ydoc = this.#people.get(author)
    if (!ydoc) this.#people.set(author, (ydoc = new Y.Doc()))
    documentFrom(
      this.journal.map(({ bytes }) => bytes),
      ydoc,
    )
    return ydoc
  }
  act(author: string, work: (text: Y.Text, ydoc: Y.Doc) => void): void {
    const ydoc = this.copy(author)
    const news: Uint8Array[] = []
    const collect = (bytes: Uint8Array): number => news.push(bytes)
    ydoc.on('update', collect)
    ydoc.transact(() => work(textOf(ydoc), ydoc))
    ydoc.off('update', collect)
    for (const bytes of news) this.#keep(bytes, author)
  }
  write(author: string, next: ArticleDoc): void {
    this.act(author, (_, ydoc) => void writeText(ydoc, next, null))
  }
  /** `words(author)` of each piece of words. */
  credits(seq?: number): string {
    return this.history
      .deltaAt(seq)
      .flatMap(({ insert, seq: by }) =>
        typeof insert === 'string' ? [`${insert}<${this.journal[by - 1]!.authorId ?? '-'}>`] : [],
      )
      .join('')
  }
  changes(): Record<string, number> {
    return Object.fromEntries([...this.history.lastChanges()].map(([id, { seq }]) => [id, seq]))
  }
  docNow(): ArticleDoc {
    return readText(documentFrom(this.journal.map(({ bytes }) => bytes)))
  }
}

const first = doc(heading('h', 'Title'), para('p1', 'one two three'), para('p2', 'four five'))

it('HI2: every letter is credited to the entry that brought it, whoever deletes beside it', () => {
  const desk = new Desk(first)
  desk.act('ann', (text) => text.insert(11, 'and a half '))
  desk.act('ben', (text) => text.delete(15, 2))
  expect(desk.credits()).toBe('Title<->one <->and half <ann>two three<->four five<->')
  expect(desk.credits(2)).toBe('Title<->one <->and a half <ann>two three<->four five<->')
  expect(desk.credits(1)).toBe('Title<->one two three<->four five<->')
  expect(desk.credits(0)).toBe('')
})

it('HI2: words of a block that is moved stay credited to their authors, whoever moves it', () => {
  const desk = new Desk(first)
  desk.act('ann', (text) => text.insert(11, 'brave '))
  desk.write('ben', doc(heading('h', 'Title'), para('p2', 'four five'), para('p1', 'one brave two new three')))
  expect(desk.docNow().content.map((one) => one.attrs.id)).toEqual(['h', 'p2', 'p1'])
  expect(desk.credits()).toBe('Title<->four five<->one <->brave <ann>two <->new <ben>three<->')
})

it('HI2: words that were split off or joined by somebody who writes the text as a whole stay credited to their authors', () => {
  const desk = new Desk(first)
  desk.act('ann', (text) => text.insert(11, 'brave '))
  const second = block('para', 'p3', ['two three'], { from: 'p1' })
  desk.write('ben', doc(heading('h', 'Title'), para('p1', 'one brave '), second, para('p2', 'four five')))
  expect(desk.credits()).toBe('Title<->one <->brave <ann>two three<->four five<->')
  desk.write('ben', doc(heading('h', 'Title'), para('p1', 'one brave '), block('para', 'p3', ['two three four five'])))
  expect(desk.credits()).toBe('Title<->one <->brave <ann>two three<-> <ben>four five<->')
  // who types most of what stood in a block that goes anew has written it
  desk.write('ben', doc(heading('h', 'Title'), para('p1', 'one brave four seven eight nine')))
  expect(desk.credits()).toBe('Title<->one <->brave <ann>four seven eight nine<ben>')
})

it('HI3: a block changed when its words or its shape did, not when it moved or its neighbours changed', () => {
  const desk = new Desk(first)
  expect(desk.changes()).toEqual({ h: 1, p1: 1, p2: 1 })
  desk.act('ann', (text) => text.insert(11, 'brave '))
  expect(desk.changes()).toEqual({ h: 1, p1: 2, p2: 1 })
  desk.act('ann', (text) => text.delete(28, 1))
  expect(desk.docNow().content[2]!.content).toEqual([{ type: 'text', text: 'fur five' }])
  expect(desk.changes()).toEqual({ h: 1, p1: 2, p2: 3 })
  desk.write('ben', doc(heading('h', 'Title'), para('p2', 'fur five'), para('p1', 'one brave two three')))
  expect(desk.changes()).toEqual({ h: 1, p1: 2, p2: 3 })
  desk.write('ben', doc(heading('h', 'Title'), block('item', 'p2', ['fur five']), para('p1', 'one brave two three')))
  expect(desk.changes()).toEqual({ h: 1, p1: 2, p2: 5 })
  desk.write('ben', doc(heading('h', 'Title'), block('item', 'p2', ['fur five'])))
  expect(desk.changes()).toEqual({ h: 1, p2: 5 })
  expect(desk.history.lastChanges().get('p2')).toEqual({
    seq: 5,
    authorId: 'ben',
    partyId: 'party of ben',
    hat: null,
    at: '2026-01-05T09:00:05.000Z',
  })
})

it('HI3: splits, joins and brackets change what they touch', () => {
  const desk = new Desk(first)
  desk.act('ann', (text) => text.insertEmbed(11, { b: 'p9' }))
  expect(desk.docNow().content.map((one) => one.attrs.id)).toEqual(['h', 'p1', 'p9', 'p2'])
  expect(desk.changes()).toEqual({ h: 1, p1: 2, p9: 2, p2: 1 })
  expect(desk.credits()).toBe('Title<->one <->two three<->four five<->')
  desk.act('ann', (text) => text.delete(11, 1))
  expect(desk.changes()).toEqual({ h: 1, p1: 3, p2: 1 })
  desk.write(
    'ben',
    doc(
      heading('h', 'Title'),
      para('p1', 'one two three'),
      para('p2', ...option('b', 'b.1', 'Alt 1', 'four'), ' five'),
    ),
  )
  expect(desk.changes()).toEqual({ h: 1, p1: 3, p2: 4 })
})

it('HI1: words typed and removed within one entry leave no trace, concurrent ones stand where they stand', () => {
  const desk = new Desk(first)
  desk.act('ann', (text) => {
    text.insert(11, 'gone')
    text.delete(11, 4)
  })
  expect(desk.changes()).toEqual({ h: 1, p1: 1, p2: 1 })
  expect(desk.history.docAt()).toEqual(first)
})

it('HI1: at every entry the text is what the journal up to there says; nothing that came later changes it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('ann', 'ben', 'cho'), article), { minLength: 2, maxLength: 6 }),
      (acts) => {
        const desk = new Desk(acts[0]![1])
        const said = [readText(documentFrom([desk.journal[0]!.bytes]))]
        for (const [author, next] of acts.slice(1)) {
          desk.write(author, next)
          if (desk.journal.length > said.length) said.push(desk.docNow())
        }
        said.forEach((text, i) => expect(desk.history.docAt(i + 1)).toEqual(text))
        // and credit is given for every letter, to an entry that was there
        said.forEach((text, i) => {
          const delta = desk.history.deltaAt(i + 1)
          expect(delta.every(({ seq }) => seq >= 1 && seq <= i + 1)).toBe(true)
          expect(delta.map(({ insert }) => (typeof insert === 'string' ? insert : '\0')).join('')).toBe(
            deltaFromDoc(text)
              .map(({ insert }) => (typeof insert === 'string' ? insert : '\0'))
              .join(''),
          )
        })
        // HI3, told once more from the texts alone
        const last = said.at(-1)!
        const changes = desk.changes()
        const says = (text: ArticleDoc, id: string): Block | undefined =>
          text.content.find((one) => one.attrs.id === id)
        for (const { attrs } of last.content) {
          let since = said.length
          while (since > 1 && JSON.stringify(says(said[since - 2]!, attrs.id)) === JSON.stringify(says(last, attrs.id)))
            since--
          expect(changes[attrs.id]).toBe(since)
        }
      },
    ),
    { numRuns: 150 },
  )
})

it('HI1: simultaneous words of two people, as the journal orders them', () => {
  const desk = new Desk(first)
  const ann = desk.copy('ann')
  const ben = desk.copy('ben')
  textOf(ann).insert(11, 'A')
  textOf(ben).insert(11, 'B')
  const news = (ydoc: Y.Doc): Uint8Array =>
    Y.encodeStateAsUpdate(ydoc, Y.encodeStateVectorFromUpdate(desk.journal[0]!.bytes))
  desk.journal.push({ seq: 2, ...writtenBy('ann'), at: '2026-01-05T09:00:02.000Z', bytes: news(ann) })
  desk.journal.push({ seq: 3, ...writtenBy('ben'), at: '2026-01-05T09:00:03.000Z', bytes: news(ben) })
  desk.history.take(desk.journal.slice(1))
  expect(desk.history.docAt(3)).toEqual(desk.docNow())
  expect(desk.credits(2)).toContain('one <->A<ann>two')
})

it('HI4: a missing entry is an error, never a wrong answer', () => {
  const desk = new Desk(first)
  desk.act('ann', (text) => text.insert(11, 'x'))
  desk.act('ann', (text) => text.insert(11, 'y'))
  const history = new TextHistory()
  history.take(desk.journal.slice(0, 1))
  expect(() => history.take(desk.journal.slice(2))).toThrow('from entry 1 to entry 3')
})
