/** What a page notes of itself while it is measured. */

export interface Note {
  /** When the whole text was painted, ms from the click; 0: not yet. */
  openedAt: number
  /** When each frame began, ms. */
  frames: number[]
  /** From each key to its letter's frame, ms. */
  waits: number[]
  /** Tasks over 50 ms. */
  long: number[]
}

/** Runs in the page, before its own scripts. */
export function watch(): void {
  const note: Note = { openedAt: 0, frames: [], waits: [], long: [] }
  Object.assign(window, { note })
  new MutationObserver((_, observer) => {
    const text = document.querySelector('[role=textbox][contenteditable=true]')
    if (!text || text.textContent.length < 20_000) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => (note.openedAt = performance.now())))
  }).observe(document, { subtree: true, childList: true, attributes: true })
  const frame = (now: number): void => {
    note.frames.push(now)
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => note.long.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
  })
  document.addEventListener(
    'keydown',
    (event) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => note.waits.push(performance.now() - event.timeStamp)
        port2.postMessage(null)
      })
    },
    true,
  )
}
