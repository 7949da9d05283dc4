/** Keys at a given pace, whatever the server does meanwhile; and waiting for things. */
import { setTimeout as rest } from 'node:timers/promises'

export { rest }

/** Whoever sends something, again and again. */
export interface Hand {
  /** Sends its `n`th. */
  send(n: number): void
  /** How many it has. */
  limit: number
  /** The next one to send. */
  next: number
}

export interface Sent {
  count: number
  /** The latest that anything was behind its time, in milliseconds: what the generator itself adds. */
  lateMs: number
}

/** Golden ratio: hands begin spread over one interval, however many there are. */
const SPREAD = 0.6180339887

/** Each hand sends so many a second, for so many seconds. What is due is sent; nothing waits for an answer. */
export async function play(hands: readonly Hand[], perSecond: number, seconds: number): Promise<Sent> {
  const interval = 1000 / perSecond
  const start = performance.now()
  const end = start + seconds * 1000
  const due = hands.map((_, i) => start + interval * ((i * SPREAD) % 1))
  const sent: Sent = { count: 0, lateMs: 0 }
  for (;;) {
    const now = performance.now()
    for (const [i, hand] of hands.entries()) {
      let at = due[i]!
      for (; at <= now && at < end; at += interval) {
        if (hand.next >= hand.limit) continue
        hand.send(hand.next++)
        sent.count++
        sent.lateMs = Math.max(sent.lateMs, now - at)
      }
      due[i] = at
    }
    if (now >= end) return sent
    await rest(1)
  }
}

/** Looks every few milliseconds until it is so, or the time is over; answers whether it is. */
export async function until(isSo: () => boolean, withinMs: number, everyMs = 5): Promise<boolean> {
  const end = performance.now() + withinMs
  while (!isSo()) {
    if (performance.now() > end) return false
    await rest(everyMs)
  }
  return true
}
