/** The bus of several nodes within one process: what one says the others hear in the next turn of the event loop. It may be cut. */
import type { Bus, BusMessage, Hearer } from '../../server/bus/bus.ts'

export class MemoryBuses {
  readonly #nodes = new Set<{ hear: Hearer; back(): void }>()
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
    const name = `node-${this.#nodes.size}`
    const listeners = new Set<Hearer>()
    const returns = new Set<() => void>()
    const own = {
      hear: (message: BusMessage, from: string): void => listeners.forEach((listener) => listener(message, from)),
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
          for (const node of this.#nodes) if (node !== own) node.hear(JSON.parse(said) as BusMessage, name)
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
