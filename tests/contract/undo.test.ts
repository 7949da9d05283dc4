/** An acceptance is taken back (rule PS17), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { structureOf } from '#lib/domain/structure.ts'
import { textHistory } from '../../server/charter/text-history.ts'
import { creditsOf } from '../../server/proposals/fork.ts'
import { listBrackets } from '../../server/store/brackets.ts'
import { openScene, twoParagraphs as text, type Discussed, type Scene } from '../support/acceptances.ts'
import { doc as article, option, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, value } from '../support/house.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let scene: Scene
  let one: Discussed
  const start = text('Parties shall grant access.')
  const theirs = article(...text('Parties may promptly grant access.').content, para('p3', 'They shall say why.'))
  beforeAll(async () => {
    scene = await openScene(dialect)
  })
  afterAll(() => scene.house.close())
  beforeEach(async () => {
    one = await scene.discuss(start, theirs)
  })
  const proposals = () => scene.house.app.proposals
  const id = () => one.proposal.proposalId
  const accept = () => proposals().accept(scene.people.chair, id(), {})
  const undo = (who = scene.people.chair, reason = 'It was read wrongly.') => proposals().undo(who, id(), { reason })
  const decisions = () =>
    scene.house.store.db.selectFrom('decision').selectAll().where('proposal_id', '=', id()).orderBy('at').execute()

  it('PS17: what it did leaves every language, and what was written since stays', async () => {
    value(await accept())
    const typed = (words: string) =>
      article(...text('Parties may promptly grant access.', words).content, para('p3', 'They shall say why.'))
    await scene.writes(scene.people.pen, one.english, typed('They may speak freely.'))
    const done = value(await undo())
    expect(done).toMatchObject({ status: 'under_discussion', settledAt: null })
    expect(done.events.at(-1)).toMatchObject({ act: 'undo', hat: 'chair', reason: 'It was read wrongly.' })
    expect(await scene.read(one.english)).toEqual(text('Parties shall grant access.', 'They may speak freely.'))
    expect(structureOf(await scene.read(one.arabic))).toBe(structureOf(await scene.read(one.english)))
    const [first, second] = await decisions()
    expect([first!.act, second!.act]).toEqual(['accept', 'undo'])
    expect(first!.undone_by).toBe(second!.id)
    const history = await textHistory(scene.house.context, one.english)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    expect(creditOf('p1', 'Parties '.length)).toMatchObject({ authorId: scene.people.pen.id })
  })

  it('PS17: of an article that is deleted nothing is taken back', async () => {
    value(await accept())
    const { secretariat } = scene.people
    value(await scene.house.app.deleteArticle(secretariat, one.articleId, { reason: 'Said elsewhere.' }))
    expect(codeOf(await undo())).toBe('already-deleted')
    expect(await scene.read(one.english)).toEqual(theirs)
    value(await scene.house.app.reinstateArticle(secretariat, one.articleId))
    expect(value(await undo()).status).toBe('under_discussion')
  })

  it('PS17: it can be accepted anew, and that be taken back', async () => {
    value(await accept())
    value(await undo())
    expect(value(await accept()).status).toBe('merged')
    expect(await scene.read(one.english)).toEqual(theirs)
    value(await undo())
    expect(await scene.read(one.english)).toEqual(start)
    expect((await decisions()).map(({ undone_by }) => undone_by !== null)).toEqual([true, false, true, false])
  })

  it('PS17: what was written into its words refuses it, block by block', async () => {
    value(await accept())
    await scene.writes(scene.people.pen, one.english, text('Parties must promptly grant access.'))
    expect(await undo()).toMatchObject({ ok: false, code: 'held-words', errors: [{ path: 'texts.en.p1' }] })
    expect((await decisions()).map(({ act }) => act)).toEqual(['accept'])
  })

  it('PS17: the chair alone, with a reason, of two at once one, and nothing that is agreed', async () => {
    expect(codeOf(await undo())).toBe('transition-not-allowed')
    value(await accept())
    expect(codeOf(await undo(scene.people.secretariat))).toBe('not-allowed')
    expect(codeOf(await undo(scene.people.chair, ' '))).toBe('invalid')
    const both = await Promise.all([undo(), undo()])
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
    value(await accept())
    await scene.house.store.db
      .updateTable('article')
      .set({ status: 'agreed' })
      .where('id', '=', one.articleId)
      .execute()
    expect(codeOf(await undo())).toBe('article-locked')
  })

  it('PS17: brackets that came with it go with it', async () => {
    await scene.house.store.db
      .updateTable('article')
      .set({ status: 'under_discussion' })
      .where('id', '=', one.articleId)
      .execute()
    const bracketed = article(
      ...start.content.slice(0, 2),
      para('p2', 'They may speak', ...option('b1', 'b1.1', 'text', ' freely'), '.'),
    )
    await scene.writes(scene.people.writer, one.proposal.documentId, bracketed)
    value(await accept())
    value(await undo())
    expect(await scene.read(one.english)).toEqual(start)
    const [, last] = await decisions()
    expect(await listBrackets(scene.house.store.db, { articleId: one.articleId })).toMatchObject([
      { id: 'b1', status: 'settled', settledDecisionId: last!.id },
    ])
  })
})
