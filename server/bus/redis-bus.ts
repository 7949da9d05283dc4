/**
 * The bus over Redis or Valkey: one channel, to which every node listens, and to which what it says within one turn of the event loop goes as one
 * message. While Redis is away nothing is kept for later, and nobody waits: what was missed is found in the database.
 */
import { createClient } from '@redis/client'
import { readLetter, type Letter } from './heard.ts'
import { Rounds } from './rounds.ts'
import type { BusTracing } from '../tracing.ts'
import type { Bus, BusMessage, BusWatch, Hearer } from './bus.ts'

export interface RedisBusOptions {
  /** `redis://...` or `rediss://...` */
  url: string
  /** Names this node among the others; unguessable, since what it says is not told to itself. */
  nodeId: string
  /** Hears that Redis is away, and that it is back. */
  log: { warn(what: object, message: string): void; info(what: object, message: string): void }
  /** Nobody, where it is not counted. */
  watch?: BusWatch
  /** Follows what is said to where it is heard; nobody, where traces are not told. */
  tracing?: BusTracing
}

const CHANNEL = 'concord'
/** A lost connection is tried again after so long at most. */
const MOST_PAUSE_MS = 1_000
/** Where Redis does not let this node listen, it is asked again after so long. */
const REFUSED_PAUSE_MS = 30_000
/** A connection is asked for a sign of life so long after the last ... */
const PING_MS = 2_000
/** ... and given up when none comes for so long: Redis may hang, or be cut off, and close nothing. */
const SILENT_MS = 5_000

export interface RedisBus extends Bus {
  /** For what is counted by all nodes together. */
  readonly client: unknown
}

/** Resolves when Redis is there; where it is not yet, with a bus that is down until it comes. */
export async function openRedisBus({ url, nodeId, log, watch, tracing }: RedisBusOptions): Promise<RedisBus> {
  const listeners = new Set<Hearer>()
  const returns = new Set<() => void>()
  const gaps = new Set<() => void>()
  const connect = () =>
    createClient({
      url,
      disableOfflineQueue: true,
      pingInterval: PING_MS,
      socket: {
        connectTimeout: 5_000,
        socketTimeout: SILENT_MS,
        reconnectStrategy: (tries) => Math.min(20 * 2 ** tries, MOST_PAUSE_MS),
      },
    })
  const [speaker, hearer] = [connect(), connect()]
  let isSubscribed = false
  let wasUp = false
  let isClosing = false
  const rounds = new Rounds(watch)
  const isUp = (): boolean => isSubscribed && speaker.isReady && hearer.isReady
  const look = (): void => {
    if (isUp() === wasUp || isClosing) return
    wasUp = isUp()
    rounds.forget()
    if (!wasUp) return log.warn({}, 'Redis is away: nodes find what others did in the database')
    log.info({}, 'Redis is there')
    for (const listener of returns) listener()
  }
  for (const client of [speaker, hearer]) {
    // heard at every try; said once
    client.on('error', look)
    client.on('ready', look)
    client.on('reconnecting', look)
  }
  const hear = (text: string): void => {
    const letter = readLetter(text)
    if (letter === null) return log.warn({}, 'something came over Redis that no node says')
    const { from, number, trace, messages } = letter
    if (from === nodeId) return rounds.back(number)
    const isGap = rounds.heard(from, number)
    const tell = (): void => {
      for (const message of messages) {
        watch?.heard(message.kind)
        for (const listener of listeners) listener(message, from)
      }
    }
    if (trace === null || tracing === undefined) tell()
    else tracing.receive(trace, messages.length, tell)
    if (isGap) for (const listener of gaps) listener()
  }
  const subscribed = Promise.withResolvers<void>()
  /** At every connection until it succeeds; from then on the client subscribes again by itself. */
  const subscribe = async (): Promise<void> => {
    if (isSubscribed || isClosing) return
    try {
      await hearer.subscribe(CHANNEL, hear)
      isSubscribed = true
      subscribed.resolve()
    } catch (error) {
      // refused where nothing broke: no connection follows by itself
      if (!isClosing && hearer.isReady) {
        log.warn({ err: error }, 'Redis cannot be used')
        setTimeout(() => void subscribe(), REFUSED_PAUSE_MS).unref()
      }
    }
    look()
  }
  hearer.on('ready', () => void subscribe())
  for (const client of [speaker, hearer])
    client.connect().catch((error: unknown) => isClosing || log.warn({ err: error }, 'Redis cannot be used'))
  await Promise.race([subscribed.promise, new Promise((resolve) => setTimeout(resolve, MOST_PAUSE_MS).unref())])
  look()

  let waiting: BusMessage[] = []
  const send = (): void => {
    const messages = waiting
    waiting = []
    // counted also where it is not sent: whoever hears the next one knows
    const number = rounds.next()
    // a connection that is written to does not fall silent
    if (!isUp()) return watch?.unsaid(messages.length)
    for (const { kind } of messages) watch?.said(kind)
    const followed = tracing?.publish(messages.length) ?? null
    const letter: Letter = { from: nodeId, number, trace: followed?.trace ?? null, messages }
    void speaker
      .publish(CHANNEL, JSON.stringify(letter))
      .catch(look)
      .finally(() => followed?.done())
  }

  return {
    client: speaker,
    get isUp() {
      return isUp()
    },
    say(message) {
      if (isClosing) return
      if (waiting.push(message) === 1) setImmediate(send)
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
    close() {
      isClosing = true
      if (waiting.length > 0) send()
      for (const client of [speaker, hearer])
        if (client.isReady) client.close().catch(() => client.destroy())
        else if (client.isOpen) client.destroy()
      return Promise.resolve()
    },
  }
}
