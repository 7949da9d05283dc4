import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDevice, type Device, type KeptWords } from '../../src/lib/editor/line/device.ts'
import { keptPersons } from '../../src/lib/domain/cookies.ts'

let device: Device
let factory: IDBFactory
beforeEach(() => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  factory = new IDBFactory()
  device = openDevice(factory)
})
afterEach(() => {
  device.close()
  vi.unstubAllGlobals()
})

const words = (person: string, document: string, page: string, turn = 1): KeptWords => ({
  ...{ person, document, page, turn, schema: 2, lang: 'en', label: 'Article 1', path: '/draft/1' },
  ...{ count: 1, at: `2026-01-05T09:00:0${turn}.000Z`, update: Uint8Array.of(0, 0), passages: [], refused: null },
})
const pagesOf = (kept: KeptWords[]): string[] => kept.map(({ page }) => page)

describe('LN5, LN7: one record for each person, document and page', () => {
  it('is found by its person and document alone, oldest first', async () => {
    await device.keep(words('ann', 'd1', 'late', 3))
    await device.keep(words('ann', 'd1', 'early', 2))
    await device.keep(words('ann', 'd2', 'other text'))
    await device.keep(words('anna', 'd1', 'a longer name'))
    await device.keep(words('', 'd1', 'nobody'))
    expect(pagesOf(await device.ofDocument('ann', 'd1'))).toEqual(['early', 'late'])
    expect(pagesOf(await device.ofPerson('ann')).sort()).toEqual(['early', 'late', 'other text'])
    await device.clear('ann')
    expect(await device.ofPerson('ann')).toEqual([])
    expect(pagesOf(await device.ofPerson('anna'))).toEqual(['a longer name'])
  })
  it('that was written anew is not forgotten with the one before', async () => {
    const old = words('ann', 'd1', 'p')
    await device.keep(old)
    await device.keep({ ...words('ann', 'd1', 'p', 2), at: old.at })
    await device.release(old)
    expect((await device.ofDocument('ann', 'd1')).map(({ turn }) => turn)).toEqual([2])
    await device.release({ person: 'ann', document: 'd1', page: 'p', turn: 2 })
    expect(await device.ofDocument('ann', 'd1')).toEqual([])
  })
  it('outlives the page, and a database that the browser closed is opened again', async () => {
    await device.keep(words('ann', 'd1', 'p'))
    device.close()
    expect(pagesOf(await device.ofPerson('ann'))).toEqual(['p'])
    expect(pagesOf(await openDevice(factory).ofPerson('ann'))).toEqual(['p'])
  })
})

it('LN13: the cookie names accounts and nothing else gets through', () => {
  expect(keptPersons('a=b; concord_kept=p1.p-2_x; c=d')).toEqual(['p1', 'p-2_x'])
  expect(keptPersons('concord_kept=')).toEqual([])
  expect(keptPersons('my_concord_kept=p1')).toEqual([])
  expect(keptPersons('concord_kept=%E0%A4%A.<b>.p1')).toEqual(['p1'])
})
