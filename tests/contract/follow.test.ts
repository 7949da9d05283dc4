/** A proposal follows its article, or what collides waits for its sponsors (rules FK7-FK9), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { textHistory } from '../../server/charter/text-history.ts'
import { followSource } from '../../server/proposals/follow.ts'
import { creditsOf } from '../../server/proposals/fork.ts'
import { submitProposal } from '../../server/proposals/submit.ts'
import { listProposalEvents } from '../../server/store/proposal-story.ts'
import { listProposalBlocks, listProposalTexts } from '../../server/store/proposal-texts.ts'
import type { Context } from '../../server/context.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { doc as article, heading, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fork, type Forked } from '../support/forks.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let house: House
  let secretariat: Actor
  let writer: Actor
  let pen: Actor
  let charterId: string
  let articleId: string
  let english: string
  let proposal: Forked

  const text = (first: string, second = 'They may speak.'): ArticleDoc =>
    article(heading('h', 'Access'), para('p1', first), para('p2', second))
  const start = text('Parties shall grant access, and they shall say so.')
  const bothSpoke = text('Parties shall promptly grant access, and they shall always say so.')

  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    writer = await house.person('writer', ['drafter'], 'D01')
    pen = await house.person('pen', ['drafter'], 'D02')
    const charter = await house.app.createCharter(secretariat, { slug: 'c', title: 'A charter', languages: ['en'] })
    charterId = value(charter).id
  })
  afterAll(() => house.close())
  beforeEach(async () => {
    const made = await house.app.createArticle(secretariat, charterId, { heading: 'Access', after: null })
    articleId = value(made).id
    english = value(made).documents[0]!.id
    await house.context.texts.write(english, start, personally(pen))
    proposal = await fork(house, { charterId, articleId, of: english, partyId: writer.partyId })
  })

  const row = async () => (await listProposalTexts(house.store.db, [proposal.proposalId]))[0]!
  const blocks = () => listProposalBlocks(house.store.db, [proposal.proposalId])
  const acts = async (): Promise<string[]> =>
    (await listProposalEvents(house.store.db, proposal.proposalId)).map(({ act }) => act)
  const writes = (who: Actor, documentId: string, doc: ArticleDoc) =>
    house.context.texts.write(documentId, doc, personally(who))
  const follow = () => followSource(house.context, proposal.proposalId)
  const proposed = () => house.context.texts.read(proposal.documentId)

  it('FK7: what the article says by now comes into the proposal, beside its own words', async () => {
    await writes(writer, proposal.documentId, text('Parties shall promptly grant access, and they shall say so.'))
    await writes(pen, english, text('Parties shall grant access, and they shall always say so.', 'They may sing.'))
    await follow()
    expect(await proposed()).toEqual(
      text('Parties shall promptly grant access, and they shall always say so.', 'They may sing.'),
    )
    const { seq } = await textHistory(house.context, english)
    expect(await row()).toMatchObject({ baseSeq: seq, isHeld: false })
    expect((await blocks()).map(({ blockId, op }) => [blockId, op])).toEqual([['p1', 'changed']])
    expect((await blocks())[0]!.runs.filter(({ op }) => op !== 'keep').map((run) => run.text.trim())).toEqual([
      'promptly',
    ])
    // nothing happened that anybody would have to be told
    expect(await acts()).toEqual([])
    await follow()
    expect((await row()).baseSeq).toBe(seq)
  })

  it('FK8: the article’s words come in the names of those who wrote them, and the proposal’s stay its writers’', async () => {
    await writes(writer, proposal.documentId, text('Parties shall promptly grant access, and they shall say so.'))
    await writes(pen, english, text('Parties shall grant access, and they shall always say so.'))
    await follow()
    const doc = await proposed()
    expect(doc).toEqual(bothSpoke)
    const own = await textHistory(house.context, proposal.documentId)
    const creditOf = creditsOf(own.deltaAt(), own.entries)
    const words = (bothSpoke.content[1]!.content![0] as { text: string }).text
    expect(creditOf('p1', words.indexOf('promptly'))).toMatchObject({ authorId: writer.id })
    expect(creditOf('p1', words.indexOf('always'))).toMatchObject({ authorId: pen.id })
    expect(creditOf('p1', 0)).toMatchObject({ authorId: pen.id })
  })

  it('FK9: what collides waits with all three texts, both texts as they are, and is told once', async () => {
    const wanted = text('Parties shall promptly grant access, and they shall say so.')
    await writes(writer, proposal.documentId, wanted)
    const { baseSeq } = await row()
    const now = text('Parties shall swiftly grant access, and they shall say so.', 'They may sing.')
    await writes(pen, english, now)
    await follow()
    await follow()
    expect(await proposed()).toEqual(wanted)
    expect(await house.context.texts.read(english)).toEqual(now)
    expect(await row()).toMatchObject({ baseSeq, isHeld: true })
    const [block] = await blocks()
    expect(block).toMatchObject({
      blockId: 'p1',
      held: { kind: 'words', base: [start.content[1]], main: [now.content[1]], fork: [wanted.content[1]] },
    })
    expect(await acts()).toEqual(['hold'])
  })

  it('FK7, FK9: it follows before it is submitted, and is not while its words collide', async () => {
    await writes(writer, proposal.documentId, text('Parties shall promptly grant access, and they shall say so.'))
    await writes(pen, english, text('Parties shall swiftly grant access, and they shall say so.'))
    expect(await submitProposal(house.context, writer, proposal.proposalId, {})).toMatchObject({
      ok: false,
      code: 'held-words',
    })
    const its = text('Parties shall swiftly grant access, and they shall say so at once.')
    await writes(writer, proposal.documentId, its)
    const submitted = value(await submitProposal(house.context, writer, proposal.proposalId, {}))
    expect(submitted.status).toBe('submitted')
    expect(await proposed()).toEqual(its)
    expect((await row()).baseSeq).toBe((await textHistory(house.context, english)).seq)
  })

  it('PS13: of a text that followed while it was submitted nothing is told by what it was based on before', async () => {
    await writes(writer, proposal.documentId, text('Parties shall promptly grant access, and they shall say so.'))
    const { texts } = house.context
    const late: typeof texts = {
      ...texts,
      async whileStill(ids, act) {
        await writes(pen, english, text('Parties shall grant access, and they shall say so.', 'They may sing.'))
        await follow()
        return texts.whileStill(ids, act)
      },
    }
    const submit = (through: typeof texts) =>
      submitProposal({ ...house.context, texts: through }, writer, proposal.proposalId, {})
    expect(await submit(late)).toMatchObject({ ok: false, code: 'busy' })
    expect(value(await submit(texts)).status).toBe('submitted')
    expect((await blocks()).map(({ blockId }) => blockId)).toEqual(['p1'])
  })

  it('FK9: what its writers changed so that it collides no more follows, and that is told too', async () => {
    await writes(writer, proposal.documentId, text('Parties shall promptly grant access, and they shall say so.'))
    await writes(pen, english, text('Parties shall swiftly grant access, and they shall say so.'))
    await follow()
    await writes(writer, proposal.documentId, text('Parties shall swiftly grant access, and they shall say so. Soon.'))
    await follow()
    expect(await proposed()).toEqual(text('Parties shall swiftly grant access, and they shall say so. Soon.'))
    expect(await row()).toMatchObject({ isHeld: false })
    expect((await blocks()).map(({ held }) => held)).toEqual([null])
    expect(await acts()).toEqual(['hold', 'follow'])
  })

  it('FK7: what is typed while it follows stays, and a proposal that is decided stands as it was decided', async () => {
    await writes(pen, english, text('Parties shall grant access, and they shall always say so.'))
    await Promise.all([
      follow(),
      writes(writer, proposal.documentId, text('Parties shall promptly grant access, and they shall say so.')),
      follow(),
    ])
    await follow()
    expect(await proposed()).toEqual(bothSpoke)
    await house.store.db
      .updateTable('proposal')
      .set({ status: 'withdrawn' })
      .where('id', '=', proposal.proposalId)
      .execute()
    const before = await row()
    await writes(pen, english, text('Parties may grant access.'))
    await follow()
    expect(await proposed()).toEqual(bothSpoke)
    expect(await row()).toEqual(before)
  })

  it('FK7, ND6: looked at again, since another node wrote first, it is kept as it was seen last', async () => {
    await writes(writer, proposal.documentId, text('Parties shall promptly grant access, and they shall say so.'))
    await writes(pen, english, text('Parties shall grant access, and they shall always say so.'))
    const { texts } = house.context
    const outrun: Context = {
      ...house.context,
      texts: {
        ...texts,
        changeTogether: (ids, act, alongside, authorId) =>
          texts.changeTogether(
            ids,
            (now) => {
              act(new Map([[proposal.documentId, start]]))
              return act(now)
            },
            alongside,
            authorId,
          ),
      },
    }
    await followSource(outrun, proposal.proposalId)
    expect(await proposed()).toEqual(bothSpoke)
    expect((await blocks()).map(({ blockId }) => blockId)).toEqual(['p1'])
  })
})
