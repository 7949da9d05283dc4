/** Proposals follow by themselves where somebody writes in their paragraphs, and when they are opened (rule FK11), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  LATEST_MS,
  makeFollower,
  MARGIN_MS,
  QUIET_MS,
  type Follower,
  type FollowerPorts,
} from '../../server/proposals/follower.ts'
import { listProposalTexts, replaceBlocks } from '../../server/store/proposal-texts.ts'
import { keptBlocks } from '../../server/proposals/proposed.ts'
import { openScene, twoParagraphs as text, type Discussed, type Scene } from '../support/acceptances.ts'
import { DIALECTS } from '../support/database.ts'
import { value } from '../support/house.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let scene: Scene
  let one: Discussed
  let follower: Follower
  /** What waits, and when it is due. */
  let timers: { at: number; act: () => void }[] = []
  let clock = 0
  const failed: unknown[] = []
  let ports: FollowerPorts
  /** What another node tells. */
  let elsewhere: { written: (documentId: string) => void; unheard: () => void }
  const start = text('Parties shall grant access.')
  const theirs = text('Parties shall promptly grant access.')
  beforeAll(async () => {
    scene = await openScene(dialect)
    ports = {
      now: () => clock,
      after(ms, act) {
        const timer = { at: clock + ms, act }
        timers.push(timer)
        return () => void (timers = timers.filter((one) => one !== timer))
      },
      report: (error) => void failed.push(error),
      others(written, unheard) {
        elsewhere = { written, unheard }
        return () => {}
      },
    }
    follower = makeFollower(scene.house.context, ports)
    // it looks at all once it has begun
    pass(QUIET_MS + MARGIN_MS)
  })
  afterAll(async () => {
    await follower.close()
    await scene.house.close()
    expect(failed).toEqual([])
  })
  const pass = (ms: number): void => {
    clock += ms
    const due = timers.filter(({ at }) => at <= clock)
    timers = timers.filter(({ at }) => at > clock)
    for (const { act } of due) act()
  }
  const told = () =>
    scene.house.context.events.tell({ kind: 'text-written', documentId: one.english, articleId: one.articleId })
  const rowOf = async () => (await listProposalTexts(scene.house.store.db, [one.proposal.proposalId]))[0]!
  beforeEach(async () => {
    one = await scene.discuss(start, theirs)
    // as it was written down when it was submitted
    const row = await rowOf()
    const where = { lang: 'en', articleId: one.articleId, number: '1', index: new Map() }
    await scene.house.store.transaction(async (rows) => {
      await replaceBlocks(rows, row, keptBlocks(start, theirs, where))
      const seqs = await rows
        .selectFrom('journal')
        .select((e) => e.fn.max('seq').as('n'))
        .where('document_id', '=', row.documentId)
        .executeTakeFirstOrThrow()
      await rows
        .updateTable('proposal_text')
        .set({ text_seq: seqs.n })
        .where('document_id', '=', row.documentId)
        .execute()
    })
  })

  it('FK11: where one of its paragraphs is another, a while after the last word, once', async () => {
    await scene.writes(scene.people.pen, one.english, text('Parties shall swiftly grant access.'))
    told()
    pass(QUIET_MS - 1)
    told()
    pass(QUIET_MS - 1)
    expect(timers).toHaveLength(1)
    expect((await rowOf()).isHeld).toBe(false)
    pass(1)
    await expect.poll(async () => (await rowOf()).isHeld).toBe(true)
    expect(await scene.story(one.proposal.proposalId)).toEqual([['hold', 'under_discussion']])
    expect(scene.house.told.at(-1)).toMatchObject({ kind: 'proposal-changed', proposalId: one.proposal.proposalId })
  })

  it('FK9, FK11: what collided is told to collide no more, once the article says again what it said', async () => {
    const says = async (words: string): Promise<void> => {
      await scene.writes(scene.people.pen, one.english, text(words))
      told()
      pass(QUIET_MS)
    }
    await says('Parties shall swiftly grant access.')
    await expect.poll(async () => (await rowOf()).isHeld).toBe(true)
    await says('Parties shall grant access.')
    await expect.poll(async () => (await rowOf()).isHeld).toBe(false)
    expect((await scene.story(one.proposal.proposalId)).map(([act]) => act)).toEqual(['hold', 'follow'])
    expect(scene.house.told.at(-1)).toMatchObject({ kind: 'proposal-changed', proposalId: one.proposal.proposalId })
    expect(await scene.read(one.proposal.documentId)).toEqual(theirs)
  })

  it('FK11: where somebody writes without a pause, at the latest after a while', async () => {
    await scene.writes(scene.people.pen, one.english, text('Parties shall swiftly grant access.'))
    for (let at = 0; at < LATEST_MS; at += 1_000) {
      told()
      pass(1_000)
    }
    await expect.poll(async () => (await rowOf()).isHeld).toBe(true)
  })

  it('FK11: where the node on which it was written did not see to it, another does a while later, and two may', async () => {
    await scene.writes(scene.people.pen, one.english, text('Parties shall swiftly grant access.'))
    elsewhere.written(one.english)
    pass(QUIET_MS + MARGIN_MS - 1)
    expect(timers).toHaveLength(1)
    expect((await rowOf()).isHeld).toBe(false)
    pass(1)
    await expect.poll(async () => (await rowOf()).isHeld).toBe(true)
    const row = await rowOf()
    told()
    elsewhere.written(one.english)
    pass(QUIET_MS + MARGIN_MS)
    await follower.close()
    expect(await rowOf()).toEqual(row)
    expect(await scene.story(one.proposal.proposalId)).toEqual([['hold', 'under_discussion']])
    follower = makeFollower(scene.house.context, ports)
    pass(QUIET_MS + MARGIN_MS)
  })

  it.each([
    ['a node that begins', () => follower.close().then(() => (follower = makeFollower(scene.house.context, ports)))],
    ['a node that may not have heard of it', () => Promise.resolve(elsewhere.unheard())],
  ])('FK11: where nobody saw to it, %s does', async (_, happens) => {
    await scene.writes(scene.people.pen, one.english, text('Parties shall swiftly grant access.'))
    await happens()
    pass(QUIET_MS + MARGIN_MS - 1)
    expect((await rowOf()).isHeld).toBe(false)
    pass(1)
    await expect.poll(async () => (await rowOf()).isHeld).toBe(true)
  })

  it('FK11: what nobody touched does not move, until it is opened', async () => {
    const { baseSeq } = await rowOf()
    await scene.writes(scene.people.pen, one.english, text('Parties shall grant access.', 'They may sing.'))
    told()
    pass(QUIET_MS)
    const closing = follower.close()
    await closing
    expect((await rowOf()).baseSeq).toBe(baseSeq)
    const seen = value(await scene.house.app.proposals.read(scene.people.other, one.proposal.proposalId))
    expect(seen.texts[0]!.baseSeq).toBeGreaterThan(baseSeq)
    expect(await scene.read(one.proposal.documentId)).toEqual(
      text('Parties shall promptly grant access.', 'They may sing.'),
    )
  })
})
