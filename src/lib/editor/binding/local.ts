/** From ProseMirror steps to operations on the Y.Text: only what a step changed, cut at the edges of words. */
import type { Node } from '@tiptap/pm/model'
import { AddMarkStep, AttrStep, RemoveMarkStep, type Step } from '@tiptap/pm/transform'
import * as Y from 'yjs'
import { formatChange } from '../../domain/change.ts'
import { withTurnsShown } from '../../domain/hidden-direction.ts'
import { bareId, formatsOfBlock, startOf, type Embed, type Formats } from '../../domain/text.ts'
import { attrsOf, embedOf, formatOf, formatsOf } from './nodes.ts'
import { yOf } from './positions.ts'

/** A character (never half a surrogate pair), an embed among words, or a block's start. */
interface Token {
  key: string
  formats: Formats
  length: number
  text?: string
  embed?: Embed
  /** The block that begins here, and where. */
  block?: Node
  pos: number
}

/** The id to write for a block's start. */
export type IdOf = (token: Token) => string

function tokensBetween(doc: Node, from: number, to: number): Token[] {
  const out: Token[] = []
  if (from >= to) return out
  doc.nodesBetween(from, to, (node, pos) => {
    if (node.type.name === 'block') {
      if (pos >= from) {
        const { id } = attrsOf(node)
        out.push({ key: `\n${bareId(id ?? '')}`, formats: formatsOfBlock(attrsOf(node)), length: 1, block: node, pos })
      }
      return true
    }
    const formats = formatsOf(node.marks)
    if (!node.isText) {
      const embed = embedOf(node)
      out.push({ key: `\0${JSON.stringify(embed)}`, formats, length: 1, embed, pos })
      return false
    }
    for (const text of node.text!.slice(Math.max(0, from - pos), to - pos))
      out.push({ key: text, formats, length: text.length, text, pos })
    return false
  })
  return out
}

const isHigh = (char: string): boolean => /[\uD800-\uDBFF]/.test(char)
const isLow = (char: string): boolean => /[\uDC00-\uDFFF]/.test(char)

/** Whether this position lies between the halves of a surrogate pair, which Yjs would destroy. */
function isInPair(doc: Node, pos: number): boolean {
  if (pos < 1 || pos >= doc.content.size) return false
  const around = doc.textBetween(pos - 1, pos + 1, '\n', '\0')
  return around.length === 2 && isHigh(around[0]!) && isLow(around[1]!)
}

/** Never keep a piece of a word: two people who replace one word would otherwise mix their letters. */
const isEdge = (tokens: Token[], i: number): boolean =>
  i === 0 || i === tokens.length || tokens[i - 1]!.text === undefined || /\s/.test(tokens[i - 1]!.text!)

/** How many tokens both lists share at their beginning and at their end, at edges of words. */
function shared(before: Token[], after: Token[]): [head: number, tail: number] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  let tail = 0
  while (head < shorter && before[head]!.key === after[head]!.key) head++
  while (tail < shorter - head && before.at(-1 - tail)!.key === after.at(-1 - tail)!.key) tail++
  if (head === before.length && head === after.length) return [head, tail]
  while (head > 0 && !(isEdge(before, head) && isEdge(after, head))) head--
  while (tail > 0 && !(isEdge(before, before.length - tail) && isEdge(after, after.length - tail))) tail--
  return [head, tail]
}

/**
 * Deletes a stretch of the text: its words and embeds, never the formats between them. Not `text.delete`: Yjs finds the place by a marker that
 * knows no formats, and takes the end of one that begins before the stretch for superfluous, so that whatever follows would be in bold, or in
 * a bracket. Nor by `applyDelta`, which takes away formats that nobody here needs any more: what another person writes there at this
 * moment may stand between them.
 */
export function removeAt(text: Y.Text, y: number, length: number): void {
  text.doc!.transact((transaction) => {
    const gone: Y.Item[] = []
    let at = 0
    for (let item = text._start; item !== null && at < y + length; item = item.right) {
      if (item.deleted || !item.countable) continue
      const end = at + item.length
      if (end > y) {
        const [from, to] = [Math.max(y, at) - at, Math.min(y + length, end) - at]
        let part = item
        if (from > 0) part = Y.getItemCleanStart(transaction, Y.createID(item.id.client, item.id.clock + from))
        if (to - from < part.length)
          Y.getItemCleanStart(transaction, Y.createID(part.id.client, part.id.clock + to - from))
        gone.push(part)
        item = part
      }
      at = end
    }
    for (const item of gone) item.delete(transaction)
    // places remembered by Yjs may lie behind what is gone now
    if (text._searchMarker) text._searchMarker.length = 0
  })
}

/** Returns whether half a surrogate pair had to be written as a replacement character. */
function writeRange(text: Y.Text, start: number, before: Token[], after: Token[], idOf: IdOf): boolean {
  let y = start
  let isBroken = false
  const [head, tail] = shared(before, after)
  const reformat = (from: Token, to: Token): void => {
    const change = formatChange(from.formats, to.formats)
    if (Object.keys(change).length > 0) text.format(y, to.length, change)
    y += to.length
  }
  for (let i = 0; i < head; i++) reformat(before[i]!, after[i]!)
  const gone = before.slice(head, before.length - tail)
  const fresh = after.slice(head, after.length - tail)
  const [first, second] = [gone[0], fresh[0]]
  if (gone.length === 1 && fresh.length === 1 && first?.block && second?.block) {
    // The same start under another id: the embed stays, the id is overridden.
    text.format(y, 1, { ...formatChange(first.formats, second.formats), 'b.id': idOf(second) })
    y += 1
  } else {
    // Insert before deleting: what others type at this place stays on the side it was typed.
    for (let i = 0; i < fresh.length; i++) {
      const token = fresh[i]!
      if (token.text === undefined) {
        text.insertEmbed(y, token.block ? startOf(attrsOf(token.block), idOf(token)) : token.embed!, token.formats)
        y += 1
        continue
      }
      let run = token.text
      while (fresh[i + 1]?.text !== undefined && sameFormats(fresh[i + 1]!.formats, token.formats))
        run += fresh[++i]!.text!
      const words = storable(run)
      isBroken ||= words !== run
      text.insert(y, words, token.formats)
      y += run.length
    }
    const length = gone.reduce((sum, token) => sum + token.length, 0)
    if (length > 0) removeAt(text, y, length)
  }
  for (let i = tail; i > 0; i--) reformat(before.at(-i)!, after.at(-i)!)
  return isBroken
}
/** Halves of a surrogate pair, and U+0000 and turns of direction, which no server takes, become U+FFFD; the length stays. */
const storable = (run: string): string => withTurnsShown(run.toWellFormed().replaceAll('\0', '\uFFFD'))

const sameFormats = (a: Formats, b: Formats): boolean => a === b || Object.keys(formatChange(a, b)).length === 0

/**
 * Writes one step. `before` and `after`: the document around it; `idOf`: which id a new start gets;
 * `written`: ids of starts written in this flush, which need no override.
 * Returns whether the Y.Text now says something else than `after`: where it would have cut a surrogate pair.
 */
export function writeStep(
  text: Y.Text,
  step: Step,
  before: Node,
  after: Node,
  idOf: IdOf,
  written: Set<string>,
): boolean {
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) {
    const [key, value] = formatOf(step.mark)
    const from = isInPair(before, step.from) ? step.from - 1 : step.from
    const to = isInPair(before, step.to) ? step.to + 1 : step.to
    // Block by block: a mark never lands on a block's start.
    before.nodesBetween(from, to, (node, pos) => {
      const a = Math.max(from, pos + 1)
      const b = Math.min(to, pos + 1 + node.content.size)
      if (a < b) text.format(yOf(before, a), b - a, { [key]: step instanceof AddMarkStep ? value : null })
      return false
    })
    return from !== step.from || to !== step.to
  }
  if (step instanceof AttrStep) {
    writeAttribute(text, step, before, after, written)
    return false
  }
  const ranges: [number, number, number, number][] = []
  step.getMap().forEach((a, b, c, d) => ranges.unshift([a, b, c, d])) // last first: earlier places do not move
  let differs = false
  for (let [a, b, c, d] of ranges) {
    if (isInPair(before, a) || isInPair(after, c)) [a, c] = [a - 1, c - 1]
    if (isInPair(before, b) || isInPair(after, d)) [b, d] = [b + 1, d + 1]
    const isBroken = writeRange(
      text,
      yOf(before, a),
      tokensBetween(before, a, b),
      tokensBetween(after, c, d),
      (token) => {
        const id = idOf(token)
        written.add(id)
        return id
      },
    )
    differs ||= isBroken
  }
  return differs
}

function writeAttribute(text: Y.Text, step: AttrStep, before: Node, after: Node, written: Set<string>): void {
  const from = before.nodeAt(step.pos)!
  const to = after.nodeAt(step.pos)!
  const y = yOf(before, step.pos)
  if (from.type.name !== 'block') {
    text.insertEmbed(y, embedOf(to), formatsOf(to.marks))
    removeAt(text, y + 1, 1)
    return
  }
  const change = formatChange(formatsOfBlock(attrsOf(from)), formatsOfBlock(attrsOf(to)))
  const id = attrsOf(to).id
  if (step.attr === 'id' && !written.has(id) && bareId(id) !== bareId(attrsOf(from).id ?? '')) change['b.id'] = id
  if (Object.keys(change).length > 0) text.format(y, 1, change)
}
