/** What people do beside typing: each act again and again at its own pace, timed. */
import { askingAt } from '../bench/asking.ts'
import { Client } from '../bench/sync/load/client.ts'
import { plain } from '../bench/sync/load/dialect.ts'
import { Histogram } from '../bench/sync/load/histogram.ts'
import { rest } from '../bench/sync/load/pace.ts'
import type { Place } from '../bench/sync/load/crowd.ts'
import { PEOPLE, type Town } from './town.ts'

/** Where people of a town sit. `first`: the article of the first room, since each stretch needs articles that nobody wrote in. */
export const placeIn = (town: Town, port: number, first: number): Place => ({
  acknowledges: true,
  seat: (room, person, client) => ({
    port,
    path: `/sync/${town.articles[first + room]!.document}?ack=1&deflate=1&client=${client}`,
    // no two of a room are one person, and everybody is in as many rooms as everybody else
    headers: { Authorization: `Bearer ${town.tokens[(room * 7 + person) % PEOPLE]!}` },
    dialect: plain,
    room: String(room),
  }),
})

export const ACTS = ['comment', 'open', 'page', 'read', 'publish'] as const
export type Act = (typeof ACTS)[number]

export interface Done {
  waits: Record<Act, Histogram>
  /** What was refused or broke. */
  faults: string[]
}

/** Goes on until the returned function is called, which answers what was done. Each act every so many milliseconds, one at a time. */
export function act(town: Town, origin: string, port: number, everyMs: Record<Act, number>): () => Promise<Done> {
  const done: Done = { waits: {} as Done['waits'], faults: [] }
  let isOver = false
  const secretariat = askingAt(origin, town.secretariat)
  /** Another each time. */
  let turn = 0
  let label = Date.now()
  const article = (): Town['articles'][number] => town.articles[turn % town.articles.length]!
  const token = (): string => town.tokens[turn % town.tokens.length]!
  const get = async (path: string, headers: Record<string, string> = {}): Promise<void> => {
    const answer = await fetch(`${origin}${path}`, { headers })
    await answer.arrayBuffer()
    if (answer.status !== 200 && answer.status !== 404) throw new Error(`${path}: ${answer.status}`)
  }
  const acts: Record<Act, () => Promise<unknown>> = {
    comment: () =>
      askingAt(origin, token())('POST', `/articles/${article().id}/comments`, { body: 'As we said.', lang: 'en' }),
    async open() {
      const seat = placeIn(town, port, turn % town.articles.length).seat(0, turn % PEOPLE, 2 ** 30 + turn)
      const client = new Client({ seat })
      await client.connect()
      await client.synced
      client.close()
    },
    page: () =>
      get(`/draft/${1 + (turn % town.articles.length)}?charter=${town.slug}`, { cookie: `concord_session=${token()}` }),
    read: () => get(`/charter/v/1/1?charter=${town.slug}`),
    publish: () =>
      secretariat('POST', `/charters/${town.charter}/versions`, { label: `L${label++}`, notes: '', publish: true }),
  }
  const going = ACTS.map(async (name) => {
    const waits = (done.waits[name] = new Histogram())
    while (!isOver) {
      const began = performance.now()
      turn++
      try {
        await acts[name]()
        waits.add(performance.now() - began)
      } catch (error) {
        done.faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
      const next = began + everyMs[name]
      while (!isOver && performance.now() < next) await rest(Math.min(50, Math.max(1, next - performance.now())))
    }
  })
  return async () => {
    isOver = true
    await Promise.all(going)
    return done
  }
}
