/** What collides in a proposal's text is settled by its sponsors (rules FK10, MG14), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { textHistory } from '../../server/charter/text-history.ts'
import { followSource } from '../../server/proposals/follow.ts'
import { creditsOf } from '../../server/proposals/fork.ts'
import { listProposalEvents } from '../../server/store/proposal-story.ts'
import { listProposalTexts } from '../../server/store/proposal-texts.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { doc as article, heading, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fork, turn, type Forked } from '../support/forks.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let house: House
  let secretariat: Actor
  let writer: Actor
  let beside: Actor
  let pen: Actor
  let charterId: string
  let articleId: string
  let english: string
  let proposal: Forked

  const text = (first: string, second = 'They may speak.'): ArticleDoc =>
    article(heading('h', 'Access'), para('p1', first), para('p2', second), para('p3', 'They shall be heard.'))
  const start = text('Parties shall grant access.')
  const theirs = text('Parties shall promptly grant access.', 'They may speak freely.')
  const now = text('Parties shall swiftly grant access.', 'They may speak briefly.')

  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    writer = await house.person('writer', ['drafter'], 'D01')
    beside = await house.person('beside', ['drafter'], 'D03')
    pen = await house.person('pen', ['drafter'], 'D02')
    const charter = await house.app.createCharter(secretariat, { slug: 'c', title: 'A charter', languages: ['en'] })
    charterId = value(charter).id
  })
  afterAll(() => house.close())
  beforeEach(async () => {
    const made = await house.app.createArticle(secretariat, charterId, { heading: 'Access', after: null })
    articleId = value(made).id
    english = value(made).documents[0]!.id
    await writes(pen, english, start)
    proposal = await fork(house, { charterId, articleId, of: english, partyId: writer.partyId })
    await writes(writer, proposal.documentId, theirs)
    await writes(pen, english, now)
    await followSource(house.context, proposal.proposalId)
  })

  const writes = (who: Actor, documentId: string, doc: ArticleDoc) =>
    house.context.texts.write(documentId, doc, personally(who))
  const settle = (block: string, take: 'article' | 'proposal' | 'both', who = writer, more = {}) =>
    house.app.proposals.settleHeld(who, proposal.proposalId, { lang: 'en', block, take, ...more })
  const proposed = () => house.context.texts.read(proposal.documentId)
  const row = async () => (await listProposalTexts(house.store.db, [proposal.proposalId]))[0]!
  const acts = async (): Promise<string[]> =>
    (await listProposalEvents(house.store.db, proposal.proposalId)).map(({ act }) => act)

  it('FK10: one collision after another, and with the last of them it follows', async () => {
    expect(await row()).toMatchObject({ isHeld: true })
    const first = value(await settle('p1', 'both'))
    expect(first).toMatchObject({ isHeld: true, permissions: { settleHeld: true } })
    expect(first.texts[0]!.blocks.map(({ id, held }) => [id, held !== null])).toEqual([
      ['p1', false],
      ['p2', true],
    ])
    expect(await proposed()).toEqual(text('Parties shall swiftly promptly grant access.', 'They may speak freely.'))
    // what is settled is not found again, whatever is written beside it
    await followSource(house.context, proposal.proposalId)
    expect((await row()).isHeld).toBe(true)
    const last = value(await settle('p2', 'proposal'))
    const runs = last.texts[0]!.blocks.map(({ id, runs }) => [
      id,
      runs.flatMap(({ op, text }) => (op === 'keep' ? [] : [`${op} ${text.trim()}`])),
    ])
    expect(runs).toEqual([
      ['p1', ['ins promptly']],
      ['p2', ['del briefly', 'ins freely']],
    ])
    expect(last.isHeld).toBe(false)
    expect(await row()).toMatchObject({
      isHeld: false,
      base: null,
      baseSeq: (await textHistory(house.context, english)).seq,
    })
    expect(await house.context.texts.read(english)).toEqual(now)
    expect(await acts()).toEqual(['hold', 'settle_held', 'settle_held'])
  })

  it('FK10: the article’s words come in the names of those who wrote them', async () => {
    value(await settle('p1', 'both'))
    value(await settle('p2', 'article'))
    expect(await proposed()).toEqual(text('Parties shall swiftly promptly grant access.', 'They may speak briefly.'))
    const own = await textHistory(house.context, proposal.documentId)
    const creditOf = creditsOf(own.deltaAt(), own.entries)
    const words = 'Parties shall swiftly promptly grant access.'
    expect(creditOf('p1', words.indexOf('swiftly'))).toMatchObject({ authorId: pen.id })
    expect(creditOf('p1', words.indexOf('promptly'))).toMatchObject({ authorId: writer.id })
    expect(creditOf('p2', 'They may speak '.length)).toMatchObject({ authorId: pen.id })
  })

  it('FK10: what both changed since, while something is held, is found as it is', async () => {
    value(await settle('p1', 'proposal'))
    await writes(pen, english, text('Parties shall swiftly grant access to all.', 'They may speak briefly.'))
    await followSource(house.context, proposal.proposalId)
    value(await settle('p2', 'article'))
    expect(await proposed()).toEqual(text('Parties shall promptly grant access to all.', 'They may speak briefly.'))
    expect(await row()).toMatchObject({ isHeld: false, base: null })
    // and another change of the same words collides anew
    await writes(pen, english, text('Parties shall quickly grant access to all.', 'They may speak briefly.'))
    await followSource(house.context, proposal.proposalId)
    expect((await row()).isHeld).toBe(true)
  })

  it('FK10: its writers alone, while they write it, and of two at once one', async () => {
    expect(codeOf(await settle('p1', 'both', pen))).toBe('not-found')
    expect(codeOf(await settle('p3', 'both'))).toBe('already-so')
    expect(codeOf(await settle('p1', 'both', writer, { lang: 'fr' }))).toBe('invalid')
    const both = await Promise.all([settle('p1', 'article'), settle('p1', 'proposal')])
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
    await turn(house, proposal.proposalId, 'tabled', true)
    expect(codeOf(await settle('p2', 'both'))).toBe('not-allowed')
    expect(codeOf(await settle('p2', 'both', beside))).toBe('not-allowed')
  })

  it('FK10: where a paragraph is gone one of the two is taken', async () => {
    await writes(pen, english, article(...now.content.filter(({ attrs }) => attrs.id !== 'p2')))
    await followSource(house.context, proposal.proposalId)
    expect(codeOf(await settle('p2', 'both'))).toBe('invalid')
    // it is one collision with what it stood behind
    value(await settle('p2', 'proposal'))
    expect(await proposed()).toEqual(theirs)
    expect(await row()).toMatchObject({ isHeld: false, base: null })
  })
})
