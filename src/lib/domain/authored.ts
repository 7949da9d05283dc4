/**
 * One change to a text as several, each in the name of its author (rule MG13): an entry of a journal has one author, an accepted proposal has many.
 * The changes are made one after another: first blocks, in the name of whoever acts, a moved one with the words it had, so that it goes and comes in one
 * entry and its words stay credited to who wrote them (HI2); then the words of one author after another; last what is taken away or looks otherwise. Words come before
 * deletions, as in every change (TX10).
 */
import { changeOfWords, changeToDoc, compact, type DeltaChange } from './change.ts'
import { deltaFromBlock, docFromDelta, isBlockStart, type DeltaInsert } from './text.ts'
import type { Actor } from './actor.ts'
import type { ArticleDoc } from './article.ts'
import type { Hat } from './hat.ts'

/**
 * Who wrote something. `authorId` null: the system; `partyId`: the party that the author wrote for then; `hat`: in which capacity, null also where that was not
 * recorded.
 */
export interface Author {
  authorId: string | null
  partyId: string | null
  hat: Hat | null
}

export const SYSTEM: Author = { authorId: null, partyId: null, hat: null }

/** Somebody as they write in a capacity; `actor`: wearing it, so that chair and secretariat write for no party (HW2). */
export const authorOf = ({ id, partyId }: Pick<Actor, 'id' | 'partyId'>, hat: Hat | null): Author => ({
  authorId: id,
  partyId,
  hat,
})

export interface AuthoredChange {
  by: Author
  /** For `Y.Text.applyDelta`, on the text after the changes before this one. */
  change: DeltaChange[]
}

/** One unit of a change, and in which of the changes it is made. */
type Step = { change: DeltaChange; turn: number }

/**
 * Changes that make the text `from` say `to`, in order; none where it does already.
 * @param creditOf who wrote a unit (a UTF-16 unit or an embed) of the content of a block of `to`, asked only where it has to be written anew. Null: whoever acts.
 */
export function inTheirNames(
  from: readonly DeltaInsert[],
  to: ArticleDoc,
  creditOf: (blockId: string, unit: number) => Author | null,
  acting: Author,
): AuthoredChange[] {
  const change = changeToDoc(from, to)
  const authors = [acting]
  const turnOf = (author: Author): number => {
    const { authorId, partyId, hat } = author
    const known = authors.findIndex((one) => one.authorId === authorId && one.partyId === partyId && one.hat === hat)
    return known < 0 ? authors.push(author) - 1 : known
  }
  const steps = stepsOf(change, from, to, (blockId, unit) => turnOf(creditOf(blockId, unit) ?? acting))
  if (authors.length === 1) return change.length > 0 ? [{ by: acting, change }] : []
  const last = authors.length
  return [...authors, acting]
    .map((by, turn) => ({ by, change: changeOfTurn(steps, turn, last) }))
    .filter((part) => part.change.length > 0)
}

/** The turn of what is done last, whoever else writes: of words that go, and of their formats. */
const LAST = -1

/** What turn `turn` does: what earlier ones did stands already, what later ones do does not. */
function changeOfTurn(steps: readonly Step[], turn: number, last: number): DeltaChange[] {
  return compact(
    steps.flatMap((step): DeltaChange[] => {
      const when = step.turn === LAST ? last : step.turn
      if (when === turn) return [step.change]
      if ('insert' in step.change) return when < turn ? [{ retain: lengthOf(step.change.insert) }] : []
      if ('delete' in step.change) return when < turn ? [] : [{ retain: step.change.delete }]
      return [{ retain: step.change.retain }]
    }),
  )
}

const lengthOf = (insert: string | object): number => (typeof insert === 'string' ? insert.length : 1)
const lengthOfAll = (delta: readonly DeltaInsert[]): number =>
  delta.reduce((sum, { insert }) => sum + lengthOf(insert), 0)

function stepsOf(
  change: readonly DeltaChange[],
  from: readonly DeltaInsert[],
  to: ArticleDoc,
  turnOf: (blockId: string, unit: number) => number,
): Step[] {
  const places = to.content.flatMap((block) =>
    Array.from({ length: lengthOfAll(deltaFromBlock(block)) }, (_, i) => ({ id: block.attrs.id, unit: i - 1 })),
  )
  const goes = whatGoes(change, from)
  const isCarried = whatIsCarried(change, from, to)
  const isStart = from.flatMap(({ insert }) =>
    typeof insert === 'string' ? Array<boolean>(insert.length).fill(false) : [isBlockStart(insert)],
  )
  const steps: Step[] = []
  let [old, now] = [0, 0] // units of `from` and of `to` that are behind us
  for (const op of change) {
    if ('insert' in op) {
      const turns = turnsOf(op.insert, (i) => {
        const { id, unit } = places[now + i]!
        return unit < 0 || isCarried.has(now + i) ? 0 : turnOf(id, unit)
      })
      for (const { insert, turn } of turns) steps.push({ change: { ...op, insert }, turn })
      now += lengthOf(op.insert)
    } else if ('delete' in op) {
      for (const end = old + op.delete; old < end; old++)
        steps.push({ change: { delete: 1 }, turn: goes[old]! ? 0 : LAST })
    } else if (op.attributes === undefined) {
      steps.push({ change: op, turn: LAST })
      old += op.retain
      now += op.retain
    } else {
      now += op.retain
      for (const end = old + op.retain; old < end; old++)
        steps.push({ change: { ...op, retain: 1 }, turn: isStart[old]! ? 0 : LAST })
    }
  }
  return steps
}

/** An insertion in pieces of one turn each; no character is cut in two. */
function turnsOf<T extends string | object>(
  insert: T,
  turnAt: (i: number) => number,
): { insert: T | string; turn: number }[] {
  if (typeof insert !== 'string') return [{ insert, turn: turnAt(0) }]
  const pieces: { insert: string; turn: number }[] = []
  let at = 0
  for (const character of insert) {
    const turn = turnAt(at)
    const last = pieces.at(-1)
    if (last?.turn === turn) last.insert += character
    else pieces.push({ insert: character, turn })
    at += character.length
  }
  return pieces
}

/** For each unit of `from` whether it goes with the start of its block. */
function whatGoes(change: readonly DeltaChange[], from: readonly DeltaInsert[]): boolean[] {
  const isDeleted = change.flatMap((op) => {
    if ('insert' in op) return []
    return 'delete' in op ? Array<boolean>(op.delete).fill(true) : Array<boolean>(op.retain).fill(false)
  })
  let goes = false
  let at = 0
  return from.flatMap(({ insert }) => {
    if (isBlockStart(insert)) goes = isDeleted[at] ?? false
    const units = Array<boolean>(lengthOf(insert)).fill(goes)
    at += units.length
    return units
  })
}

/** Units of `to`, counted from its beginning, that stood in the same block before it moved. */
function whatIsCarried(change: readonly DeltaChange[], from: readonly DeltaInsert[], to: ArticleDoc): Set<number> {
  const isNew = change.flatMap((op) => {
    if ('delete' in op) return []
    return 'insert' in op ? Array<boolean>(lengthOf(op.insert)).fill(true) : Array<boolean>(op.retain).fill(false)
  })
  const were = new Map(docFromDelta(from).content.map((block) => [block.attrs.id, block]))
  const carried = new Set<number>()
  let at = 0
  for (const block of to.content) {
    const words = deltaFromBlock(block).slice(1)
    const was = were.get(block.attrs.id)
    if (isNew[at++] && was) {
      let unit = at
      for (const op of changeOfWords(deltaFromBlock(was).slice(1), words))
        if ('insert' in op) unit += lengthOf(op.insert)
        else if ('retain' in op) for (const end = unit + op.retain; unit < end; unit++) carried.add(unit)
    }
    at += lengthOfAll(words)
  }
  return carried
}
