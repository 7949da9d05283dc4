/** A proposal is accepted with the words of the pen-holder's copy (rule PS16), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { makeDocumentAccess } from '../../server/charter/document-access.ts'
import { textHistory } from '../../server/charter/text-history.ts'
import { creditsOf } from '../../server/proposals/fork.ts'
import { listBrackets } from '../../server/store/brackets.ts'
import { openScene, twoParagraphs as text, type Discussed, type Scene } from '../support/acceptances.ts'
import { doc as article, option, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { codeOf, value } from '../support/house.ts'
import { personally } from '../support/authors.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let scene: Scene
  let one: Discussed
  const start = text('Parties shall grant access.')
  const theirs = text('Parties shall promptly grant access.')
  beforeAll(async () => {
    scene = await openScene(dialect)
  })
  afterAll(() => scene.house.close())
  beforeEach(async () => {
    one = await scene.discuss(start, theirs)
  })
  const proposals = () => scene.house.app.proposals
  const id = () => one.proposal.proposalId
  const modify = (who = scene.people.pen, input = {}) => proposals().modify(who, id(), input)
  const copyOf = async (input = {}): Promise<string> =>
    value(await modify(scene.people.pen, input)).texts.find(({ kind }) => kind === 'modified')!.documentId
  const accept = (who = scene.people.chair) => proposals().acceptModified(who, id(), {})
  const words = (doc: ArticleDoc, block = 'p1'): string =>
    doc.content
      .find(({ attrs }) => attrs.id === block)!
      .content!.map((node) => (node.type === 'text' ? node.text : ''))
      .join('')

  it('PS16: it begins as the article with the sponsors’ words, each its author’s, and is made once', async () => {
    const both = await Promise.all([modify(), modify(scene.people.chair)])
    const documents = both.map((made) =>
      value(made).texts.flatMap((t) => (t.kind === 'modified' ? [t.documentId] : [])),
    )
    expect(documents[0]).toHaveLength(1)
    expect(documents[1]).toEqual(documents[0])
    expect(await scene.read(documents[0]![0]!)).toEqual(theirs)
    const history = await textHistory(scene.house.context, documents[0]![0]!)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    expect(creditOf('p1', 'Parties shall '.length)).toMatchObject({ authorId: scene.people.writer.id })
    expect(creditOf('p1', 0)).toMatchObject({ authorId: scene.people.pen.id })
    expect(await scene.story(id())).toEqual([['modify', 'under_discussion']])
  })

  it('PS16: the pen and the chair write it, every reader reads it, and nobody else writes', async () => {
    const copy = await copyOf()
    const ask = makeDocumentAccess(scene.house.context)
    const { pen, chair, secretariat, writer, other } = scene.people
    for (const [who, edit] of [
      [pen, true],
      [chair, true],
      [secretariat, false],
      [writer, false],
      [other, false],
    ] as const)
      expect([who.name, await ask(who, copy)]).toMatchObject([who.name, { read: true, edit }])
    expect(codeOf(await modify(writer))).toBe('not-allowed')
    expect(codeOf(await accept(pen))).toBe('not-allowed')
  })

  it('PS16: what of the sponsors’ words is another is seen while it is edited, and stays with the story', async () => {
    const copy = await copyOf()
    await scene.writes(scene.people.pen, copy, text('Parties shall promptly and freely grant access.'))
    await scene.writes(scene.people.pen, one.english, text('Parties shall grant access.', 'They may all speak.'))
    const seen = value(await proposals().read(scene.people.writer, id()))
    const runs = (of: typeof seen.modified) =>
      of.flatMap(({ blocks }) => blocks.flatMap((b) => b.runs.filter((r) => r.op !== 'keep').map((r) => r.text.trim())))
    expect(seen.modified).toMatchObject([{ lang: 'en', blocks: [{ id: 'p1', op: 'changed' }] }])
    expect(runs(seen.modified)).toEqual(['and freely'])
    const done = value(await accept())
    expect(done).toMatchObject({ status: 'merged', modified: [] })
    expect(await scene.read(one.english)).toEqual(
      text('Parties shall promptly and freely grant access.', 'They may all speak.'),
    )
    const event = done.events.find(({ act }) => act === 'accept_modified')!
    expect(runs(event.modified)).toEqual(['and freely'])
    expect(await scene.story(id())).toEqual([
      ['modify', 'under_discussion'],
      ['accept_modified', 'accepted_modified'],
      ['merge', 'merged'],
    ])
    // the sponsors' own text stays as it is
    expect(words(await scene.read(one.proposal.documentId))).toContain('promptly grant')
    const history = await textHistory(scene.house.context, one.english)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    const says = words(await scene.read(one.english))
    expect(creditOf('p1', says.indexOf('promptly'))).toMatchObject({ authorId: scene.people.writer.id })
    expect(creditOf('p1', says.indexOf('freely'))).toMatchObject({ authorId: scene.people.pen.id })
    const decisions = await scene.house.store.db
      .selectFrom('decision')
      .selectAll()
      .where('proposal_id', '=', id())
      .execute()
    expect(decisions).toMatchObject([{ act: 'accept_modified', actor_id: scene.people.chair.id }])
  })

  it('PS16, FK10: where words collide it begins with the article’s or, if so asked, the sponsors’, and what collides later the pen settles', async () => {
    await scene.writes(scene.people.pen, one.english, text('Parties shall swiftly grant access.'))
    const held = value(await modify()).texts.find(({ kind }) => kind === 'original')!
    expect(held.blocks.map(({ id, held }) => [id, held !== null])).toEqual([['p1', true]])
    expect(words(await scene.read(await copyOf()))).toBe('Parties shall swiftly grant access.')
    one = await scene.discuss(start, theirs)
    await scene.writes(scene.people.pen, one.english, text('Parties shall swiftly grant access.'))
    const copy = await copyOf({ held: 'proposal' })
    expect(words(await scene.read(copy))).toBe('Parties shall promptly grant access.')
    await scene.writes(scene.people.pen, one.english, text('Parties shall quickly grant access.'))
    expect(codeOf(await accept())).toBe('held-words')
    const take = { lang: 'en', block: 'p1', take: 'both' } as const
    expect(codeOf(await proposals().settleHeld(scene.people.writer, id(), take))).toBe('not-allowed')
    value(await proposals().settleHeld(scene.people.pen, id(), take))
    expect(value(await accept()).status).toBe('merged')
    expect(words(await scene.read(one.english))).toBe('Parties shall quickly promptly grant access.')
  })

  it('PS16: without a copy there is nothing to accept so; of two at once one is; what is typed in the article meanwhile stays', async () => {
    expect(codeOf(await accept())).toBe('nothing-proposed')
    await copyOf()
    const typed = (now: ArticleDoc): ArticleDoc => ({
      ...now,
      content: now.content.map((b) => (b.attrs.id === 'p2' ? para('p2', 'They may speak freely.') : b)),
    })
    const [first, second] = await Promise.all([
      accept(),
      accept(),
      scene.house.context.texts.change(one.english, typed, personally(scene.people.pen)),
    ])
    expect([first.ok, second.ok].sort()).toEqual([false, true])
    expect(await scene.read(one.english)).toEqual(typed(theirs))
  })

  it('PS16, PS25: other languages are flagged where they say something, and brackets that come are its own', async () => {
    const bracketed = article(
      ...theirs.content.slice(0, 2),
      para('p2', 'They may speak', ...option('b1', 'b1.1', 'text', ' freely'), '.'),
      para('p3', 'They shall say why.'),
    )
    await scene.writes(scene.people.writer, one.proposal.documentId, bracketed)
    expect(value(await proposals().accept(scene.people.chair, id(), {})).status).toBe('merged')
    const rows = await listBrackets(scene.house.store.db, { articleId: one.articleId })
    expect(rows).toMatchObject([{ id: 'b1', status: 'open', originProposalId: id(), createdBy: scene.people.chair.id }])
    const flags = await scene.house.store.db
      .selectFrom('language_flag')
      .selectAll()
      .where('document_id', '=', one.arabic)
      .execute()
    // p3 has no words in Arabic yet, which is told otherwise (TF3)
    expect(flags.map(({ block_id, reason }) => [block_id, reason]).sort()).toEqual([
      ['p1', 'concordance'],
      ['p2', 'concordance'],
    ])
  })
})
