/**
 * GA7 over real sockets: every hostile frame meets its one verdict, the room's bytes stay as they were, somebody else in the room goes on
 * writing and is acknowledged, and a stock Y.Doc that is told everything never waits for anything.
 */
import { afterAll, beforeAll, describe, it } from 'vitest'
import {
  HEAVY_AND_HONEST,
  MESSAGES,
  NOT_ALLOWED,
  OF_OTHERS,
  OF_READERS,
  OUT_OF_PLACE,
  PRESENCES,
  UNDECODABLE,
  type HostileFrame,
} from '../../../support/hostile-frames.ts'
import { openAttacked, type Attacked } from '../../../support/hostile-scene.ts'

const byName = (frames: readonly HostileFrame[]): [string, HostileFrame][] =>
  frames.map((frame) => [`${frame.name}: ${frame.outcome}`, frame])

let room: Attacked
beforeAll(async () => {
  room = await openAttacked()
})
afterAll(async () => {
  await room.close()
})

describe('GA1: what is no update', () => {
  it.each(byName(UNDECODABLE))('%s', (_name, frame) => room.withstands(frame))
})
describe('GA5: what the document would wait for, and characters cut in two', () => {
  it.each(byName(OUT_OF_PLACE))('%s', (_name, frame) => room.withstands(frame))
})
describe('GA2, GA3: structs of others', () => {
  it.each(byName(OF_OTHERS))('%s', (_name, frame) => room.withstands(frame))
})
describe('GA4: what may not be in a text', () => {
  it.each(byName(NOT_ALLOWED))('%s', (_name, frame) => room.withstands(frame))
})
describe('messages of other kinds', () => {
  it.each(byName(MESSAGES))('%s', (_name, frame) => room.withstands(frame))
})
describe('PR2, SY8: presence', () => {
  it.each(byName(PRESENCES))('%s', (_name, frame) => room.withstands(frame))
})
describe('GA6: from who may not write', () => {
  it.each(byName(OF_READERS))('%s', (_name, frame) => room.withstands(frame, 'reviewer'))
})
// last, since it leaves a long text behind
describe('what is heavy, and honest', () => {
  it.each(byName(HEAVY_AND_HONEST))('%s', (_name, frame) => room.withstands(frame))
})
