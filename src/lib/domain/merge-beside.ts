/** Colliding words of two texts, both of which are to stand (rule MG14; merge.ts tells the whole). */
import { bracketsAround } from './merge-options.ts'
import { aligned, isLight, type Token } from './merge-tokens.ts'

/** Signs that no space stands before. */
const CLOSING = /^[,.،؛)\]…]/u
const OPENING = /^[([“«‘]/u

/**
 * What both say stands once, with main's words and behind them the fork's wherever they differ. Words that the fork only has in another place are not said
 * again.
 */
export function besideEachOther(main: readonly Token[], fork: readonly Token[]): Token[] {
  const shared = aligned(main, fork)
  const inBoth = new Set(shared.map(([m]) => m))
  const mains = new Map<string, number>()
  for (const [m, { key }] of main.entries()) if (!inBoth.has(m)) mains.set(key, (mains.get(key) ?? 0) + 1)
  const out: Token[] = []
  let [i, j] = [0, 0]
  let last: Token | null = null
  for (const [m, f] of [...shared, [main.length, fork.length] as const]) {
    const own = main.slice(i, m)
    const theirs = isSaid(fork.slice(j, f), mains) ? [] : fork.slice(j, f)
    // the space behind what both say is that of whose words follow it
    if (last) out.push(own.length === 0 && theirs.length > 0 ? { ...last, space: fork[j - 1]!.space } : last)
    for (const run of [own, theirs]) append(out, run)
    last = main[m] ?? null
    if (last) append(out, [], last)
    ;[i, j] = [m + 1, f + 1]
  }
  return out
}

/** Whether these words stand among the others, which are then said; signs and small words alone are no saying. */
function isSaid(run: readonly Token[], others: Map<string, number>): boolean {
  const words = run.filter(({ key }) => !isLight(key))
  const asked = new Map<string, number>()
  for (const { key } of words) asked.set(key, (asked.get(key) ?? 0) + 1)
  if (words.length === 0 || [...asked].some(([key, n]) => (others.get(key) ?? 0) < n)) return false
  for (const [key, n] of asked) others.set(key, others.get(key)! - n)
  return true
}

/** Puts tokens behind others, with or without a space between them; `next` is only looked at. */
function append(out: Token[], run: readonly Token[], next: Token | undefined = run[0]): void {
  const before = out.at(-1)
  if (before && next) {
    const [text, following] = [textOf(before), textOf(next)]
    const isApart = before.space.length > 0
    const sides = [before, next].map(({ body }) => body[0]?.origin?.from)
    if (isApart && CLOSING.test(following) && sides[0] !== sides[1]) out[out.length - 1] = { ...before, space: [] }
    else if (!isApart && sides[0] !== sides[1] && !OPENING.test(text) && !CLOSING.test(following))
      out[out.length - 1] = {
        ...before,
        space: [{ insert: ' ', formats: bracketsAround([before, next]), origin: null }],
      }
  }
  out.push(...run)
}

const textOf = ({ body }: Token): string =>
  body.map(({ insert }) => (typeof insert === 'string' ? insert : '\uFFFC')).join('')
