/**
 * Words that somebody carried from one passage to another, by a split with something else between its halves or by cutting and pasting (merge.ts tells the
 * whole). Where they came from and where they went are held together: half a carrying would lose the words, or double them.
 */
import type { Block } from './article.ts'
import { aligned, isLight, tokensOf, type Token } from './merge-tokens.ts'

/** As many tokens on end that went here and came there are the same ones; fewer may have been typed anew. */
const RUN = 3

/** What one side did to a passage. */
export interface Change {
  /** Blocks of the base. */
  ids: ReadonlySet<string>
  /** Blocks that new ones were split from. */
  origins: ReadonlySet<string>
  /** Runs of tokens that it took away, and that it put there. */
  gone: ReadonlySet<string>
  come: ReadonlySet<string>
}

export function changeOf(base: readonly Block[], side: readonly Block[]): Change {
  const [was, is] = [base, side].map((blocks) => blocks.flatMap((block) => tokensOf(block, null))) as [Token[], Token[]]
  const pairs = aligned(was, is)
  const were = new Set(base.map(({ attrs }) => attrs.id))
  return {
    ids: were,
    origins: new Set(side.flatMap(({ attrs }) => (!were.has(attrs.id) && attrs.from != null ? [attrs.from] : []))),
    gone: runsIn(was, new Set(pairs.map(([i]) => i))),
    come: runsIn(is, new Set(pairs.map(([, j]) => j))),
  }
}

/** Every run of tokens that did not stay. */
function runsIn(tokens: readonly Token[], stayed: ReadonlySet<number>): Set<string> {
  const runs = new Set<string>()
  for (let i = 0; i + RUN <= tokens.length; i++) {
    const run = tokens.slice(i, i + RUN)
    if (run.some(({ start }, n) => start !== null || stayed.has(i + n)) || run.every(({ key }) => isLight(key)))
      continue
    runs.add(run.map(({ key }) => key).join(' '))
  }
  return runs
}

const isFrom = (here: Change, there: Change): boolean =>
  [...here.origins].some((id) => there.ids.has(id)) || [...here.come].some((run) => there.gone.has(run))

/** The passages between which one side carried words: each with all others. `changes`: of that side, by passage. */
export const carriedBetween = (changes: ReadonlyMap<string, Change>): Map<string, string[]> =>
  new Map(
    [...changes].map(([name, change]) => [
      name,
      [...changes].flatMap(([other, there]) =>
        other !== name && (isFrom(change, there) || isFrom(there, change)) ? [other] : [],
      ),
    ]),
  )

/** MG4: words that one side carried from one passage to another while the other side removed them: the two passages. */
export const carriedThoughRemoved = (
  carrying: ReadonlyMap<string, Change>,
  removing: ReadonlyMap<string, Change>,
): [from: string, to: string][] =>
  [...carrying].flatMap(([from, { gone }]) => {
    const both = [...gone].filter((run) => removing.get(from)?.gone.has(run))
    return [...carrying].flatMap(([to, { come }]): [string, string][] =>
      to !== from && both.some((run) => come.has(run)) ? [[from, to]] : [],
    )
  })
