/** What an examination of an installation finds, and how an operator reads it. */

export interface Finding {
  /** `wrong`: the installation does not work, or is not safe. `look`: it may be meant so. */
  level: 'fine' | 'look' | 'wrong'
  what: string
  /** What to do about it. */
  todo?: string
}

export const fine = (what: string): Finding => ({ level: 'fine', what })
export const look = (what: string, todo: string): Finding => ({ level: 'look', what, todo })
export const wrong = (what: string, todo: string): Finding => ({ level: 'wrong', what, todo })

const MARK = { fine: 'ok   ', look: 'LOOK ', wrong: 'WRONG' } as const

/** A line each, what to do on the next. */
export const written = (findings: readonly Finding[]): string =>
  findings.map(({ level, what, todo }) => `${MARK[level]} ${what}${todo ? `\n      ${todo}` : ''}`).join('\n')
