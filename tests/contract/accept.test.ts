/** A proposal is accepted, and its words come into the article (rule PS9), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { textHistory } from '../../server/charter/text-history.ts'
import { creditsOf } from '../../server/proposals/fork.ts'
import { insertDocument } from '../../server/store/articles.ts'
import { setRoles } from '../../server/store/people.ts'
import { listProposalEvents } from '../../server/store/proposal-story.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { structureOf } from '../../src/lib/domain/structure.ts'
import { SCHEMA_VERSION } from '../../src/lib/domain/text.ts'
import { doc as article, heading, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fork, type Forked } from '../support/forks.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let house: House
  let secretariat: Actor
  let chair: Actor
  let writer: Actor
  let pen: Actor
  let charterId: string
  let articleId: string
  let english: string
  let arabic: string
  let proposal: Forked

  const text = (first: string, second = 'They may speak.'): ArticleDoc =>
    article(heading('h', 'Access'), para('p1', first), para('p2', second))
  const start = text('Parties shall grant access, and they shall say so.')
  const theirs = article(
    ...text('Parties shall promptly grant access, and they shall say so.').content,
    para('p3', 'They shall say why not.'),
  )

  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    chair = await house.person('chair', ['chair'])
    writer = await house.person('writer', ['drafter'], 'D01')
    pen = await house.person('pen', ['drafter'], 'D02')
    const charter = { slug: 'c', title: 'A charter', languages: ['en', 'ar'] }
    charterId = value(await house.app.createCharter(secretariat, charter)).id
  })
  afterAll(() => house.close())
  beforeEach(async () => {
    const made = value(await house.app.createArticle(secretariat, charterId, { heading: 'Access', after: null }))
    articleId = made.id
    english = made.documents[0]!.id
    arabic = house.context.newId()
    await house.store.transaction(async (rows) =>
      insertDocument(rows, {
        ...{ id: arabic, articleId, lang: 'ar', schemaVersion: SCHEMA_VERSION },
        createdAt: await house.store.now(rows),
      }),
    )
    await writes(pen, english, start)
    await writes(pen, arabic, article(heading('h', 'الوصول'), para('p1', 'تمنح الأطراف.'), para('p2', 'لها الكلام.')))
    proposal = await fork(house, { charterId, articleId, of: english, partyId: writer.partyId })
    await writes(writer, proposal.documentId, theirs)
    await isIn('under_discussion')
  })

  const isIn = (status: 'under_discussion' | 'tabled') =>
    house.store.db.updateTable('proposal').set({ status }).where('id', '=', proposal.proposalId).execute()
  const writes = (who: Actor, documentId: string, doc: ArticleDoc) =>
    house.context.texts.write(documentId, doc, personally(who))
  const accept = (who = chair) => house.app.proposals.accept(who, proposal.proposalId, {})
  const read = (documentId: string) => house.context.texts.read(documentId)
  const decisions = () =>
    house.store.db.selectFrom('decision').selectAll().where('proposal_id', '=', proposal.proposalId).execute()

  it('PS9: its words come in beside what was written since, and the other languages follow', async () => {
    await writes(pen, english, text('Parties shall grant access, and they shall always say so.'))
    expect(value(await accept())).toMatchObject({ status: 'merged' })
    expect(await read(english)).toEqual(
      article(
        ...text('Parties shall promptly grant access, and they shall always say so.').content,
        para('p3', 'They shall say why not.'),
      ),
    )
    expect(structureOf(await read(arabic))).toBe(structureOf(await read(english)))
    expect(JSON.stringify(await read(arabic))).toContain('تمنح الأطراف.')
  })

  it('PS9, MG13: each word is its author’s, and one decision names the entries that it made', async () => {
    const { seq } = await textHistory(house.context, english)
    value(await accept())
    const history = await textHistory(house.context, english)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    const first = 'Parties shall promptly grant access, and they shall say so.'
    expect(creditOf('p1', first.indexOf('promptly'))).toMatchObject({ authorId: writer.id })
    expect(creditOf('p1', 0)).toMatchObject({ authorId: pen.id })
    expect(creditOf('p3', 0)).toMatchObject({ authorId: writer.id })
    const [decision, ...others] = await decisions()
    expect(others).toEqual([])
    expect(decision).toMatchObject({ act: 'accept', actor_id: chair.id, hat: 'chair' })
    expect(JSON.parse(decision!.seqs)).toMatchObject({ [english]: [seq, history.seq] })
    const story = await listProposalEvents(house.store.db, proposal.proposalId)
    expect(story.map(({ act, to }) => [act, to])).toEqual([
      ['accept', 'accepted'],
      ['merge', 'merged'],
    ])
  })

  it('PS9, MG6: what collides refuses it, named block by block, and nothing happens', async () => {
    const now = text('Parties shall swiftly grant access, and they shall say so.')
    await writes(pen, english, now)
    expect(await accept()).toMatchObject({
      ok: false,
      code: 'held-words',
      errors: [{ path: 'texts.en.p1', message: 'collides with the article: words' }],
    })
    expect(await read(english)).toEqual(now)
    expect(await decisions()).toEqual([])
    expect(await listProposalEvents(house.store.db, proposal.proposalId)).toEqual([])
  })

  it('PS9: what the article says already is accepted without a word written', async () => {
    await writes(pen, english, theirs)
    const { seq } = await textHistory(house.context, english)
    expect(value(await accept())).toMatchObject({ status: 'merged' })
    expect((await textHistory(house.context, english)).seq).toBe(seq)
  })

  it('PS9: nobody but the chair, nothing that is not discussed, and of two at once one', async () => {
    expect(await accept(secretariat)).toMatchObject({ ok: false, code: 'not-allowed' })
    await isIn('tabled')
    expect(await accept()).toMatchObject({ ok: false, code: 'transition-not-allowed' })
    expect(await read(english)).toEqual(start)
    await isIn('under_discussion')
    const both = await Promise.all([accept(), accept()])
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true])
    expect(await decisions()).toHaveLength(1)
    expect(await read(english)).toEqual(theirs)
  })

  it('PS9, MG13: in a language that follows words stay their authors’, wherever they stand then', async () => {
    await house.context.texts.write(
      proposal.documentId,
      article(
        ...start.content.slice(0, 1),
        para('p1', 'Parties shall grant access, and they shall say so. They may speak.'),
      ),
      personally(writer),
    )
    value(await accept())
    const said = await read(arabic)
    expect(said.content.map(({ attrs }) => attrs.id)).toEqual(['h', 'p1'])
    const history = await textHistory(house.context, arabic)
    const creditOf = creditsOf(history.deltaAt(), history.entries)
    const [, joined] = said.content
    const [words] = joined!.content!
    const authors = new Set(
      [...(words as { text: string }).text].map((letter, at) => letter === ' ' || creditOf('p1', at)?.authorId),
    )
    expect([...authors].filter((one) => one !== true)).toEqual([pen.id])
  })

  it('PS1, SE1: who was the chair when the request came, and is no more, accepts nothing', async () => {
    const gone = await house.person('was-chair', ['chair'])
    await house.store.transaction((rows) => setRoles(rows, gone.id, ['observer']))
    expect(codeOf(await accept(gone))).toBe('not-allowed')
    expect(await read(english)).toEqual(start)
    value(await accept())
  })

  it('PS9: what is typed while it is accepted stays', async () => {
    const freely = (now: ArticleDoc): ArticleDoc => ({
      ...now,
      content: now.content.map((block) => (block.attrs.id === 'p2' ? para('p2', 'They may speak freely.') : block)),
    })
    const [accepted] = await Promise.all([accept(), house.context.texts.change(english, freely, personally(pen))])
    expect(accepted).toMatchObject({ ok: true })
    expect(await read(english)).toEqual(freely(theirs))
  })
})
