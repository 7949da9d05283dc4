/** An article in two languages with a proposal under discussion, for tests of what is decided about it. */
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { insertDocument } from '../../server/store/articles.ts'
import { listProposalEvents } from '../../server/store/proposal-story.ts'
import { SCHEMA_VERSION } from '#lib/domain/text.ts'
import { doc as article, heading, para } from './blocks.ts'
import type { Dialect } from './database.ts'
import { fork, turn, type Forked } from './forks.ts'
import { openHouse, value, type House } from './house.ts'
import { personally } from './authors.ts'

export interface Discussed {
  articleId: string
  english: string
  arabic: string
  proposal: Forked
}

export interface Scene {
  house: House
  people: Record<'secretariat' | 'chair' | 'writer' | 'other' | 'pen', Actor>
  charterId: string
  /** Puts an article there, and a proposal of D01 that says `theirs` of it; D02 holds its pen. */
  discuss(start: ArticleDoc, theirs: ArticleDoc): Promise<Discussed>
  /** Another proposal, of D03. */
  beside(one: Pick<Discussed, 'articleId' | 'english'>, says: ArticleDoc): Promise<Forked>
  writes(who: Actor, documentId: string, doc: ArticleDoc): Promise<void>
  read(documentId: string): Promise<ArticleDoc>
  story(id: string): Promise<[string, string][]>
}

/** A heading and two paragraphs. */
export const twoParagraphs = (first: string, second = 'They may speak.'): ArticleDoc =>
  article(heading('h', 'Access'), para('p1', first), para('p2', second))

const ARABIC = article(heading('h', 'الوصول'), para('p1', 'تمنح الأطراف.'), para('p2', 'لها الكلام.'))

export async function openScene(dialect: Dialect): Promise<Scene> {
  const house = await openHouse(dialect)
  const people = {
    secretariat: await house.person('secretariat', ['secretariat']),
    chair: await house.person('chair', ['chair']),
    writer: await house.person('writer', ['drafter'], 'D01'),
    pen: await house.person('pen', ['drafter'], 'D02'),
    other: await house.person('other', ['drafter'], 'D03'),
  }
  const charter = { slug: 'c', title: 'A charter', languages: ['en', 'ar'] }
  const charterId = value(await house.app.createCharter(people.secretariat, charter)).id
  const writes = (who: Actor, documentId: string, doc: ArticleDoc) =>
    house.context.texts.write(documentId, doc, personally(who))
  const begun = async (
    who: Actor,
    { articleId, english }: { articleId: string; english: string },
    says: ArticleDoc,
  ) => {
    const made = await fork(house, { charterId, articleId, of: english, partyId: who.partyId })
    await writes(who, made.documentId, says)
    await turn(house, made.proposalId, 'under_discussion', true)
    return made
  }
  return {
    house,
    people,
    charterId,
    writes,
    async discuss(start, theirs) {
      const input = { heading: 'Access', after: null }
      const made = value(await house.app.createArticle(people.secretariat, charterId, input))
      const [articleId, english, arabic] = [made.id, made.documents[0]!.id, house.context.newId()]
      await house.store.transaction(async (rows) =>
        insertDocument(rows, {
          ...{ id: arabic, articleId, lang: 'ar', schemaVersion: SCHEMA_VERSION },
          createdAt: await house.store.now(rows),
        }),
      )
      const assigned = { personId: people.pen.id, kind: 'pen_holder', lang: '*' } as const
      value(await house.app.assign(people.secretariat, articleId, assigned))
      await writes(people.pen, english, start)
      await writes(people.pen, arabic, ARABIC)
      const proposal = await begun(people.writer, { articleId, english }, theirs)
      return { articleId, english, arabic, proposal }
    },
    beside: (one, says) => begun(people.other, one, says),
    read: (documentId) => house.context.texts.read(documentId),
    story: async (id) => (await listProposalEvents(house.store.db, id)).map(({ act, to }) => [act, to]),
  }
}
