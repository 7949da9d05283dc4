/** Two browsers do different structural things to the same paragraph, with keys: 200 seeded runs, half of them cut off from each other. */
import type { Page } from '@playwright/test'
import { faultsOf } from '#lib/domain/soundness.ts'
import { randomFrom, type Random } from '../support/random.ts'
import { ARTICLE, expect, settled, test } from './editor-desks.ts'

// a word that is lost once is lost
test.describe.configure({ retries: 0 })

const RUNS = 200
const PARTS = 4
const STEPS = 2

const key =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const one of keys) await page.keyboard.press(one)
  }
/** Every structure by its key; what a person types names that person. */
const ACTS: Record<string, (page: Page, who: string) => Promise<void>> = {
  type: (page, who) => page.keyboard.type(`${who} `),
  split: key('Enter'),
  'split twice': key('Enter', 'Enter'),
  join: key('Home', 'Backspace'),
  'join the next': key('End', 'Delete'),
  delete: key('Delete'),
  deeper: key('Tab'),
  back: key('Shift+Tab'),
  item: key('Alt+Shift+Digit2'),
  'sub-item': key('Alt+Shift+Digit3'),
  tail: key('Alt+Shift+Digit4'),
  paragraph: key('Alt+Shift+Digit1'),
  up: key('Alt+ArrowUp'),
  down: key('Alt+ArrowDown'),
  bold: key('Control+b'),
  alternatives: key('Alt+Shift+KeyE'),
  optional: key('Alt+Shift+KeyO'),
  option: key('Alt+Shift+KeyN'),
  'remove an option': key('Alt+Shift+KeyD'),
  unwrap: key('Alt+Shift+KeyU'),
  'join brackets': key('Alt+Shift+KeyJ'),
  narrow: key('Alt+Shift+KeyS'),
  widen: key('Alt+Shift+KeyW'),
  undo: key('Control+z'),
  redo: key('Control+y'),
  paste: (page, who) => page.evaluate((name) => window.desk.paste(`<p>${name}1</p><ul><li>${name}2</li></ul>`), who),
}

/** A caret, a stretch of words, or all of the paragraph. */
function aim(random: Random): [number, number] {
  const a = random.below(1000)
  const kind = random.next()
  if (kind < 0.4) return [a, a]
  return kind < 0.9 ? [a, Math.min(1000, a + random.below(300))] : [0, 1000]
}

for (let part = 0; part < PARTS; part++)
  test(`TX37: two browsers change one paragraph, ${RUNS / PARTS} seeded runs: the same for both, and sound (part ${part})`, async ({
    pair,
  }) => {
    test.setTimeout(300_000)
    const pages = await pair()
    const [a, b] = pages
    for (let seed = part + 1; seed <= RUNS; seed += PARTS) {
      const random = randomFrom(seed)
      const log: string[] = [`seed ${seed}`]
      await a.evaluate((article) => window.desk.begin(article), ARTICLE)
      expect(await settled(a, b, log.join('; ')), log.join('; ')).toEqual(ARTICLE)
      const isApart = random.next() < 0.5
      for (const page of pages)
        await page.evaluate((apart) => {
          window.desk.forget()
          if (apart) window.desk.offline()
        }, isApart)
      const work = pages.map((page, i) => {
        const plan = Array.from({ length: STEPS }, () => ({ name: random.pick(Object.keys(ACTS)), at: aim(random) }))
        log.push(`${'AB'[i]}: ${plan.map(({ name, at }) => `${name} (${at.join('-')})`).join(', ')}`)
        return async (): Promise<void> => {
          for (const { name, at } of plan) {
            await page.evaluate(([from, to]) => window.desk.aim('p2', 2, from, to), at)
            await ACTS[name]!(page, `${'AB'[i]}word`)
          }
        }
      })
      await Promise.all(work.map((act) => act()))
      for (const page of pages) await page.evaluate(() => window.desk.online())
      const merged = await settled(a, b, log.join('; '))
      expect(
        faultsOf(merged).filter(({ rule }) => rule !== 'SD7'),
        log.join('; '),
      ).toEqual([])
    }
  })
