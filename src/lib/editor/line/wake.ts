/** When a page comes back to life: a laptop wakes, a tab is shown again, the net is there again. */

export interface Life {
  /** Look at the line at once. */
  onWake(): void
  /** The browser says that there is no net. */
  onOffline(): void
  /** The page may be gone in a moment. */
  onHide(): void
}

/** Until the returned function is called. Without a window (tests outside of a browser) nothing happens. */
export function watchLife({ onWake, onOffline, onHide }: Life): () => void {
  if (typeof window === 'undefined') return () => {}
  const stops: (() => void)[] = []
  const on = (target: EventTarget, names: string[], run: () => void): void => {
    for (const name of names) {
      target.addEventListener(name, run)
      stops.push(() => target.removeEventListener(name, run))
    }
  }
  on(window, ['online', 'pageshow', 'focus'], onWake)
  on(window, ['offline'], onOffline)
  on(window, ['pagehide'], onHide)
  // `resume` and `freeze`: the page's life cycle, where a browser stops pages that nobody looks at
  on(document, ['resume'], onWake)
  on(document, ['freeze'], onHide)
  on(document, ['visibilitychange'], () => (document.visibilityState === 'visible' ? onWake() : onHide()))
  return () => {
    for (const stop of stops) stop()
  }
}
