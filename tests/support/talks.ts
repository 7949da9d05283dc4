/** A house in which something is agreed: who takes part, and articles of two languages, one for each test. */
import type { Actor, Role } from '#lib/domain/actor.ts'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import type { ArticleView, AuditRow } from '#lib/domain/contract.ts'
import { callerOf, type Caller } from './api.ts'
import type { Dialect } from './database.ts'
import { openHouse, value, type House } from './house.ts'
import { writtenBy } from './authors.ts'

export type Cast = 'secretariat' | 'second' | 'chair' | 'head' | 'drafter' | 'reviewer' | 'other' | 'seated'
const CAST: Record<Cast, { roles: readonly Role[]; party?: string }> = {
  secretariat: { roles: ['secretariat'] },
  second: { roles: ['secretariat'] },
  chair: { roles: ['chair'] },
  head: { roles: ['head'], party: 'D01' },
  drafter: { roles: ['drafter'], party: 'D01' },
  reviewer: { roles: ['reviewer'], party: 'D01' },
  other: { roles: ['head'], party: 'D02' },
  seated: { roles: ['head', 'chair'], party: 'D03' },
}

export interface Talks {
  house: House
  charter: string
  people: Record<Cast, Actor>
  as: Record<Cast, Caller>
  /** An article of these paragraphs, in English and in Arabic, under discussion. */
  article(paragraphs: Record<string, string | Block>, arabic?: Record<string, string | Block>): Promise<ArticleView>
  /** Its text. */
  read(article: ArticleView, lang?: string): Promise<ArticleDoc>
  /** Writes a text by the system, whatever is locked. */
  write(article: ArticleView, change: (now: ArticleDoc) => ArticleDoc, lang?: string): Promise<void>
  /** The last entries of the record, oldest first. */
  acts(n: number): Promise<AuditRow[]>
  close(): Promise<void>
}

const blockOf = (id: string, words: string | Block): Block =>
  typeof words !== 'string'
    ? words
    : {
        type: 'block',
        attrs: { id, kind: 'para', depth: 0, bracket: null, bracketKind: null, extra: null },
        ...(words === '' ? {} : { content: [{ type: 'text', text: words }] }),
      }

export async function openTalks(dialect: Dialect): Promise<Talks> {
  const house = await openHouse(dialect)
  const people = {} as Talks['people']
  const as = {} as Talks['as']
  for (const name of Object.keys(CAST) as Cast[]) {
    const { roles, party } = CAST[name]
    people[name] = await house.person(name, [...roles], party)
    as[name] = callerOf(house.app, await house.tokenOf(people[name]))
  }
  const { id: charter } = value(
    await house.app.createCharter(people.secretariat, { slug: 'talks', title: 'Talks', languages: ['en', 'ar'] }),
  )
  const documentOf = (article: ArticleView, lang: string): string =>
    article.documents.find((one) => one.lang === lang)!.id
  const talks: Talks = {
    house,
    charter,
    people,
    as,
    async article(paragraphs, arabic = {}) {
      const made = value(
        await house.app.createArticle(people.secretariat, charter, {
          ...{ heading: 'Purpose', after: null, inAllLanguages: true },
        }),
      )
      const ids = Object.keys(paragraphs)
      await talks.write(made, (now) => ({
        type: 'doc',
        content: [now.content[0]!, ...ids.map((id) => blockOf(id, paragraphs[id]!))],
      }))
      await talks.write(
        made,
        (now) => ({
          type: 'doc',
          content: [now.content[0]!, ...ids.map((id) => blockOf(id, arabic[id] ?? 'نص'))],
        }),
        'ar',
      )
      return value(await house.app.setArticleStatus(people.chair, made.id, { status: 'under_discussion' }))
    },
    read: (article, lang = 'en') => house.context.texts.read(documentOf(article, lang)),
    async write(article, change, lang = 'en') {
      await house.context.texts.change(documentOf(article, lang), change, writtenBy(null))
    },
    acts: async (n) => {
      const all: AuditRow[] = []
      let cursor: string | undefined
      do {
        const page = value(
          await house.app.listAudit(people.secretariat, { limit: 500, ...(cursor === undefined ? {} : { cursor }) }),
        )
        all.push(...page.items)
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
      return all.slice(-n)
    },
    close: () => house.close(),
  }
  return talks
}
