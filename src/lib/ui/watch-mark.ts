/** Asks every few seconds whether something changed, while somebody looks at the page. */

/** In milliseconds; the longer one where data is to be spared. */
const EVERY = { normal: 12_000, low: 60_000 } as const

/**
 * Asks `path` for its `{mark}`: regularly while the page is in sight, and at once when it comes back into sight or the line does.
 * No answer is no news; what ended (signed out, access lost) is not asked again. Returns how to stop.
 */
export function watchMark(path: string, isLowData: boolean, tell: (mark: string) => void): () => void {
  let isAsking = false
  let isOver = false
  async function ask(): Promise<void> {
    if (isAsking || isOver || document.visibilityState !== 'visible') return
    isAsking = true
    try {
      const response = await fetch(path)
      if (response.ok) {
        const { mark } = (await response.json()) as { mark: string }
        if (!isOver) tell(mark)
      } else if ([401, 403, 404].includes(response.status)) stop()
    } catch (error) {
      // the line is away; the next round tries again
      console.info(`${path} was not answered`, error)
    } finally {
      isAsking = false
    }
  }
  const look = (): void => void ask()
  const timer = setInterval(look, isLowData ? EVERY.low : EVERY.normal)
  document.addEventListener('visibilitychange', look)
  addEventListener('online', look)
  function stop(): void {
    isOver = true
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
    removeEventListener('online', look)
  }
  return stop
}
