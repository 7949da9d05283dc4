/** Amendments to a proposal: taken into it, or gone with it (rule PS20), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { textHistory } from '../../server/charter/text-history.ts'
import { creditsOf } from '../../server/proposals/fork.ts'
import { listProposalTexts } from '../../server/store/proposal-texts.ts'
import { findProposal } from '../../server/store/proposals.ts'
import { openScene, twoParagraphs as text, type Discussed, type Scene } from '../support/acceptances.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, value } from '../support/house.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let scene: Scene
  let one: Discussed
  let amendment: string
  const start = text('Parties shall grant access to all.')
  const theirs = text('Parties shall promptly grant access to all.')
  const amended = text('Parties shall promptly and freely grant access to all.')
  beforeAll(async () => {
    scene = await openScene(dialect)
  })
  afterAll(() => scene.house.close())
  beforeEach(async () => {
    one = await scene.discuss(start, theirs)
    amendment = await amend(amended)
  })
  const proposals = () => scene.house.app.proposals
  const parent = () => one.proposal.proposalId
  const ownText = async (id: string): Promise<string> =>
    (await listProposalTexts(scene.house.store.db, [id]))[0]!.documentId
  const amend = async (says: ArticleDoc): Promise<string> => {
    const { other, secretariat, chair } = scene.people
    const { id } = value(await proposals().begin(other, one.articleId, { amends: parent() }))
    await scene.writes(other, await ownText(id), says)
    value(await proposals().submit(other, id, {}))
    value(await proposals().admit(secretariat, id, {}))
    return value(await proposals().takeUp(chair, id, {})).id
  }
  const takeIn = (who: Actor = scene.people.chair, id = amendment) => proposals().takeIn(who, id, {})
  const statusOf = async (id: string) => (await findProposal(scene.house.store.db, id))!.status

  it('PS20: its words come into the proposal, each its author’s, and the article is as it was', async () => {
    expect(value(await takeIn())).toMatchObject({ id: amendment, status: 'merged', permissions: { undo: false } })
    expect(codeOf(await proposals().undo(scene.people.chair, amendment, { reason: 'No.' }))).toBe(
      'transition-not-allowed',
    )
    expect(await scene.read(one.proposal.documentId)).toEqual(amended)
    expect(await scene.read(one.english)).toEqual(start)
    const history = await textHistory(scene.house.context, one.proposal.documentId)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    expect(creditOf('p1', 'Parties shall promptly and '.length)).toMatchObject({ authorId: scene.people.other.id })
    expect(creditOf('p1', 'Parties shall '.length)).toMatchObject({ authorId: scene.people.writer.id })
    const view = value(await proposals().read(scene.people.writer, parent()))
    const put = view.texts[0]!.blocks.flatMap(({ runs }) =>
      runs.filter(({ op }) => op === 'ins').map((run) => run.text.trim()),
    )
    expect([view.status, put]).toEqual(['under_discussion', ['promptly and freely']])
    expect(view.events.at(-1)).toMatchObject({ act: 'take_in', hat: 'chair' })
    expect(value(await proposals().accept(scene.people.chair, parent(), {})).status).toBe('merged')
    expect(await scene.read(one.english)).toEqual(amended)
  })

  it('PS20: two amendments to the same words: what collides refuses the second, and what does not comes beside the first', async () => {
    const beside = await amend(text('Parties shall promptly grant access to all and everybody.'))
    const against = await amend(text('Parties shall promptly and gladly grant access to all.'))
    value(await takeIn())
    value(await takeIn(scene.people.chair, beside))
    expect(await scene.read(one.proposal.documentId)).toEqual(
      text('Parties shall promptly and freely grant access to all and everybody.'),
    )
    expect(await takeIn(scene.people.chair, against)).toMatchObject({
      code: 'held-words',
      errors: [{ path: 'texts.en.p1' }],
    })
    expect(await statusOf(against)).toBe('under_discussion')
  })

  it('PS20: the chair alone; what amends nothing is not; of two at once one', async () => {
    expect(codeOf(await takeIn(scene.people.writer))).toBe('not-allowed')
    expect(codeOf(await takeIn(scene.people.chair, parent()))).toBe('nothing-proposed')
    const both = await Promise.all([takeIn(), takeIn()])
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
    expect((await scene.story(parent())).map(([act]) => act)).toEqual(['take_in'])
  })

  it('PS20: its sponsors take it into the new wording that they write, which is their affair', async () => {
    const { writer } = scene.people
    const wording = value(await proposals().reword(writer, parent(), {}))
    value(await takeIn(writer))
    expect(await scene.read(await ownText(wording.id))).toEqual(amended)
    expect([await statusOf(amendment), (await scene.story(parent())).length]).toEqual(['under_discussion', 0])
    expect((await scene.story(wording.id)).map(([act]) => act)).toEqual(['begin', 'take_in'])
  })

  it('PS7: new wording begins with the old, each word its author’s', async () => {
    const colleague = await scene.house.person('colleague', ['drafter'], 'D01')
    const wording = value(await proposals().reword(colleague, parent(), {}))
    const history = await textHistory(scene.house.context, await ownText(wording.id))
    const said = JSON.stringify(history.docAt().content[1]!.content)
    expect(said).toContain('promptly')
    const words = history
      .docAt()
      .content[1]!.content!.map((node) => (node.type === 'text' ? node.text : '·'))
      .join('')
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    expect(creditOf('p1', words.indexOf('promptly'))).toMatchObject({ authorId: scene.people.writer.id })
  })

  it('PS20: when the proposal ends its open amendments lapse, drafts of them wait, and both come back with it', async () => {
    const { other, chair } = scene.people
    const draft = value(await proposals().begin(other, one.articleId, { amends: parent() }))
    await scene.writes(other, await ownText(draft.id), amended)
    value(await proposals().accept(chair, parent(), {}))
    expect([await statusOf(amendment), await statusOf(draft.id)]).toEqual(['lapsed', 'draft'])
    expect(codeOf(await proposals().submit(other, draft.id, {}))).toBe('already-deleted')
    expect(codeOf(await proposals().carryOver(other, amendment, {}))).toBe('already-deleted')
    value(await proposals().undo(chair, parent(), { reason: 'Too early.' }))
    expect(value(await proposals().carryOver(other, amendment, {})).status).toBe('tabled')
    expect(value(await proposals().submit(other, draft.id, {})).status).toBe('submitted')
  })
})
