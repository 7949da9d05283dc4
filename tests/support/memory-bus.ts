/** The bus of several nodes within one process: what one says the others hear in the next turn of the event loop. It may be cut. */
import type { Bus, BusMessage, Hearer } from '../../server/bus/bus.ts'

interface Node {
  hear(message: BusMessage, from: string, number: number): void
  back(): void
  isCut: boolean
}

export class MemoryBuses {
  readonly #nodes = new Map<Bus, Node>()
  #isUp = true

  get isUp(): boolean {
    return this.#isUp
  }
  /** From now on nothing arrives, or it does again. */
  set isUp(isUp: boolean) {
    const isBack = isUp && !this.#isUp
    this.#isUp = isUp
    if (isBack) for (const node of this.#nodes.values()) node.back()
  }

  /** From now on one of them alone says and hears nothing, or does again. */
  cut(bus: Bus, isCut: boolean): void {
    const node = this.#nodes.get(bus)!
    const isBack = node.isCut && !isCut
    node.isCut = isCut
    if (isBack) node.back()
  }

  node(): Bus {
    const name = `node-${this.#nodes.size}`
    const listeners = new Set<Hearer>()
    const returns = new Set<() => void>()
    const gaps = new Set<() => void>()
    const last = new Map<string, number>()
    let said = 0
    const own: Node = {
      isCut: false,
      hear(message, from, number) {
        const before = last.get(from)
        last.set(from, number)
        for (const listener of listeners) listener(message, from)
        if (before !== undefined && number > before + 1) for (const listener of gaps) listener()
      },
      back: () => returns.forEach((listener) => listener()),
    }
    const isUp = (): boolean => this.#isUp && !own.isCut
    const bus: Bus = {
      get isUp() {
        return isUp()
      },
      say: (message) => {
        const letter = JSON.stringify(message)
        // counted also where nobody hears it, as over Redis
        const number = ++said
        setImmediate(() => {
          if (!isUp()) return
          for (const node of this.#nodes.values())
            if (node !== own && !node.isCut) node.hear(JSON.parse(letter) as BusMessage, name, number)
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
      listenToGaps(listener) {
        gaps.add(listener)
        return () => gaps.delete(listener)
      },
      close: () => Promise.resolve(void this.#nodes.delete(bus)),
    }
    this.#nodes.set(bus, own)
    return bus
  }
}
