/** Languages that an acceptance changed nothing in are flagged, and what it flagged goes with it (rule PS25), on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertDocument } from '../../server/store/articles.ts'
import { openFlags } from '../../server/store/language-flags.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { SCHEMA_VERSION } from '../../src/lib/domain/text.ts'
import { openScene, twoParagraphs as text, type Discussed, type Scene } from '../support/acceptances.ts'
import { doc as article, heading, para } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fork, turn } from '../support/forks.ts'
import { value } from '../support/house.ts'

describe.each(DIALECTS)('%s', (dialect) => {
  let scene: Scene
  let one: Discussed
  let french: string
  const start = text('Parties shall grant access.')
  const inFrench = (first: string, second = 'Elles parlent.'): ArticleDoc =>
    article(heading('h', 'Accès'), para('p1', first), para('p2', second))
  const inArabic = (first: string): ArticleDoc =>
    article(heading('h', 'الوصول'), para('p1', first), para('p2', 'لها الكلام.'))
  beforeAll(async () => {
    scene = await openScene(dialect)
  })
  afterAll(() => scene.house.close())
  beforeEach(async () => {
    one = await scene.discuss(start, text('Parties may promptly grant access.'))
    french = scene.house.context.newId()
    await scene.house.store.transaction(async (rows) =>
      insertDocument(rows, {
        ...{ id: french, articleId: one.articleId, lang: 'fr', schemaVersion: SCHEMA_VERSION },
        createdAt: await scene.house.store.now(rows),
      }),
    )
    await scene.writes(scene.people.pen, french, inFrench('Les parties donnent accès.'))
  })
  const proposals = () => scene.house.app.proposals
  const flags = async (): Promise<string[]> =>
    (await openFlags(scene.house.store.db, { articleId: one.articleId }))
      .map(({ lang, blockId, reason }) => `${lang} ${blockId} ${reason}`)
      .sort()
  /** A proposal of other words in one language that follows, under discussion. */
  const inTranslation = async (lang: 'ar' | 'fr', of: string, says: ArticleDoc): Promise<string> => {
    const { charterId, people, house } = scene
    const asked = { charterId, articleId: one.articleId, of, lang, partyId: people.writer.partyId }
    const made = await fork(house, asked)
    await scene.writes(people.writer, made.documentId, says)
    await turn(house, made.proposalId, 'under_discussion', true)
    return made.proposalId
  }
  const accept = async (id = one.proposal.proposalId) => value(await proposals().accept(scene.people.chair, id, {}))
  const undo = async (id = one.proposal.proposalId) =>
    value(await proposals().undo(scene.people.chair, id, { reason: 'It was read wrongly.' }))

  it('PS25: what is proposed in a translation alone flags the original and every other language', async () => {
    const id = await inTranslation('fr', french, inFrench('Les parties donnent vite accès.'))
    expect((await accept(id)).status).toBe('merged')
    expect(await flags()).toEqual(['ar p1 concordance', 'en p1 concordance'])
    const asked = value(await scene.house.app.brackets.listArticleBrackets(scene.people.chair, one.articleId))
    expect(asked.flags.map(({ lang }) => lang).sort()).toEqual(['ar', 'en'])
    await undo(id)
    expect(await flags()).toEqual([])
  })

  it('PS25: words for what a translation had none for ask nobody, nor does a language without words', async () => {
    await scene.writes(scene.people.pen, french, inFrench(''))
    const id = await inTranslation('fr', french, inFrench('Les parties donnent accès.'))
    await accept(id)
    expect(await flags()).toEqual([])
    await scene.writes(scene.people.pen, one.arabic, inArabic(''))
    await accept()
    expect(await flags()).toEqual(['fr p1 concordance'])
  })

  it('PS25: taken back, it leaves no question that only it had asked', async () => {
    await accept()
    expect(await flags()).toEqual(['ar p1 concordance', 'fr p1 concordance'])
    await undo()
    expect(await flags()).toEqual([])
    // nor does what was accepted anew find one
    await accept()
    expect(await flags()).toEqual(['ar p1 concordance', 'fr p1 concordance'])
  })

  it('PS25: what others asked before it stays, and so does what somebody wrote in or looked at since', async () => {
    const other = await inTranslation('ar', one.arabic, inArabic('تمنح الأطراف الوصول.'))
    await accept(other)
    expect(await flags()).toEqual(['en p1 concordance', 'fr p1 concordance'])
    await accept()
    // the English words are others now, the French question was there before
    expect(await flags()).toEqual(['ar p1 concordance', 'en p1 concordance', 'fr p1 concordance'])
    await scene.writes(scene.people.pen, one.arabic, inArabic('يجوز أن تمنح الأطراف الوصول فورا.'))
    await undo()
    expect(await flags()).toEqual(['ar p1 concordance', 'en p1 concordance', 'fr p1 concordance'])
  })

  it('PS25: what was said to read right with it is asked about anew', async () => {
    await accept()
    const [flag] = (await openFlags(scene.house.store.db, { articleId: one.articleId })).filter(
      ({ lang }) => lang === 'fr',
    )
    value(await scene.house.app.brackets.clearFlag(scene.people.chair, flag!.id))
    await undo()
    expect(await flags()).toEqual(['fr p1 concordance'])
  })
})
