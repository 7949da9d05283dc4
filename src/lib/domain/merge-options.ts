/** Words and the options they stand in, where one of two people put brackets and the other words (merge.ts tells the whole). */
import type { Token, Unit } from './merge-tokens.ts'
import type { Formats } from './text.ts'

/** `br:<bracket> <option>` of every option that words of these tokens stand in. */
export const optionsIn = (tokens: readonly Token[]): Set<string> =>
  new Set(
    tokens.flatMap(({ body }) =>
      body.flatMap(({ formats }) =>
        Object.entries(formats).flatMap(([key, value]) => (key.startsWith('br:') ? [nameOf(key, value)] : [])),
      ),
    ),
  )
const nameOf = (key: string, option: unknown): string => `${key} ${String(option)}`

const isHead = ({ insert }: Unit, option: unknown): boolean => typeof insert === 'object' && insert['opt'] === option

/**
 * TX37: the units of a block, in which what one side put among the words of an option that only the other side has belongs to that option.
 * `known`: the options that either side has.
 */
export function belonging(units: readonly Unit[], known: { main: Set<string>; fork: Set<string> }): Unit[] {
  const out = [...units]
  units.forEach((unit, i) => {
    for (const [key, option] of Object.entries(out[i - 1]?.formats ?? {})) {
      if (!key.startsWith('br:') || key in unit.formats) continue
      const next = out.findIndex(({ formats }, n) => n > i && formats[key] === option)
      const between = out.slice(i, Math.max(i, next))
      const isForeign = ({ origin }: Unit): boolean => origin !== null && !known[origin.from].has(nameOf(key, option))
      if (between.length > 0 && between.every((one) => isForeign(one) && !isHead(one, option)))
        out[i] = { ...out[i]!, formats: { ...out[i]!.formats, [key]: option } }
    }
  })
  return out
}

/** The brackets that all of these tokens stand in. */
export function bracketsAround(tokens: readonly Token[]): Formats {
  const all = tokens.flatMap(({ body }) => body.map(({ formats }) => formats))
  const brackets = Object.entries(all[0] ?? {}).filter(([key]) => key.startsWith('br:'))
  return Object.fromEntries(brackets.filter(([key, value]) => all.every((formats) => formats[key] === value)))
}
