/** What must hold of every merge, whatever was merged: counted and read without the code that merges (rules MG2-MG5, MG7, MG9, MG11). */
import { expect } from 'vitest'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { merge3, type Held, type Merged } from '#lib/domain/merge.ts'
import { articleSchema } from '#lib/domain/schema.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { deltaFromBlock, deltaFromDoc, docFromDelta } from '#lib/domain/text.ts'
import { counted } from './natural-texts.ts'

export interface Triple {
  base: ArticleDoc
  main: ArticleDoc
  fork: ArticleDoc
}

const asDoc = (content: readonly Block[]): ArticleDoc => ({ type: 'doc', content: [...content] })
const times = (doc: ArticleDoc, word: string): number => counted(doc).get(word) ?? 0

/** All of it, of one merge: the merge. `own`: words that only this side's drafter put in. */
export function expectHonest(triple: Triple, own: { main: string[]; fork: string[] } | null = null): Merged {
  const { base, main, fork } = triple
  const merged = merge3(base, main, fork)
  if (own) expectBalanced(triple, merged, own)
  expectSound(triple, merged)
  expectShown(triple, merged)
  expectOrigins(triple, merged)
  expect(merged.held.map(({ kind }) => kind)).not.toContain('books')
  // what is unsound depends on what stands where something is held
  const collided = ({ kind }: Held): boolean => kind !== 'unsound' && kind !== 'ids'
  expect(heldOf(merge3(base, fork, main), true, collided)).toEqual(heldOf(merged, false, collided))
  const again = merge3(merged.base, main, merged.fork)
  expect(heldOf(again)).toEqual(heldOf(merged))
  expect(again.doc).toEqual(merged.doc)
  return merged
}

/**
 * Counts every word of a merge. Of the base's words each drafter took some away: at least the words that
 * one of them took are gone, at most those that both took.
 */
function expectBalanced({ base, main, fork }: Triple, merged: Merged, own: { main: string[]; fork: string[] }): void {
  const held = {
    main: asDoc(merged.held.flatMap((one) => one.main)),
    fork: asDoc(merged.held.flatMap((one) => one.fork)),
  }
  for (const word of new Set(own.main)) expect([word, times(merged.doc, word)]).toEqual([word, times(main, word)])
  for (const word of new Set(own.fork)) {
    expect([word, times(merged.fork, word)]).toEqual([word, times(fork, word)])
    const [inDoc, waiting] = [times(merged.doc, word), times(held.fork, word)]
    expect(inDoc).toBeLessThanOrEqual(times(fork, word))
    expect(inDoc + waiting, word).toBeGreaterThanOrEqual(times(fork, word))
    if (merged.held.length === 0) expect([word, inDoc]).toEqual([word, times(fork, word)])
  }
  for (const [word, was] of counted(base)) {
    const gone = [main, fork].map((doc) => was - times(doc, word)) as [number, number]
    const now = times(merged.doc, word)
    if (merged.held.length === 0) {
      expect(now, word).toBeGreaterThanOrEqual(was - gone[0] - gone[1])
      expect(now, word).toBeLessThanOrEqual(was - Math.max(...gone))
    } else expect(now, word).toBeLessThanOrEqual(times(main, word))
  }
}

/** The text is one, each block once, valid and no less sound than both. */
function expectSound({ base, main, fork }: Triple, merged: Merged): void {
  const rules = (doc: ArticleDoc): Set<string> =>
    new Set(faultsOf(doc).map(({ rule, index, what }) => JSON.stringify([rule, doc.content[index]!.attrs.id, what])))
  for (const [doc, others] of [
    [merged.doc, [main, fork]],
    [merged.fork, [base, main, fork]],
  ] as const) {
    const ids = doc.content.map(({ attrs }) => attrs.id)
    expect(new Set(ids).size).toBe(ids.length)
    articleSchema.nodeFromJSON(doc).check()
    expect(docFromDelta(deltaFromDoc(doc))).toEqual(doc)
    const known = new Set(others.flatMap((other) => [...rules(other)]))
    expect([...rules(doc)].filter((fault) => !known.has(fault))).toEqual([])
  }
}

/** What each held thing shows: what it is, which blocks, and all three texts of them, which differ. */
function expectShown({ base, main, fork }: Triple, merged: Merged): void {
  for (const held of merged.held) {
    expect(held.blocks.length).toBeGreaterThan(0)
    expect([...held.base, ...held.main, ...held.fork].length).toBeGreaterThan(0)
    for (const [shown, text] of [
      [held.base, base],
      [held.main, main],
      [held.fork, fork],
    ] as const)
      for (const block of shown) expect(text.content).toContainEqual(block)
    expect(JSON.stringify(held.fork)).not.toBe(JSON.stringify(held.main))
  }
}

/** Every unit of what the merge made comes from where the origins say, and none is named twice. */
function expectOrigins({ main, fork }: Triple, merged: Merged): void {
  const unitsOf = (text: ArticleDoc) =>
    new Map(
      text.content.map((block) => [
        block.attrs.id,
        deltaFromBlock(block)
          .slice(1)
          .flatMap(({ insert }) => (typeof insert === 'string' ? insert.split('') : [JSON.stringify(insert)])),
      ]),
    )
  const [made, inMain, inFork] = [unitsOf(merged.doc), unitsOf(main), unitsOf(fork)]
  const named = new Set<string>()
  const wrong: string[] = []
  for (const [block, units] of made) {
    const origins = merged.origins.get(block) ?? units.map((_, at) => ({ from: 'main' as const, block, at }))
    expect(origins.length).toBe(units.length)
    origins.forEach((origin, i) => {
      if (origin === null) return
      const name = `${origin.from} ${origin.block} ${origin.at}`
      const there = (origin.from === 'main' ? inMain : inFork).get(origin.block)?.[origin.at]
      // an embed may be new and old at once: its fields are merged
      if (named.has(name) || there === undefined || (units[i]!.length === 1 && there !== units[i])) wrong.push(name)
      named.add(name)
    })
  }
  expect(wrong).toEqual([])
}

/** What is held, whoever is called main, wherever it stands; of an order that it is: the words it shows may be merged meanwhile. */
const heldOf = (merged: Merged, isSwapped = false, wanted: (held: Held) => boolean = () => true): string[] =>
  merged.held
    .filter(wanted)
    .map(({ kind, base, main, fork }) => {
      const texts = (isSwapped ? [base, fork, main] : [base, main, fork]).map((blocks) =>
        [...blocks].sort((a, b) => (a.attrs.id < b.attrs.id ? -1 : 1)),
      )
      return kind === 'order' || kind === 'unsound' ? kind : JSON.stringify([kind, texts])
    })
    .sort()
