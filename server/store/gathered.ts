/** Beyond so many at once, the others are asked about next. */
const MOST_AT_ONCE = 100

interface Waiting<Asked, Answer> {
  asked: Asked
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * What many ask at about the same time, asked in one question, as when everybody comes back after a restart: who asks while a question is under
 * way is asked about with the next one, so that no answer is older than its question. `load` answers in the order of what was asked, with an error
 * where one alone failed; what it throws, all of them are told.
 */
export function gathered<Asked, Answer>(
  load: (asked: readonly Asked[]) => Promise<(Answer | Error)[]>,
): (asked: Asked) => Promise<Answer> {
  let waiting: Waiting<Asked, Answer>[] = []
  let isAsking = false

  const ask = async (): Promise<void> => {
    while (waiting.length > 0) {
      const now = waiting.slice(0, MOST_AT_ONCE)
      waiting = waiting.slice(MOST_AT_ONCE)
      try {
        const answers = await load(now.map(({ asked }) => asked))
        for (const [i, { resolve, reject }] of now.entries()) {
          const answer = answers[i]!
          if (answer instanceof Error) reject(answer)
          else resolve(answer)
        }
      } catch (error) {
        for (const { reject } of now) reject(error)
      }
    }
    isAsking = false
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (isAsking) return
      isAsking = true
      setImmediate(() => void ask())
    })
}
