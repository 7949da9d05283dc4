import { describe, expect, it } from 'vitest'
import { Parcel } from '../../../server/sync/parcel.ts'
import { unframe } from '../../support/unframe.ts'

describe('SY20: what is sent together is framed once', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])('a message of %i bytes is one frame', (length) => {
    const message = Uint8Array.from({ length }, (_, i) => i % 251)
    expect(unframe(Parcel.of(message).framed)).toEqual([message])
  })
  it('messages keep their order and their bounds', () => {
    const messages = [Uint8Array.of(1), new Uint8Array(200).fill(2), Uint8Array.of(3, 3)]
    expect(unframe(new Parcel(messages).framed)).toEqual(messages)
  })
  it('is framed for all at once', () => {
    const parcel = Parcel.of(Uint8Array.of(1, 2, 3))
    expect(parcel.framed).toBe(parcel.framed)
  })
})
