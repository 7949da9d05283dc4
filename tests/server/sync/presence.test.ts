import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { colourOf, Presence, PRESENCE_COLOURS } from '../../../server/sync/presence.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import type { Actor } from '../../../src/lib/domain/actor.ts'

const actor = (id: string): Actor => ({
  id,
  name: `Person ${id}`,
  email: '',
  party: { code: 'D01', name: 'Delegation 01' },
  partyId: 'party-1',
  roles: ['drafter'],
  sessionId: null,
  confirmedAt: null,
})
const speaker = (id: string): { actor: Actor } => ({ actor: actor(id) })
const says = (client: number, state: unknown, clock = 1) => [{ client, clock, state: JSON.stringify(state) }]
const anyones = (): boolean => true

/** A caret as the editor sends it. */
const caret = (): unknown => {
  const doc = new Y.Doc()
  const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(doc.getText('default'), 0)) as unknown
  return { anchor: place, head: place }
}

describe('PR1: name, party and colour come from the session', () => {
  it('whatever the client says of itself', () => {
    const presence = new Presence(fakeClock())
    const news = presence.hear(
      speaker('a'),
      says(1, { user: { id: 'z', name: 'The Chair' }, secret: 1, cursor: null }),
      anyones,
    )
    expect(news.map(({ client, state }) => [client, JSON.parse(state)])).toEqual([
      [1, { user: { id: 'a', name: 'Person a', party: 'D01', color: colourOf('a') } }],
    ])
    expect(PRESENCE_COLOURS).toContain(colourOf('a'))
  })
  it('of a client only caret and selection go on, and only where they are places', () => {
    const presence = new Presence(fakeClock())
    const cursorOf = (cursor: unknown): unknown =>
      (
        JSON.parse(presence.hear(speaker('a'), says(1, { cursor }), () => true)[0]?.state ?? 'null') as {
          cursor?: unknown
        } | null
      )?.cursor
    const a = speaker('a')
    const first = presence.hear(a, says(5, { cursor: caret() }), anyones)[0]!
    const { cursor } = JSON.parse(first.state) as { cursor: { anchor: { tname: string; assoc: number } } }
    expect(cursor.anchor.tname).toBe('default')
    expect(cursorOf({ anchor: 'x', head: 'y' })).toBeUndefined()
    expect(
      presence.hear(a, says(5, { cursor: { anchor: { tname: 'other' }, head: {} } }), anyones)[0]!.state,
    ).not.toContain('cursor')
    expect(presence.hear(a, [{ client: 5, clock: 1, state: '{broken' }], anyones)[0]!.state).not.toContain('cursor')
  })
})

describe('PR2: a socket speaks for itself', () => {
  it('not for an id of another socket, of another person, nor for more than a few', () => {
    const presence = new Presence(fakeClock())
    const [a, b] = [speaker('a'), speaker('b')]
    presence.hear(a, says(1, {}), anyones)
    expect(presence.hear(b, says(1, null), anyones)).toEqual([])
    expect(presence.hear(b, says(1, {}), anyones)).toEqual([])
    expect(presence.hear(b, says(2, {}), () => false)).toEqual([])
    const many = Array.from({ length: 20 }, (_, client) => says(100 + client, {})[0]!)
    expect(presence.hear(b, many, anyones)).toHaveLength(8)
  })
  it('what stock clients repeat of others is passed over, their own word taken', () => {
    const presence = new Presence(fakeClock())
    const [a, b] = [speaker('a'), speaker('b')]
    presence.hear(a, says(1, {}), anyones)
    expect(presence.hear(b, [...says(1, {}, 99), ...says(2, {})], anyones).map(({ client }) => client)).toEqual([2])
  })
  it('the same person on a new socket takes over, another person does not', () => {
    const presence = new Presence(fakeClock())
    const [old, again, other] = [speaker('a'), speaker('a'), speaker('b')]
    presence.hear(old, says(1, {}), anyones)
    presence.moveTo(other, 1)
    expect(presence.hear(other, says(1, null), anyones)).toEqual([])
    presence.moveTo(again, 1)
    expect(presence.leave(old)).toEqual([])
    expect(presence.leave(again).map(({ state }) => state)).toEqual(['null'])
  })
})

describe('PR3: who leaves is gone, for everybody, at once', () => {
  it('clocks rise through leaving, coming back and a restart', () => {
    const clock = fakeClock()
    const presence = new Presence(clock)
    const a = speaker('a')
    const clocks = [
      presence.hear(a, says(1, {}), anyones),
      presence.leave(a),
      presence.hear(a, says(1, {}), anyones),
    ].map((news) => news[0]!.clock)
    clock.advance(1_000)
    clocks.push(new Presence(clock).hear(a, says(1, {}), anyones)[0]!.clock)
    expect(clocks).toEqual([...clocks].sort((x, y) => x - y))
    expect(new Set(clocks).size).toBe(4)
  })
  it('others sees everybody but the one who asks', () => {
    const presence = new Presence(fakeClock())
    const [a, b] = [speaker('a'), speaker('b')]
    presence.hear(a, says(1, {}), anyones)
    presence.hear(b, says(2, {}), anyones)
    expect(presence.others(a).map(({ client }) => client)).toEqual([2])
    presence.leave(b)
    expect(presence.others(a)).toEqual([])
  })
})
