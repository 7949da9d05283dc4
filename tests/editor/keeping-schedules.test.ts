/**
 * LN5-LN8 over random histories: two people in changing tabs on one device type while lines are cut, tabs die, the journal fails, the
 * article is locked and unlocked. In the end the server's text has every word, once, in its author's name. `KEEPING_SEEDS=300` for more.
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openDevice, type Device } from '../../src/lib/editor/line/device.ts'
import { isSaved, openLinePage, type LinePage } from '../support/line-page.ts'
import { randomOf } from '../support/desk.ts'
import { DOCUMENT, locked, mayEdit, openSyncHouse, type SyncHouse } from '../support/sync-house.ts'

const SEEDS = Number(process.env['KEEPING_SEEDS'] ?? 25)
const STEPS = 40
const PEOPLE = ['drafter-1', 'drafter-2'] as const
type Person = (typeof PEOPLE)[number]

let house: SyncHouse
let device: Device
let tabs: { person: Person; page: LinePage }[]
beforeEach(async () => {
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  house = await openSyncHouse()
  device = openDevice(new IDBFactory())
  tabs = []
})
afterEach(async () => {
  for (const { page } of tabs) page.line.destroy()
  await house.close()
  device.close()
  vi.unstubAllGlobals()
})

function openTab(person: Person): LinePage {
  const keep = { device, person, lang: 'en', label: 'Article 1', round: null, path: '/draft/1' }
  const page = openLinePage(house, person, { keep })
  tabs.push({ person, page })
  return page
}

it.each(Array.from({ length: SEEDS }, (_, seed) => seed))('history %i', async (seed) => {
  const random = randomOf(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const first = (await house.replay()).getText('default').toString()
  /** Word -> who typed it. */
  const typed = new Map<string, Person>()
  for (let step = 0; step < STEPS; step++) {
    const at = below(tabs.length)
    const tab = tabs[at]
    const what = random()
    if (!tab || (what < 0.08 && tabs.length < 5))
      await openTab(PEOPLE[below(2)]!).until(({ kind }) => kind !== 'reconnecting')
    else if (what < 0.6) {
      // a person types into the text that they see, and only where they may
      if (!tab.page.now().mayWrite || !tab.page.doc.getText('default').length) {
        continue
      }
      const word = `<${seed}.${step}>`
      typed.set(word, tab.person)
      const text = tab.page.doc.getText('default')
      text.insert(1 + below(text.length), word)
    } else if (what < 0.72) tab.page.line.provider.disconnect()
    else if (what < 0.84) tab.page.line.provider.connect()
    else if (what < 0.92) {
      // the tab dies: what was on the device by then is what there is
      await tab.page.line.keep()
      tab.page.line.provider.disconnect()
      await tab.page.line.keep()
      tab.page.line.destroy()
      tabs.splice(at, 1)
    } else if (what < 0.96) house.change(tab.person, house.access.get(tab.person) === locked ? mayEdit : locked)
    else {
      house.faults.refusal = house.faults.refusal ? null : new Error('disk full')
    }
    if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve))
  }

  expect(typed.size).toBeGreaterThan(0)
  house.faults.refusal = null
  for (const person of PEOPLE) house.change(person, mayEdit)
  for (const { page } of tabs) page.line.provider.connect()
  // as at the next opening by each
  for (const person of PEOPLE) openTab(person)
  for (const { page } of tabs) await page.until(isSaved)
  await vi.waitFor(
    async () => {
      for (const person of PEOPLE) expect(await device.ofDocument(person, DOCUMENT)).toEqual([])
    },
    { interval: 5, timeout: 5_000 },
  )
  const text = (await house.replay()).getText('default').toString()
  // words may be typed into words; their signs are all there
  const count = (words: string): string => [...words].sort().join('')
  expect(count(text)).toBe(count(first + [...typed.keys()].join('')))
  for (const { page } of tabs) expect(page.doc.getText('default').toString()).toBe(text)
  expect(tabs.flatMap(({ page }) => page.line.leftovers())).toEqual([])
  // each in its author's name: nothing was written under a client id of somebody else
  const rows = await house.journalRows()
  const authors = new Set(typed.values())
  for (const author of authors) expect(rows.map(({ author_id }) => author_id)).toContain(author)
  expect(house.failures.filter((failure) => !String(failure).includes('disk full'))).toEqual([])
})
