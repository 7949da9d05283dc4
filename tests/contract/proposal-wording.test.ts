/** The text of a proposal, whole, beside what it is to change (RL7), on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followSource } from '../../server/proposals/follow.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { doc as article, heading, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fork } from '../support/forks.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let house: House
  let secretariat: Actor
  let writer: Actor
  let other: Actor
  let charterId: string

  beforeAll(async () => {
    house = await openHouse(dialect)
    secretariat = await house.person('secretariat', ['secretariat'])
    writer = await house.person('writer', ['drafter'], 'D01')
    other = await house.person('other', ['head'], 'D02')
    const charter = await house.app.createCharter(secretariat, { slug: 'c', title: 'A charter', languages: ['en'] })
    charterId = value(charter).id
  })
  afterAll(() => house.close())

  const text = (first: string, second = 'They may speak.'): ArticleDoc =>
    article(heading('h', 'Access'), para('p1', first), para('p2', second))

  it('RL7: it is read with its base by who writes it, and there is none for anybody else', async () => {
    const made = value(await house.app.createArticle(secretariat, charterId, { heading: 'Access', after: null }))
    const of = made.documents[0]!.id
    await house.context.texts.write(of, text('Parties shall grant access.'), personally(secretariat))
    const { proposalId, documentId } = await fork(house, { charterId, articleId: made.id, of, partyId: writer.partyId })
    await house.context.texts.write(documentId, text('Parties shall promptly grant access.'), personally(writer))
    const read = (who: Actor) => house.app.proposals.readText(who, proposalId, 'en')
    const told: string[] = []
    house.context.events.listen((event) => void told.push(event.kind))

    const wording = value(await read(writer))
    expect(wording).toMatchObject({
      lang: 'en',
      kind: 'original',
      documentId,
      permissions: { write: true },
      readOnly: null,
    })
    expect(wording.base).toEqual(text('Parties shall grant access.'))
    expect(wording.text).toEqual(text('Parties shall promptly grant access.'))
    for (const who of [other, secretariat]) expect(await read(who)).toMatchObject({ ok: false, code: 'not-found' })
    expect(await house.app.proposals.readText(writer, proposalId, 'ar')).toMatchObject({ ok: false, code: 'not-found' })
    expect(await house.app.proposals.readText(writer, proposalId, 'en', true)).toMatchObject({ code: 'not-found' })

    // the article goes on, the proposal follows, and who has it open is told to ask what it is based on now
    await house.context.texts.write(of, text('Parties shall grant access.', 'They may sing.'), personally(secretariat))
    await followSource(house.context, proposalId)
    expect(told).toContain('proposal-changed')
    const followed = value(await read(writer))
    expect(followed.base).toEqual(text('Parties shall grant access.', 'They may sing.'))
    expect(followed.text).toEqual(text('Parties shall promptly grant access.', 'They may sing.'))
    expect(followed.baseSeq).toBeGreaterThan(wording.baseSeq)
  })
})
