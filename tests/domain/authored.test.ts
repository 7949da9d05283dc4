import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { inTheirNames, type AuthoredChange, type Author } from '../../src/lib/domain/authored.ts'
import { changeToDoc } from '../../src/lib/domain/change.ts'
import { merge3 } from '../../src/lib/domain/merge.ts'
import { deltaFromDoc, docFromDelta, type DeltaInsert } from '../../src/lib/domain/text.ts'
import { TextHistory } from '../../server/text/history.ts'
import { article } from '../support/articles.ts'
import { doc, heading, para } from '../support/blocks.ts'
import { drafted, LANGUAGES, naturalArticle, vocabulary } from '../support/natural-texts.ts'
import { randomFrom } from '../support/random.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

const person = (authorId: string, partyId: string | null = null): Author => ({
  authorId,
  partyId,
  hat: partyId === null ? 'chair' : 'party',
})
const chair = person('chair')
const [ann, bob] = [person('ann', 'D01'), person('bob', 'D02')]

const textWith = (text: ArticleDoc): Y.Text => {
  const ytext = new Y.Doc({ gc: false }).getText('default')
  ytext.applyDelta(deltaFromDoc(text))
  return ytext
}
const deltaOf = (text: Y.Text): DeltaInsert[] => text.toDelta() as DeltaInsert[]
const apply = (text: Y.Text, changes: readonly AuthoredChange[]): void => {
  for (const { change } of changes) text.applyDelta(change)
}
const who = (changes: readonly AuthoredChange[]): (string | null)[] => changes.map(({ by }) => by.authorId)

describe('MG13: one change in the names of its authors', () => {
  it('gives the text, one change after another, whoever wrote what', () => {
    fc.assert(
      fc.property(
        article,
        article,
        fc.array(fc.constantFrom(ann, bob, chair, null), { minLength: 1 }),
        (from, to, by) => {
          const text = textWith(from)
          const credits = (_: string, unit: number): Author | null => by[unit % by.length]!
          apply(text, inTheirNames(deltaOf(text), to, credits, chair))
          expect(docFromDelta(deltaOf(text))).toEqual(to)
        },
      ),
      { numRuns: 80 },
    )
  })
  it('is the whole change of whoever acts where nobody else wrote', () => {
    fc.assert(
      fc.property(article, article, (from, to) => {
        const delta = deltaOf(textWith(from))
        const change = changeToDoc(delta, to)
        const expected = change.length > 0 ? [{ by: chair, change }] : []
        expect(inTheirNames(delta, to, () => null, chair)).toEqual(expected)
        expect(inTheirNames(delta, to, () => chair, chair)).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
  it('writes blocks first, then each author’s words, then takes away', () => {
    const from = doc(heading('h', 'Title'), para('p1', 'They should act.'))
    const to = doc(heading('h', 'Title'), para('p1', 'They shall promptly act.'), para('p2', 'New.'))
    const credits = (id: string, unit: number): Author => (id === 'p2' || unit < 11 ? ann : bob)
    const changes = inTheirNames(deltaFromDoc(from), to, credits, chair)
    expect(changes).toEqual([
      { by: chair, change: [{ retain: 23 }, { insert: { b: 'p2' }, attributes: {} }] },
      {
        by: ann,
        change: [
          { retain: 12 },
          { insert: 'shall ', attributes: {} },
          { retain: 12 },
          { insert: 'New.', attributes: {} },
        ],
      },
      { by: bob, change: [{ retain: 18 }, { insert: 'promptly', attributes: {} }] },
      { by: chair, change: [{ retain: 26 }, { delete: 6 }] },
    ])
  })
  it('cuts no character in two', () => {
    const from = doc(heading('h', 'Title'))
    const to = doc(heading('h', 'Title 😀'))
    const changes = inTheirNames(deltaFromDoc(from), to, (_, unit) => (unit === 7 ? bob : ann), chair)
    expect(who(changes)).toEqual(['ann'])
    expect(JSON.stringify(changes)).toContain('😀')
  })
})

it('MG13: a block that moves and is edited goes and comes in one entry, its own words credited as ever', () => {
  const [first, second] = [para('p1', 'They shall act.'), para('p2', 'They may speak.')]
  const text = new Written()
  text.write(inTheirNames([], doc(heading('h', 'Title'), first, second), () => ann, ann))
  const to = doc(heading('h', 'Title'), second, para('p1', 'They shall always act.'))
  const changes = inTheirNames(deltaOf(text.text), to, (id, unit) => (id === 'p1' && unit > 10 ? bob : ann), chair)
  expect(who(changes)).toEqual(['chair', 'bob'])
  text.write(changes)
  expect(text.doc).toEqual(to)
  expect(text.words).toEqual([
    'Title ann',
    ...['They', 'may', 'speak', 'They', 'shall'].map((word) => `${word} ann`),
    'always bob',
    'act ann',
  ])
})

/** A text and its journal: who wrote which word. */
class Written {
  readonly text: Y.Text
  readonly history = new TextHistory()
  constructor() {
    const ydoc = new Y.Doc({ gc: false })
    this.text = ydoc.getText('default')
  }
  write(changes: readonly AuthoredChange[]): void {
    for (const { by, change } of changes) {
      const before = Y.encodeStateVector(this.text.doc!)
      // an entry of a journal is one person's, under a client id of theirs
      this.text.doc!.clientID = 1000 + this.history.seq
      let bytes = Y.encodeStateAsUpdate(this.text.doc!, before)
      const take = (update: Uint8Array): void => void (bytes = update)
      this.text.doc!.once('update', take)
      this.text.applyDelta(change)
      this.history.take([{ seq: this.history.seq + 1, at: '2026-01-01T00:00:00.000Z', bytes, ...by }])
    }
  }
  get doc(): ArticleDoc {
    return docFromDelta(deltaOf(this.text))
  }
  /** Block -> for each unit of its content who wrote it. */
  get credits(): Map<string, Author[]> {
    const credits = new Map<string, Author[]>()
    const ids = this.doc.content.map(({ attrs }) => attrs.id)
    let units: Author[] = []
    for (const { insert, seq } of this.history.deltaAt()) {
      const { authorId, partyId, hat } = this.history.entries[seq - 1]!
      if (typeof insert === 'object' && 'b' in insert) credits.set(ids.shift()!, (units = []))
      else
        units.push(
          ...Array.from({ length: typeof insert === 'string' ? insert.length : 1 }, () => ({ authorId, partyId, hat })),
        )
    }
    return credits
  }
  creditOf = (id: string, unit: number): Author | null => this.credits.get(id)?.[unit] ?? null
  /** Words with who wrote their first letter. */
  get words(): string[] {
    const credits = this.credits
    return this.doc.content.flatMap(({ attrs, content = [] }) => {
      const flat = content.map((piece) => (piece.type === 'text' ? piece.text : '\uFFFC')).join('')
      return [...flat.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(
        ({ 0: word, index }) => `${word} ${String(credits.get(attrs.id)![index]!.authorId)}`,
      )
    })
  }
}

describe.each(LANGUAGES)('MG13: words keep their authors through a fork and its acceptance (%s)', (lang) => {
  it('whatever both sides did', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = randomFrom(seed)
      const draft = (from: ArticleDoc, drafter: 0 | 1, id: string): ArticleDoc =>
        drafted(from, random, { lang, drafter, edits: 1 + random.below(4), id })
      const everythingBy = (by: Author) => () => by
      const [main, fork] = [new Written(), new Written()]
      main.write(inTheirNames([], naturalArticle(lang), everythingBy(ann), ann))
      const base = main.doc
      const creditsOfMain = main.credits
      fork.write(inTheirNames([], base, (id, unit) => creditsOfMain.get(id)![unit]!, person('system')))
      fork.write(inTheirNames(deltaOf(fork.text), draft(base, 1, 'f'), everythingBy(bob), bob))
      main.write(inTheirNames(deltaOf(main.text), draft(base, 0, 'm'), everythingBy(ann), ann))
      const { doc: merged, origins } = merge3(base, main.doc, fork.doc)
      const known = { main: main.credits, fork: fork.credits }
      const acting = person('chair')
      const credits = (id: string, unit: number): Author | null => {
        const origin = origins.get(id)?.[unit]
        if (origin === undefined || origin === null) return known.main.get(id)?.[unit] ?? null
        return known[origin.from].get(origin.block)![origin.at]!
      }
      main.write(inTheirNames(deltaOf(main.text), merged, credits, acting))
      expect(main.doc).toEqual(merged)
      const bobs = new Set(fork.words.filter((word) => word.endsWith(' bob')))
      for (const word of main.words) {
        expect(word, `seed ${seed}`).not.toMatch(/ (?:chair|system)$/)
        if (word.endsWith(' bob')) expect(bobs, `seed ${seed}`).toContain(word)
        const [letters, author] = word.split(' ')
        if (vocabulary(lang, 0).includes(letters!)) expect(author, `${word}, seed ${seed}`).toBe('ann')
        if (vocabulary(lang, 1).includes(letters!)) expect(author, `${word}, seed ${seed}`).toBe('bob')
      }
    }
  })
})
