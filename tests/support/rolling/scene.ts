/**
 * A house of six delegations, the chair and the secretariat, and for each history a charter of its own: two articles in two languages, one of them
 * written from right to left, in which every word was written once, by somebody who is known.
 */
import { createHash } from 'node:crypto'
import type { Actor, Role } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { isLocked } from '#lib/domain/article.ts'
import { broken, lockedIn } from '#lib/domain/locks.ts'
import { textHistory } from '#server/charter/text-history.ts'
import { findArticle } from '#server/store/articles.ts'
import { listProposalTexts, type ProposalTextRow } from '#server/store/proposal-texts.ts'
import { listProposals, type ProposalRow } from '#server/store/proposals.ts'
import { listAgreedBlocks } from '#server/store/provisions.ts'
import { doc, heading, item, para } from '../blocks.ts'
import type { Dialect } from '../database.ts'
import { fakeClock } from '../fake-clock.ts'
import { openHouse, value, type House } from '../house.ts'
import { randomFrom, type Random } from '../random.ts'
import { written } from './edits.ts'
import { LANGUAGES, wordNamed, wordsOfBlock, wordsOfDoc, type Lang } from './words.ts'
import { personally } from '../authors.ts'

export const PARTIES = ['D01', 'D02', 'D03', 'D04', 'D05', 'D06'] as const

export interface Cast {
  chair: Actor
  secretariat: Actor
  second: Actor
  /** One of each delegation. */
  heads: Actor[]
  /** Of the first two delegations; they draft the articles. The second one's head approves of what it submits. */
  drafters: Actor[]
}

export interface RollingHouse {
  house: House
  cast: Cast
  /** From now on ids are those of this seed. */
  seed(seed: number): void
  /** What is done next is done later, by the clock of the database and by that of texts: what has one instant is one act. */
  tick(): void
}

export async function openRolling(dialect: Dialect): Promise<RollingHouse> {
  let prefix = 'house'
  let n = 0
  const newId = (): string => createHash('sha256').update(`${prefix} ${n++}`).digest('base64url').slice(0, 22)
  const clock = fakeClock()
  const house = await openHouse(dialect, {}, clock, newId)
  const person = (name: string, role: Role, party?: string): Promise<Actor> => house.person(name, [role], party)
  const cast: Cast = {
    chair: await person('chair', 'chair'),
    secretariat: await person('secretariat', 'secretariat'),
    second: await person('second', 'secretariat'),
    heads: [],
    drafters: [],
  }
  for (const party of PARTIES) cast.heads.push(await person(`head-${party.toLowerCase()}`, 'head', party))
  for (const party of PARTIES.slice(0, 2))
    cast.drafters.push(await person(`drafter-${party.toLowerCase()}`, 'drafter', party))
  value(await house.app.proposals.setNeedsHead(cast.heads[1]!, 'D02', { needHead: true }))
  return {
    house,
    cast,
    tick() {
      house.wait(1)
      clock.advance(1)
    },
    seed(seed) {
      prefix = `history ${seed}`
      n = 0
    },
  }
}

export interface Scene extends RollingHouse {
  charterId: string
  articleIds: string[]
  random: Random
  /** Article and language -> document. */
  documentOf(articleId: string, lang: Lang): string
  /** Word -> ids of those in whose name it may stand; null: the system. */
  writers: Map<string, Set<string | null>>
  /** A word that nobody has written, by this person. */
  fresh(lang: Lang, by: Actor): string
  /** That words were written anew in this person's name. */
  writesAnew(words: Iterable<string>, by: Actor): void
  /** The text as it is now. */
  read(documentId: string): Promise<ArticleDoc>
  proposals(): Promise<ProposalRow[]>
  textsOf(proposalIds: readonly string[]): Promise<ProposalTextRow[]>
}

/** A charter for this history. */
export async function beginHistory(rolling: RollingHouse, seed: number): Promise<Scene> {
  const { house, cast } = rolling
  rolling.seed(seed)
  const random = randomFrom(seed)
  const { id: charterId } = value(
    await house.app.createCharter(cast.secretariat, {
      ...{ slug: `history-${seed}`, title: `History ${seed}`, languages: [...LANGUAGES] },
    }),
  )
  const counts: Record<Lang, number> = { en: 0, ar: 0 }
  const writers: Scene['writers'] = new Map()
  const documents = new Map<string, string>()
  const articleIds: string[] = []
  const scene: Scene = {
    ...rolling,
    ...{ charterId, articleIds, random, writers },
    documentOf: (articleId, lang) => documents.get(`${articleId} ${lang}`)!,
    fresh(lang, by) {
      const word = wordNamed(lang, counts[lang]++)
      writers.set(word, new Set([by.id]))
      return word
    },
    writesAnew(words, by) {
      for (const word of words) writers.get(word)?.add(by.id)
    },
    read: async (documentId) => (await textHistory(house.context, documentId)).docAt(),
    proposals: () => listProposals(house.store.db, { charterId }),
    textsOf: (ids) => listProposalTexts(house.store.db, ids),
  }
  for (const n of [1, 2]) {
    const article = value(
      await house.app.createArticle(cast.secretariat, charterId, {
        ...{ heading: 'Purpose', after: null, inAllLanguages: true },
      }),
    )
    articleIds.push(article.id)
    for (const { id, lang } of article.documents) documents.set(`${article.id} ${lang}`, id)
    const headingId = (await scene.read(scene.documentOf(article.id, 'en'))).content[0]!.attrs.id
    for (const [i, lang] of LANGUAGES.entries()) {
      const by = cast.drafters[i]!
      const words = (): string => Array.from({ length: 5 }, () => scene.fresh(lang, by)).join(' ')
      const text = doc(
        heading(headingId, words()),
        para(`p${n}`, words()),
        item(`i${n}`, words()),
        item(`j${n}`, words()),
        para(`q${n}`, words()),
        para(`r${n}`, words()),
      )
      await house.context.texts.write(scene.documentOf(article.id, lang), text, personally(by))
    }
    for (const party of PARTIES.slice(0, 2))
      value(await house.app.assign(cast.secretariat, article.id, { party, kind: 'drafter' }))
    await house.app.setArticleStatus(cast.chair, article.id, { status: 'under_discussion' })
  }
  return scene
}

/**
 * Somebody writes in an article, as their page does: what is agreed they leave alone, since the gate would drop it. What they took away; null: they
 * changed nothing.
 */
export async function writeLive(scene: Scene, articleId: string, lang: Lang, by: Actor): Promise<string[] | null> {
  const { house, random } = scene
  const article = await findArticle(house.store.db, articleId)
  if (!article || article.deletedAt !== null || isLocked(article.status)) return null
  const agreed = await listAgreedBlocks(house.store.db, articleId)
  let gone: string[] = []
  const tools = { random, fresh: () => scene.fresh(lang, by), newId: house.context.newId }
  const seq = await house.context.texts.change(
    scene.documentOf(articleId, lang),
    (now) => {
      const next = written(now, tools, lang === 'en')
      if (next === null || broken(now, next, lockedIn(agreed, lang)).length > 0) return now
      const left = new Set(wordsOfDoc(next))
      gone = wordsOfDoc(now).filter((word) => !left.has(word))
      return next
    },
    personally(by),
  )
  return seq === null ? null : gone
}

/** Words that stand in another block than before. */
function carried(before: ArticleDoc, after: ArticleDoc): string[] {
  const was = new Map(before.content.flatMap((block) => wordsOfBlock(block).map((word) => [word, block.attrs.id])))
  return after.content.flatMap((block) =>
    wordsOfBlock(block).filter((word) => was.has(word) && was.get(word) !== block.attrs.id),
  )
}

/** And in the text of a proposal. */
export async function writeFork(scene: Scene, text: ProposalTextRow, by: Actor): Promise<string[] | null> {
  const { house, random } = scene
  const lang = text.lang as Lang
  let gone: string[] = []
  const tools = { random, fresh: () => scene.fresh(lang, by), newId: house.context.newId }
  const seq = await house.context.texts.change(
    text.documentId,
    (now) => {
      const next = written(now, tools, lang === 'en')
      if (next === null) return now
      // a text that is written as a whole is written anew where its words stand in another block
      scene.writesAnew(carried(now, next), by)
      const left = new Set(wordsOfDoc(next))
      gone = wordsOfDoc(now).filter((word) => !left.has(word))
      return next
    },
    personally(by),
  )
  return seq === null ? null : gone
}
