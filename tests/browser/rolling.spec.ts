// Over 250 lines: one story, from the first word of a proposal to the agreement of its article, told step by step.
/**
 * An article is negotiated: a delegation proposes while the pen-holder writes, another co-sponsors, the text changes underneath, what collides is shown
 * and settled, it is accepted as modified; another proposal becomes an alternative, the brackets are settled in every language, and the article is
 * agreed ad referendum. Board, compilation, decisions and record say what happened.
 */
import type { Locator, Page } from '@playwright/test'
import { anchorText } from '../../src/lib/domain/rendering.ts'
import type { ArticleText, AuditRow } from '../../src/lib/domain/contract.ts'
import type { ProposalSummary } from '../../src/lib/domain/contract-proposals.ts'
import { isOpenProposal } from '../../src/lib/domain/proposal.ts'
import type { ArticleBrackets, DecisionView } from '../../src/lib/domain/contract-brackets.ts'
import { articleOf, call } from './drafts.ts'
import { selectWords } from '../support/select-words.ts'
import { expect, test } from './fixtures.ts'

/** Its story changes what everybody reads. */
test.use({ ownServer: 'rolling' })

const textOf = (page: Page): Locator => page.locator('[role=textbox][contenteditable]').first()
const aim = (page: Page): Locator => textOf(page).locator('[data-id="prevention-aim"]')
const record = (page: Page): Locator => textOf(page).locator('[data-id="prevention-record"]')
const saved = (page: Page): Promise<void> => expect(page.getByText('Saved', { exact: true }).first()).toBeVisible()
const done = (page: Page): Promise<void> => expect(page.getByRole('status').first()).toBeVisible()

/** The words of a paragraph, without what is drawn among them. */
const wordsOf = (block: Locator): Promise<string> =>
  block.evaluate((dom) => {
    const copy = dom.cloneNode(true) as HTMLElement
    for (const drawn of copy.querySelectorAll('del, .bracket-sign, .caret, .unseen')) drawn.remove()
    return copy.textContent
  })
const says = (block: Locator, words: string) => expect.poll(() => wordsOf(block)).toContain(words)
const saysNot = (block: Locator, words: string) => expect.poll(() => wordsOf(block)).not.toContain(words)

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(textOf(page)).toBeEditable()
}

/** Writes `words` in the place of `was`, as a hand does that selects and types. */
async function rewrite(page: Page, block: Locator, was: string, words: string): Promise<void> {
  await block.click()
  await selectWords(block, was)
  await page.keyboard.type(words)
}

async function typeAtEnd(page: Page, block: Locator, words: string): Promise<void> {
  await block.click()
  await page.keyboard.press('End')
  await page.keyboard.type(words)
}

/** Begins a proposal on Article 7; answers the address of its page. */
async function propose(page: Page): Promise<string> {
  await page.goto('/draft/7')
  await page.getByRole('button', { name: 'Propose a change' }).first().click()
  await expect(page).toHaveURL(/\/draft\/proposals\/[^/]+\/write/)
  await expect(textOf(page)).toBeEditable()
  return new URL(page.url()).pathname.replace(/\/write$/, '')
}

/** An act on a proposal's page, whose form may be folded in. */
async function act(page: Page, path: string, name: string, fill?: (form: Locator) => Promise<unknown>): Promise<void> {
  await page.goto(path)
  const form = page.locator('form').filter({ has: page.getByRole('button', { name, exact: true }) })
  const folded = page.locator('summary').filter({ hasText: name })
  if ((await folded.count()) > 0) await folded.first().click()
  await fill?.(form)
  await form.getByRole('button', { name, exact: true }).click()
  await done(page)
}

/** Languages that the article gets beside its original, and what is written there of the paragraph that is disputed. */
const TRANSLATED = {
  pt: 'As Sociedades dão a mesma prioridade à prevenção.',
  fa: 'انجمن‌ها به پیشگیری همان اولویت را می‌دهند.',
}
const LANGUAGES = ['en', ...Object.keys(TRANSLATED)]

/** The article in a language. */
const articleIn = (page: Page, id: string, lang: string): Promise<ArticleText> =>
  call(page, 'GET', `/articles/${id}?lang=${lang}`)

/** Brackets of a text, around words and around blocks. */
const bracketsOf = ({ json }: ArticleText): string[] =>
  json.content.flatMap(({ attrs, content = [] }) => [
    ...(attrs.bracket === null ? [] : [attrs.bracket]),
    ...content.flatMap((one) => (one.type === 'opt' ? [one.attrs.br] : [])),
  ])

/** Block -> its words, with one space where there are several. */
const blocksOf = ({ json, document, id, number, targets }: ArticleText): Map<string, string> =>
  new Map(
    json.content.map((block) => [
      block.attrs.id,
      anchorText(block, { lang: document.lang, index: new Map(Object.entries(targets)), articleId: id, number })
        .replace(/\s+/g, ' ')
        .trim(),
    ]),
  )

/** Every entry of the record about these, oldest first. */
async function recordOf(page: Page, ids: readonly string[]): Promise<AuditRow[]> {
  const rows: AuditRow[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const path: string = `/audit?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const { items, next }: { items: AuditRow[]; next: string | null } = await call(page, 'GET', path)
    rows.push(...items)
    cursor = next
  }
  return rows.filter(({ subject }) => ids.includes(subject.id))
}

/** What the board says of Article 7, and that it counts what the lists have. */
async function boardSays(page: Page, articleId: string): Promise<{ brackets: number; proposals: number }> {
  const [brackets, proposals] = [
    await call<ArticleBrackets>(page, 'GET', `/articles/${articleId}/brackets`),
    await call<{ items: ProposalSummary[] }>(page, 'GET', `/articles/${articleId}/proposals?limit=500`),
  ]
  const counts = {
    brackets: brackets.items.length,
    proposals: proposals.items.filter(({ status }) => isOpenProposal(status)).length,
  }
  await page.goto('/draft/board')
  const row = page.getByRole('row').filter({ hasText: 'Article 7' })
  const shown = (n: number): string => (n === 0 ? '–' : String(n))
  await expect(row.locator('[data-name="Open brackets"]')).toHaveText(shown(counts.brackets))
  await expect(row.locator('[data-name="Open proposals"]')).toHaveText(shown(counts.proposals))
  return counts
}

/** Tabled by the secretariat and taken up by the chair. */
async function bringToTheTable(secretariat: Page, chair: Page, path: string): Promise<void> {
  await act(secretariat, path, 'Table it')
  await act(chair, path, 'Take it up')
}

test('an article is negotiated from a proposal to its agreement', async ({ as }) => {
  test.setTimeout(300_000)
  const [secretariat, chair, drafter] = [await as('secretariat'), await as('chair'), await as('drafter-01')]
  const [pen, coSponsor, other] = [await as('drafter-02'), await as('head-04'), await as('head-05')]
  let first = ''
  let second = ''
  let tabled = { brackets: 0, proposals: 0 }
  /** What the paragraph in dispute said in each language before it was. */
  const before = new Map<string, string>()
  await secretariat.goto('/draft')
  const { id: articleId } = await articleOf(secretariat, '7')
  const { charterId } = await articleIn(secretariat, articleId, 'en')
  for (const [lang, words] of Object.entries(TRANSLATED)) {
    await call(secretariat, 'POST', `/charters/${charterId}/languages`, { lang })
    await open(secretariat, `/draft/7?lang=${lang}`)
    await typeAtEnd(secretariat, aim(secretariat), words)
    await saved(secretariat)
  }
  const sinceSeq = (await recordOf(secretariat, [articleId])).at(-1)?.seq ?? 0

  await test.step('Delegation 01 proposes on Article 7 while the pen-holder writes in it', async () => {
    first = await propose(drafter)
    await open(pen, '/draft/7')
    await Promise.all([
      rewrite(drafter, aim(drafter), 'the same priority as', 'no lower priority than'),
      typeAtEnd(pen, record(pen), ' This applies at all times.'),
    ])
    await Promise.all([saved(drafter), saved(pen)])
    // the proposal has what the pen-holder wrote; the article nothing of the proposal
    await says(record(drafter), 'This applies at all times.')
    await says(aim(pen), 'the same priority as')
    await expect(aim(drafter).locator('ins').first()).toBeVisible()
  })

  await test.step('a second delegation is asked, and co-sponsors it', async () => {
    await act(drafter, first, 'Ask a delegation to sponsor it', (form) =>
      form.getByRole('combobox', { name: 'Delegation' }).selectOption('Delegation 04'),
    )
    await act(coSponsor, first, 'Sponsor it')
    await expect(coSponsor.getByRole('main')).toContainText('Delegation 04')
    // nobody else hears of it
    expect((await other.goto(first))!.status()).toBe(404)
  })

  await test.step('the text changes underneath; both sides see the conflict, and nothing is lost', async () => {
    await open(drafter, `${first}/write`)
    await rewrite(pen, aim(pen), 'the same priority as', 'equal priority with')
    await saved(pen)
    const held = drafter.locator('#held')
    await expect(held).toContainText('equal priority with')
    await expect(held).toContainText('no lower priority than')
    await expect(held).toContainText('the same priority as')
    await held.getByRole('button', { name: 'Keep the proposal’s' }).click()
    await expect(drafter.locator('#held')).toHaveCount(0)
    await says(aim(drafter), 'no lower priority than')
  })

  await test.step('it is submitted, tabled, taken up, and accepted as modified', async () => {
    await act(drafter, first, 'Submit')
    await expect(drafter.getByRole('heading', { level: 1 })).toHaveText(/ART-7\/P-\d+/)
    await bringToTheTable(secretariat, chair, first)
    await expect(other.goto(first).then((answer) => answer!.status())).resolves.toBe(200)
    await chair.goto(first)
    await chair.getByRole('link', { name: 'Modified copy' }).click()
    await chair.getByRole('button', { name: 'Modify before accepting' }).click()
    await expect(textOf(chair)).toBeEditable()
    await typeAtEnd(chair, aim(chair), ' It is never too early.')
    await saved(chair)
    // the sponsors see exactly what
    await drafter.goto(`${first}/modify`)
    await says(aim(drafter), 'It is never too early.')
    await expect(aim(drafter).locator('ins').last()).toContainText('never too early.')
    await chair.getByRole('button', { name: 'Look at it and accept it as modified' }).click()
    await expect(chair.getByRole('main')).toContainText('It is never too early.')
    await chair.getByRole('button', { name: 'Accept it so' }).click()
    await expect(chair).toHaveURL(new RegExp(`${first}\\?done=acceptModified$`))
    await open(pen, '/draft/7')
    await says(aim(pen), 'no lower priority than')
    await says(aim(pen), 'It is never too early.')
    await says(record(pen), 'This applies at all times.')
  })

  await test.step('another proposal is disputed, and becomes an alternative', async () => {
    second = await propose(other)
    await rewrite(other, aim(other), 'no lower priority than', 'precedence over')
    await saved(other)
    await act(other, second, 'Submit')
    const untold = await boardSays(chair, articleId)
    await act(secretariat, second, 'Table it')
    const id = second.split('/').at(-1)!
    await chair.goto('/draft/7/compilation')
    const compiled = chair.locator(`#proposal-${id}`)
    await expect(compiled).toContainText('precedence over')
    await expect(compiled).toContainText('Delegation 05')
    await expect(compiled).not.toContainText('It collides')
    tabled = await boardSays(chair, articleId)
    expect(tabled.brackets).toBe(untold.brackets)

    // the same words change underneath: told beside the article, in the compilation, and to whoever proposes
    const beside = pen.locator('[data-proposals-card] li').filter({ has: pen.locator(`a[href^="${second}"]`) })
    await expect(beside).toContainText('Tabled')
    await rewrite(pen, aim(pen), 'no lower priority than', 'no less priority than')
    await saved(pen)
    await expect(beside).toContainText('Collides with the article')
    await chair.goto('/draft/7/compilation')
    await expect(compiled).toContainText('It collides with the text as it is now')
    await other.goto(second)
    await expect(other.getByRole('main')).toContainText('Collides with the article')
    // and no more, once they say again what they said
    await rewrite(pen, aim(pen), 'no less priority than', 'no lower priority than')
    await saved(pen)
    await expect(beside).not.toContainText('Collides')
    await chair.goto('/draft/7/compilation')
    await expect(compiled).not.toContainText('It collides')
    await act(chair, second, 'Take it up')
  })

  await test.step('put in brackets, both wordings are options of one, and board and compilation say so', async () => {
    for (const lang of LANGUAGES)
      before.set(lang, blocksOf(await articleIn(chair, articleId, lang)).get('prevention-aim')!)
    await act(chair, second, 'Put it in brackets')
    const [bracketId] = bracketsOf(await articleIn(chair, articleId, 'en')).filter((one) => !one.startsWith('br-'))
    for (const lang of LANGUAGES)
      expect(
        bracketsOf(await articleIn(chair, articleId, lang)).filter((one) => one === bracketId),
        `both options, in ${lang}`,
      ).toHaveLength(2)
    await chair.goto('/draft/brackets?article=7')
    const bracket = chair.locator('article').filter({ hasText: 'precedence over' })
    await expect(bracket.locator('.options > li')).toHaveCount(2)
    await expect(bracket).toContainText('no lower priority than')
    const counts = await boardSays(chair, articleId)
    expect(counts).toEqual({ brackets: tabled.brackets + 1, proposals: tabled.proposals })
    for (const lang of LANGUAGES) {
      await chair.goto(`/draft/7/compilation?lang=${lang}`)
      await expect(chair.locator(`#proposal-${second.split('/').at(-1)}`)).toBeVisible()
      const options = chair.locator('.bracket').filter({ hasText: 'Delegation 05' })
      await expect(options, lang).toHaveCount(1)
      if (lang === 'en')
        for (const words of ['precedence over', 'no lower priority than']) await expect(options).toContainText(words)
    }
  })

  await test.step('every bracket of the article is settled, in all languages', async () => {
    const { items: standing } = await call<ArticleBrackets>(chair, 'GET', `/articles/${articleId}/brackets`)
    const brackets = chair.getByRole('main').locator('article[id^="bracket-"]')
    await chair.goto('/draft/brackets?article=7')
    for (let left = await brackets.count(); left > 0; left--) {
      await chair.goto('/draft/brackets?article=7')
      const one = brackets.first()
      await one.getByText('Settle …').click()
      const choice = (await one.innerText()).includes('precedence over') ? /Choose Alt 1/ : /Choose Alt|Keep the words/
      await one.getByRole('radio', { name: choice }).first().check()
      await one.getByRole('button', { name: 'Settle the bracket' }).click()
      await done(chair)
    }
    await chair.goto('/draft/brackets?article=7')
    await expect(brackets).toHaveCount(0)
    // languages whose words need a look are looked at
    const looks = secretariat.getByRole('button', { name: 'It reads right now' })
    await secretariat.goto('/draft/brackets?article=7')
    for (let left = await looks.count(); left > 0; left--) {
      await looks.first().click()
      await done(secretariat)
    }
    const { items: decided } = await call<{ items: DecisionView[] }>(chair, 'GET', `/articles/${articleId}/decisions`)
    const english = await articleIn(chair, articleId, 'en')
    for (const lang of LANGUAGES) {
      const text = await articleIn(chair, articleId, lang)
      expect(bracketsOf(text), `no bracket is left in ${lang}`).toEqual([])
      expect(text.json.content.map(({ attrs }) => attrs.id)).toEqual(english.json.content.map(({ attrs }) => attrs.id))
      const words = blocksOf(text)
      // nothing was put into the dispute in the others
      if (lang === 'en') expect(words.get('prevention-aim')).toContain('no lower priority than')
      else expect(words.get('prevention-aim'), lang).toBe(before.get(lang))
      for (const { id, blockId, options } of standing) {
        const dropped = new Set(decided.find(({ bracketId }) => bracketId === id)!.dropped.map((option) => option.id))
        for (const option of options.filter((one) => !dropped.has(one.id))) {
          const kept = (option.words[lang] ?? '').replace(/\s+/g, ' ').trim()
          expect(words.get(blockId) ?? '', `${id} in ${lang}`).toContain(kept)
        }
        for (const option of options.filter((one) => dropped.has(one.id) && (one.words[lang] ?? '').length > 20))
          expect(words.get(blockId) ?? '', `${id} in ${lang}`).not.toContain(option.words[lang]!.trim())
      }
      await pen.goto(`/draft/7?lang=${lang}`)
      await expect(aim(pen)).toBeVisible()
      await expect(textOf(pen).locator('.bracket-sign')).toHaveCount(0)
    }
    await other.goto(second)
    await expect(other.getByRole('main')).toContainText('Not retained')
    await open(pen, '/draft/7')
    await says(aim(pen), 'no lower priority than')
    await saysNot(aim(pen), 'precedence over')
  })

  await test.step('it is agreed ad referendum; nobody writes in it; a delegation confirms', async () => {
    await chair.goto('/draft/7/agreement')
    const whole = chair.locator('#part-article')
    await whole.locator('summary').first().click()
    await whole.getByLabel('New status').selectOption({ label: 'Agreed ad referendum' })
    await whole.getByRole('radio', { name: 'these delegations' }).check()
    await whole.getByRole('checkbox', { name: 'Delegation 05' }).check()
    await whole.getByLabel('Until when').fill('2099-06-18T12:00')
    await whole.getByRole('button', { name: 'Set status' }).click()
    await done(chair)
    await expect(textOf(pen)).not.toBeEditable()
    await other.goto('/draft/7/agreement')
    await other.locator('#part-article').getByRole('button', { name: 'Confirm', exact: true }).click()
    await done(other)
    await expect(other.locator('#part-article')).toContainText('confirmed')
  })

  await test.step('board, compilation, decisions and record agree with what happened', async () => {
    await chair.goto('/draft/board')
    const row = chair.getByRole('row').filter({ hasText: 'Article 7' })
    await expect(row).toContainText('Agreed ad referendum')
    for (const none of ['Open brackets', 'Languages to look at'])
      await expect(row.locator(`[data-name="${none}"]`)).toHaveText('–')

    // none of the two is open; the sample has others
    const list = `/articles/${articleId}/proposals?limit=500`
    const { items: all } = await call<{ items: ProposalSummary[] }>(chair, 'GET', list)
    const ours = [first, second].map((path) => path.split('/').at(-1)!)
    expect(
      all
        .filter(({ id }) => ours.includes(id))
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['merged', 'not_retained'])
    const left = all.filter(({ status }) => isOpenProposal(status)).length
    await expect(row.locator('[data-name="Open proposals"]')).toHaveText(left === 0 ? '–' : String(left))

    const compiled = chair.getByRole('main')
    for (const lang of LANGUAGES) {
      await chair.goto(`/draft/7/compilation?lang=${lang}`)
      await expect(compiled).not.toContainText('precedence over')
      for (const id of ours) await expect(compiled.locator(`#proposal-${id}`)).toHaveCount(0)
      const said = await compiled.innerText()
      expect(said.replace(/\s+/g, ' '), lang).toContain(
        blocksOf(await articleIn(chair, articleId, lang)).get('prevention-aim'),
      )
    }

    await chair.goto('/draft/decisions?article=7')
    const decisions = chair.getByRole('main').locator('ol > li')
    // the newest first, each with who decided and as what
    const told = await decisions.evaluateAll((all) => all.map((one) => one.textContent.replace(/\s+/g, ' ')))
    const settled = told.filter((one) => /kept|chosen/i.test(one)).length
    expect(settled).toBeGreaterThan(1)
    expect(told[settled]).toContain('Proposal put in brackets')
    expect(told[settled + 1]).toContain('Proposal accepted as modified')
    for (const one of told.slice(0, settled + 2)) expect(one).toMatch(/Chair, chair/i)

    // every act once, in its order, with who did it and as what
    const ids = [articleId, first, second].map((path) => path.split('/').at(-1)!)
    const rows = (await recordOf(secretariat, ids)).filter(({ seq }) => seq > sinceSeq)
    const acts = rows.map(({ act, actor, subject }) =>
      [ids.indexOf(subject.id), act, actor?.role, actor?.party?.name ?? ''].join(' ').trim(),
    )
    const once = acts.filter((one, i) => one !== acts[i - 1])
    expect(
      once.filter((one) => !one.startsWith('2 proposal.not-retained') && !one.startsWith('0 bracket.settled')),
    ).toEqual([
      ...['1 proposal.submitted drafter Delegation 01', '1 proposal.admitted secretariat', '1 proposal.taken-up chair'],
      ...['1 proposal.accepted-modified chair', '1 proposal.merged chair'],
      ...['2 proposal.submitted head Delegation 05', '2 proposal.admitted secretariat', '2 proposal.held'],
      '2 proposal.taken-up chair',
      ...['2 proposal.bracketed chair', '0 language.cleared secretariat', '0 article.status-set chair'],
      ...['0 provision.confirmed head Delegation 05'],
    ])
    // in whose name it was proposed: of the one who began it, and of the one who was asked
    const sponsorsOf = (n: number): unknown =>
      rows.find(({ act, subject }) => act === 'proposal.submitted' && subject.id === ids[n])!.data['sponsors']
    expect(sponsorsOf(1)).toMatchObject([{ code: 'D01' }, { code: 'D04' }])
    expect(sponsorsOf(2)).toMatchObject([{ code: 'D05' }])
    const settling = acts.flatMap((one, i) => (one === '0 bracket.settled chair' ? [i] : []))
    expect(settling).toHaveLength(settled)
    expect(settling[0]).toBeGreaterThan(acts.indexOf('2 proposal.bracketed chair'))
    expect(settling.at(-1)).toBeLessThan(acts.indexOf('0 language.cleared secretariat'))
    const dropped = acts.findIndex((one) => one.startsWith('2 proposal.not-retained'))
    expect(settling).toContain(dropped - 1)

    await secretariat.goto('/audit')
    const submitted = rows.find(({ act }) => act === 'proposal.submitted')!
    await secretariat.goto('/audit?act=proposal.submitted')
    await expect(secretariat.locator(`#entry-${submitted.seq}`)).toContainText(/Delegation 01.*Delegation 04/s)
    await secretariat.goto('/audit')
    for (const { seq, actor } of rows.slice(-5)) {
      const entry = secretariat.locator(`#entry-${seq}`)
      await expect(entry).toContainText(new RegExp(actor!.role, 'i'))
      if (actor!.party) await expect(entry).toContainText(actor!.party.name)
    }
    await secretariat.getByRole('button', { name: /check|verify/i }).click()
    await expect(secretariat.getByRole('status')).toBeVisible()
  })
})
