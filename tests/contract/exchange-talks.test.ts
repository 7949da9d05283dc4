// Over 250 lines: one pair of houses, asked for everything that goes from one to the other.
/** Talks in and out of a file, on both databases (practice 14, check 16; rules EX15-EX18, EX20-EX22). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportAs } from '../../server/charter/export-charter.ts'
import { importAs } from '../../server/charter/import-charter.ts'
import type { CharterFile } from '../../server/exchange/format.ts'
import { findCharter } from '../../server/store/charters.ts'
import fc from 'fast-check'
import type { Actor } from '../../src/lib/domain/actor.ts'
import { PROPOSAL_STATUSES } from '../../src/lib/domain/proposal.ts'
import { talkedFile } from '../support/talked-file.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { openTalked, type Talked } from '../support/talked.ts'

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let talked: Talked
  let file: CharterFile
  /** An installation that knew nothing. */
  let other: House
  let again: CharterFile
  const exported = async (from: House, id: string) => exportAs(from.context, (await findCharter(from.store.db, id))!)

  /** What somebody gets who asks. */
  const told = async (actor: Actor) =>
    value(await house.app.exportCharter(actor, talked.charterId)) as unknown as CharterFile

  beforeAll(async () => {
    house = await openHouse(dialect)
    talked = await openTalked(house)
    file = JSON.parse(JSON.stringify(await exported(house, talked.charterId))) as CharterFile
    other = await openHouse(dialect)
    const { id } = value(await importAs(other.context, null, file, { slug: 'talked' }))
    again = await exported(other, id)
  }, 120_000)
  afterAll(async () => {
    await house.close()
    await other.close()
  })

  test('check 16: export, import into an empty installation, export: ids, options, attributions and statuses are the same', () => {
    expect(again.talks).toEqual(file.talks)
    expect(again).toEqual(file)
    expect(JSON.stringify(again)).toBe(JSON.stringify(file))
  })

  test('check 16: every state of a proposal was in it, and everything else that talks are made of', () => {
    const { proposals, brackets, moves, agreed, positions, decisions, flags, settings } = file.talks!
    const { sittings, fixes, threads } = file.talks!
    const states = new Set(proposals!.map(({ status }) => status))
    expect(PROPOSAL_STATUSES.filter((status) => !states.has(status))).toEqual([])
    const lists = [brackets, moves, agreed, positions, decisions, flags, sittings, fixes, threads]
    expect(lists.map((all) => all!.length > 0)).toEqual(lists.map(() => true))
    expect(proposals!.filter(({ submitted }) => submitted).map(({ status }) => status)).toEqual(['returned'])
    expect(settings).toMatchObject({ positions: 'all' })
  })

  /** The proposal on this paragraph that says this much. */
  const about = (block: string, words: string) =>
    file.talks!.proposals!.find(({ texts }) =>
      texts.some(({ text }) =>
        text.blocks.some(({ id, text }) => id === block && JSON.stringify(text).includes(words)),
      ),
    )!

  test('EX16: what came in goes on: it is read, taken up, accepted, and its words come into the article', async () => {
    const chair = await other.person('chair', ['chair'])
    const { id, code } = about('dialogue-status', 'Status is none.')
    const before = value(await other.app.proposals.read(chair, id))
    expect(before).toMatchObject({ code, status: 'under_discussion', party: { code: 'D01' }, rationale: 'Why.' })
    expect(before.events.map(({ act, hat }) => [act, hat]).slice(-3)).toEqual([
      ['admit', 'secretariat'],
      ['take_up', 'chair'],
      ['modify', 'chair'],
    ])
    value(await other.app.proposals.acceptModified(chair, id, {}))
    const article = value(await other.app.readArticle(chair, before.articleId))
    const text = article.json.content.find(({ attrs }) => attrs.id === 'dialogue-status')!
    expect(text.content).toEqual([{ type: 'text', text: 'Status is none.' }])
  })

  test('EX17: a decision still tells what it did to the words of each language', async () => {
    const reader = await other.person('reader', ['reviewer'], 'D01')
    const decision = file.talks!.decisions!.find(({ bracket }) => bracket === 'br-civil-law')!
    const there = value(await house.app.brackets.readDecision(talked.people.first, decision.id))
    const here = value(await other.app.brackets.readDecision(reader, decision.id))
    expect(there.texts.map(({ lang }) => lang)).toEqual(['en', 'fr', 'es', 'ar', 'ru'])
    expect(here.texts).toEqual(there.texts)
    expect(here).toMatchObject({ act: 'delete', note: 'Agreed at the table.', by: null })
  })

  test('EX17: what is deleted by agreement is that again, with its number and its brackets, and in no version', async () => {
    const reader = await other.person('looking', ['reviewer'], 'D02')
    const { items } = value(await other.app.listArticles(reader, (await findCharter(other.store.db, 'talked'))!.id))
    const article = value(await other.app.readArticle(reader, items.find(({ number }) => number === '14')!.id))
    expect(article.deletedBlocks).toEqual(['cyber-tools'])
    expect(article.json.content.some(({ attrs }) => attrs.id === 'cyber-tools')).toBe(true)
    const version = await other.store.db
      .selectFrom('version_article')
      .selectAll()
      .where('article_id', '=', article.id)
      .where('lang', '=', 'en')
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(version)).toContain('cyber-information')
    expect(JSON.stringify({ ...version, numbers: null })).not.toContain('cyber-tools')
  })

  test('EX16: an amendment follows what it amends, and a text that was behind its article follows that', async () => {
    const chair = await other.person('leading', ['chair'])
    const amendment = file.talks!.proposals!.find(({ amends }) => amends !== undefined)!
    const seen = value(await other.app.proposals.read(chair, amendment.id))
    expect(seen.amends).toMatchObject({ id: amendment.amends })
    expect(seen.texts.map(({ blocks }) => blocks.map(({ id }) => id))).toEqual([['dialogue-all']])
    const run = seen.texts[0]!.blocks[0]!.runs.filter(({ op }) => op !== 'keep').map(({ text }) => text.trim())
    expect(run).toEqual(['wish', 'ask for'])
  })

  test('EX20: what was returned is written anew by its sponsors, and others read it as it was submitted', async () => {
    const one = file.talks!.proposals!.find(({ submitted }) => submitted)!
    expect(one).toMatchObject({ rationale: 'Why always.', submitted: { rationale: 'Why.' } })
    const [own, others] = [await other.person('sponsor', ['head'], 'D01'), await other.person('desk', ['secretariat'])]
    const redline = async (from: House, who: Actor) => {
      const { rationale, texts, sponsors, group } = value(await from.app.proposals.read(who, one.id))
      const behind = sponsors.map(({ party, kind, state, at }) => `${party.code} ${kind} ${state} ${at}`)
      return {
        rationale,
        behind,
        group: group?.name ?? null,
        words: texts.map(({ blocks }) => blocks.map(({ id, runs }) => ({ id, runs }))),
      }
    }
    const there = await redline(house, talked.people.secretariat)
    expect(JSON.stringify(there.words)).not.toContain('always')
    expect([there.behind.length, there.group]).toEqual([1, null])
    expect(there.words[0]![0]!.id).toBe('protection-humanitarian')
    expect(await redline(other, others)).toEqual(there)
    const written = await redline(other, own)
    expect(written).toEqual(await redline(house, talked.people.first))
    expect(JSON.stringify(written.words)).toContain('always')
    expect([written.behind.length, written.group]).toEqual([2, 'Friends of access'])
    const seen = await told(talked.people.secretariat)
    const shown = seen.talks!.proposals!.find(({ id }) => id === one.id)!
    expect(shown).toMatchObject({ rationale: 'Why.' })
    expect(JSON.stringify(shown)).not.toContain('always')
    expect(shown.submitted).toBeUndefined()
    const { id } = value(await importAs(other.context, null, { ...file, talks: seen.talks }, { slug: 'as-submitted' }))
    const again = (await exported(other, id)).talks!.proposals!.find(({ code }) => code === one.code)!
    expect([again.texts, again.submitted]).toEqual([shown.texts, undefined])
  })

  test('EX14, EX20: a thread about a proposal is about it again, with its replies', async () => {
    const [about] = file.talks!.threads!
    const reader = await other.person('listener', ['reviewer'], 'D02')
    const proposal = value(await other.app.proposals.read(reader, about!.proposal))
    const { items } = value(await other.app.listComments(reader, proposal.articleId))
    const thread = items.find(({ about }) => about?.id === proposal.id)!
    expect([thread.body, thread.replies.map(({ body }) => body)]).toEqual([
      'Photographers, too?',
      ['They are journalists.'],
    ])
    expect(proposal.threads).toHaveLength(1)
  })

  test('EX21: a sitting lists what was decided in it, and one that goes on goes on', async () => {
    const chair = await other.person('presiding', ['chair'])
    const [morning, evening] = file.talks!.sittings!
    const there = value(await house.app.sittings.read(talked.people.chair, morning!.id))
    const here = value(await other.app.sittings.read(chair, morning!.id))
    const told = (one: typeof here) =>
      one.acts.map(({ id, at, kind, label, status }) => ({ id, at, kind, label, status }))
    expect(told(here)).toEqual(told(there))
    expect(here.acts.map(({ kind }) => kind)).toEqual(['agreed', 'opened'])
    expect(here).toMatchObject({ title: 'Morning', place: 'Room 3', chair: null, endedAt: morning!.ended_at })
    const open = value(await other.app.sittings.current(chair, (await findCharter(other.store.db, 'talked'))!.id))
    expect(open).toMatchObject({ id: evening!.id, at: { blockId: 'regional-consistency' } })
    expect(value(await other.app.sittings.end(chair, evening!.id)).endedAt).not.toBeNull()
  })

  test('EX22: a fix is told as it was; nobody confirms one of which nobody knows who proposed it', async () => {
    const desk = await other.person('second-desk', ['secretariat'])
    const { items } = value(await other.app.listArticles(desk, (await findCharter(other.store.db, 'talked'))!.id))
    const list = async (from: House, who: Actor, article: string) =>
      value(await from.app.agreement.listFixes(who, article)).items.map(
        ({ id, runs, why, state, objection, takenBackAt }) => ({ id, runs, why, state, objection, takenBackAt }),
      )
    const article = items.find(({ number }) => number === '12')!.id
    const here = await list(other, desk, article)
    const there = await list(house, talked.people.secretariat, talked.articles.get('12')!)
    expect(here).toEqual(there)
    expect(here.map(({ state }) => state)).toEqual(['objected', 'proposed'])
    expect(here[0]!.objection).toMatchObject({ party: { code: 'D03' }, reason: 'It reads otherwise.' })
    const open = here[1]!.id
    expect(await other.app.agreement.confirmFix(desk, open, {})).toMatchObject({ ok: false, code: 'not-allowed' })
    expect(value(await other.app.agreement.withdrawFix(desk, open, {})).state).toBe('withdrawn')
  })

  test('EX16: no number of a code is given again, that of one that is not in the file neither', async () => {
    const counted = { ...file, talks: { ...file.talks!, counters: { 'ART-15': 40 } } }
    const { id } = value(await importAs(other.context, null, counted, { slug: 'counted' }))
    const head = await other.person('head', ['head'], 'D04')
    const { items } = value(await other.app.listArticles(head, id))
    const codes: (string | null)[] = []
    for (const [number, block] of [
      ['15', 'sanctions-evidence'],
      ['6', 'protection-missing'],
    ]) {
      const article = items.find((one) => one.number === number)!.id
      const begun = value(await other.app.proposals.begin(head, article, { rationale: 'Why.' }))
      const blocks = [{ id: block!, text: 'Other words.' }]
      value(await other.app.proposals.writeText(head, begun.id, 'en', { blocks }))
      codes.push(value(await other.app.proposals.submit(head, begun.id, {})).code)
    }
    const used = file.talks!.proposals!.flatMap(({ code }) =>
      code?.startsWith('ART-6/P-') ? [Number(code.slice(8))] : [],
    )
    expect(codes).toEqual(['ART-15/P-41', `ART-6/P-${Math.max(...used) + 1}`])
    const own = await exported(other, id)
    expect(own.talks!.counters, 'what the codes do not say').toBeUndefined()
  })

  test('EX15: in an installation that has it already the same file makes a second charter, with ids of its own', async () => {
    const { id } = value(await importAs(other.context, null, file, { slug: 'second' }))
    const second = await exported(other, id)
    const idsOf = ({ talks }: CharterFile) =>
      [talks!.proposals!, talks!.decisions!, talks!.moves!, talks!.sittings!, talks!.fixes!]
        .flat()
        .map((each) => each.id)
    const taken = new Set(idsOf(file))
    expect(idsOf(second).filter((one) => taken.has(one))).toEqual([])
    let told = JSON.stringify(second)
    idsOf(second).forEach((one, i) => {
      told = told.replaceAll(`"${one}"`, `"${idsOf(file)[i]!}"`)
    })
    // both imports were made of the file before anybody acted
    const { slug: _, ...rest } = JSON.parse(told) as CharterFile
    expect(rest).toEqual(file)
  })

  test('EX15: talks with a fault leave nothing behind, and the fault is named', async () => {
    const count = async () => (await other.store.db.selectFrom('charter').select('id').execute()).length
    const before = await count()
    const [first, ...others] = file.talks!.proposals!
    const bad = { ...file, talks: { ...file.talks!, proposals: [{ ...first!, status: 'tabled' }, ...others] } }
    const made = await importAs(other.context, null, bad, { slug: 'faulty' })
    expect(made).toMatchObject({ ok: false, code: 'invalid' })
    expect(made.ok ? [] : made.errors!.map(({ path }) => path)).toContain('talks.proposals[0].story')
    expect(await count()).toBe(before)
  })

  test('EX18: to the secretariat go no drafts, nothing of drafting, no names of people', async () => {
    const { talks } = await told(talked.people.secretariat)
    expect(talks!.proposals!.filter(({ status }) => status === 'draft' || status === 'discarded')).toEqual([])
    const seen = new Set(talks!.proposals!.map(({ id }) => id))
    const hidden = file.talks!.proposals!.filter(({ id }) => !seen.has(id)).map(({ status }) => status)
    expect([...new Set(hidden)].sort()).toEqual(['discarded', 'draft'])
    const steps = talks!.proposals!.flatMap(({ story }) => story.map(({ act }) => act))
    expect(steps.filter((act) => act === 'begin' || act === 'invite')).toEqual([])
    expect(file.talks!.proposals!.some(({ story }) => story.some(({ act }) => act === 'invite'))).toBe(true)
    expect(talks!.positions, 'the secretariat sees where delegations stand').toEqual(file.talks!.positions)
    const whole = JSON.stringify(file)
    const named = Object.values(talked.people).filter(({ id, email }) => whole.includes(id) || whole.includes(email))
    expect(named).toEqual([])
    expect(value(await importAs(other.context, null, { ...file, talks }, { slug: 'as-seen' })).slug).toBe('as-seen')
  })

  test('check 17, EX18: where nobody is named, the file of whoever asks names nobody', async () => {
    const { secretariat } = talked.people
    await house.store.db
      .updateTable('charter')
      .set({ attribution: 'none' })
      .where('id', '=', talked.charterId)
      .execute()
    const shown = await told(secretariat)
    expect(shown.talks!.settings).toMatchObject({ attribution: 'none' })
    expect(shown.talks!.proposals!.length).toBeGreaterThan(10)
    const { societies: _, ...rest } = shown
    expect(JSON.stringify(rest).match(/"D0\d"/g)).toBeNull()
    expect(JSON.stringify(rest)).not.toContain('Friends of access')
    expect(shown.talks!.positions).toBeUndefined()
    const whole = await exported(house, talked.charterId)
    expect({ ...whole.talks, settings: null }, 'the house’s own copy names all').toEqual({
      ...file.talks,
      settings: null,
    })
    const made = value(await importAs(other.context, null, shown, { slug: 'nobody' }))
    expect((await findCharter(other.store.db, made.id))!.attribution).toBe('none')
    await house.store.db
      .updateTable('charter')
      .set({ attribution: 'full' })
      .where('id', '=', talked.charterId)
      .execute()
  })

  test('check 16: whatever talks a file tells of, they come out as they went in', async () => {
    const third = await openHouse(dialect)
    let n = 0
    await fc.assert(
      fc.asyncProperty(talkedFile, async (one) => {
        const { id } = value(await importAs(third.context, null, one, { slug: `one-${++n}` }))
        const { slug: _, ...told } = await exported(third, id)
        expect({ slug: one.slug, ...told }).toEqual(one)
      }),
      { numRuns: 40 },
    )
    await third.close()
  }, 120_000)
})
