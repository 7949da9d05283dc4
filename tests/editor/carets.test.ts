import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { AwarenessCarets } from '../../src/lib/editor/binding/carets.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function pair() {
  const [here, there] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())]
  const move = (n: number): void => {
    there.setLocalStateField('cursor', { anchor: n, head: n })
    applyAwarenessUpdate(here, encodeAwarenessUpdate(there, [there.clientID]), 'line')
  }
  const drawn = vi.fn()
  const stop = new AwarenessCarets(here).watch(drawn)
  const close = (): void => [here, there].forEach((one) => one.destroy())
  return { here, move, drawn, stop, close }
}

describe('carets of others', () => {
  it('the first is drawn at once, a burst after it once more, and the last place is not forgotten', () => {
    const { move, drawn, close } = pair()
    move(0)
    expect(drawn).toHaveBeenCalledTimes(1)
    for (let n = 1; n < 10; n++) move(n)
    expect(drawn).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(100)
    expect(drawn).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(1000)
    expect(drawn).toHaveBeenCalledTimes(2)
    move(10)
    expect(drawn).toHaveBeenCalledTimes(3)
    close()
  })
  it('the own caret draws nothing, and nothing is drawn after the end', () => {
    const { here, move, drawn, stop, close } = pair()
    here.setLocalStateField('cursor', { anchor: 1, head: 1 })
    expect(drawn).not.toHaveBeenCalled()
    move(0)
    move(1)
    stop()
    vi.advanceTimersByTime(1000)
    move(2)
    expect(drawn).toHaveBeenCalledTimes(1)
    close()
  })
})
