/** The bus of several nodes within one process: what one says the others hear in the next turn of the event loop. It may be cut. */
import type { Bus, BusMessage } from '../../server/bus/bus.ts'

export class MemoryBuses {
  readonly #nodes = new Set<{ hear(message: BusMessage): void; back(): void }>()
  #isUp = true

  get isUp(): boolean {
    return this.#isUp
  }
  /** From now on nothing arrives, or it does again. */
  set isUp(isUp: boolean) {
    const isBack = isUp && !this.#isUp
    this.#isUp = isUp
    if (isBack) for (const node of this.#nodes) node.back()
  }

  node(): Bus {
    const listeners = new Set<(message: BusMessage) => void>()
    const returns = new Set<() => void>()
    const own = {
      hear: (message: BusMessage): void => listeners.forEach((listener) => listener(message)),
      back: (): void => returns.forEach((listener) => listener()),
    }
    this.#nodes.add(own)
    const isUp = (): boolean => this.#isUp
    return {
      get isUp() {
        return isUp()
      },
      say: (message) => {
        const said = JSON.stringify(message)
        setImmediate(() => {
          if (!this.#isUp) return
          for (const node of this.#nodes) if (node !== own) node.hear(JSON.parse(said) as BusMessage)
        })
      },
      listen(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      listenToReturns(listener) {
        returns.add(listener)
        return () => returns.delete(listener)
      },
      close: () => Promise.resolve(void this.#nodes.delete(own)),
    }
  }
}
