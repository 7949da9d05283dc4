// Over 250 lines: everything that must hold of a history, after each act and at its end.
/**
 * What must hold of a history, counted and read without the code that made it: after each act no word is gone that the act did not take away on record, none
 * stands twice; and at its end authors, languages, statuses, codes and the record are right.
 */
import { expect } from 'vitest'
import { bracketsIn } from '#lib/domain/agreement.ts'
import { isLocked, type ArticleDoc } from '#lib/domain/article.ts'
import { openBrackets } from '#lib/domain/brackets.ts'
import { leastOf, partsOf, statusOfPart, withoutDeleted } from '#lib/domain/provision.ts'
import { codeOf } from '#lib/domain/proposal.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { keepsStructure, structureOf } from '#lib/domain/structure.ts'
import { textHistory } from '#server/charter/text-history.ts'
import { findArticle } from '#server/store/articles.ts'
import { listBrackets } from '#server/store/brackets.ts'
import { listDecisions, type NamedDecision } from '#server/store/decisions.ts'
import { lastSeqs } from '#server/store/history.ts'
import { listSponsors } from '#server/store/proposal-sponsors.ts'
import { listProposalEvents } from '#server/store/proposal-story.ts'
import { listProposalBlocks, type ProposalTextRow } from '#server/store/proposal-texts.ts'
import { listProvisions, WHOLE } from '#server/store/provisions.ts'
import type { Outcome } from './acts.ts'
import { judgeStanding, standings, type Standing } from './agreement.ts'
import type { Scene } from './scene.ts'
import { LANGUAGES, wordsIn, wordsOfBlock, wordsOfDoc, type Lang } from './words.ts'

/** What a text says after the last entry of its journal. */
interface Text {
  seq: number
  doc: ArticleDoc
}
/** Every text of the charter, and of its proposals, as they are. */
export interface Snapshot {
  articles: ({ articleId: string; lang: Lang; documentId: string } & Text)[]
  forks: (ProposalTextRow & Text)[]
  standings: Standing[]
}

/** `before`: the look before this one; what nobody wrote in since is not read again. */
export async function look(scene: Scene, before?: Snapshot): Promise<Snapshot> {
  const { db } = scene.house.store
  const rows = await scene.textsOf((await scene.proposals()).map(({ id }) => id))
  const documents = scene.articleIds.flatMap((articleId) =>
    LANGUAGES.map((lang) => ({ articleId, lang, documentId: scene.documentOf(articleId, lang) })),
  )
  await scene.house.context.texts.settle([...documents, ...rows].map(({ documentId }) => documentId))
  const seqs = await lastSeqs(
    db,
    [...documents, ...rows].map(({ documentId }) => documentId),
  )
  const known = new Map([...(before?.articles ?? []), ...(before?.forks ?? [])].map((one) => [one.documentId, one]))
  const textOf = async (documentId: string): Promise<{ seq: number; doc: ArticleDoc }> => {
    const seq = seqs.get(documentId) ?? 0
    const one = known.get(documentId)
    return { seq, doc: one?.seq === seq ? one.doc : await scene.read(documentId) }
  }
  const articles = await Promise.all(documents.map(async (one) => ({ ...one, ...(await textOf(one.documentId)) })))
  return {
    articles,
    standings: await standings(scene, articles),
    forks: await Promise.all(rows.map(async (row) => ({ ...row, ...(await textOf(row.documentId)) }))),
  }
}

const inLanguage = ({ articles }: Snapshot, lang: Lang) => articles.filter((one) => one.lang === lang)
const wordsOf = (texts: readonly { doc: ArticleDoc }[]): Set<string> =>
  new Set(texts.flatMap(({ doc }) => wordsOfDoc(doc)))
const without = (words: Iterable<string>, ...others: ReadonlySet<string>[]): string[] =>
  [...words].filter((word) => !others.some((other) => other.has(word)))

/** Of one act, or of some at once. */
export async function judgeStep(
  scene: Scene,
  before: Snapshot,
  after: Snapshot,
  outcomes: readonly Outcome[],
): Promise<void> {
  for (const { by } of outcomes) if (by) scene.writesAnew(elsewhere(before, after), by)
  const mayGo = new Set(outcomes.flatMap(({ gone = [] }) => gone))
  const followed = followedOut(before, after)
  for (const lang of LANGUAGES) {
    const is = wordsOf(inLanguage(after, lang))
    const lost = without(wordsOf(inLanguage(before, lang)), is, mayGo, lang === 'en' ? new Set<string>() : followed)
    expect(lost, `words of ${lang} are lost`).toEqual([])
    const known = without(is, new Set(scene.writers.keys()))
    expect(known, 'words that nobody wrote').toEqual([])
  }
  for (const { articleId, lang, doc } of after.articles) {
    expect(doubled(doc), `stand twice in ${articleId} ${lang}`).toEqual([])
    const was = before.articles.find((one) => one.articleId === articleId && one.lang === lang)!.doc
    const known = new Set(faultsOf(was).map(({ rule, what }) => `${rule} ${what ?? ''}`))
    const fresh = faultsOf(doc).filter(({ rule, what }) => !known.has(`${rule} ${what ?? ''}`))
    expect(fresh, `${articleId} ${lang} is not sound`).toEqual([])
  }
  for (const id of scene.articleIds) {
    const [en, ar] = LANGUAGES.map((lang) => after.articles.find((one) => one.articleId === id && one.lang === lang)!)
    // options may stand in another order within their block (ST2)
    if (!keepsStructure(en!.doc, ar!.doc))
      expect(structureOf(ar!.doc), `the languages of ${id} differ`).toBe(structureOf(en!.doc))
  }
  for (const fork of after.forks) {
    expect(doubled(fork.doc), `stand twice in a proposal`).toEqual([])
    const was = before.forks.find(({ documentId }) => documentId === fork.documentId)
    if (!was) continue
    const own = new Set(outcomes.flatMap(({ goneFrom }) => [...(goneFrom?.get(fork.documentId) ?? [])]))
    const lost = without(wordsOfDoc(was.doc), new Set(wordsOfDoc(fork.doc)), own)
    if (lost.length === 0) continue
    // what is not in the text that it follows any more, and never was its own
    const source = [...after.articles, ...after.forks].find(({ documentId }) => documentId === fork.articleDocumentId)!
    const history = await textHistory(scene.house.context, fork.articleDocumentId)
    const base = new Set(wordsOfDoc(history.docAt(was.baseSeq)))
    const stays = new Set(wordsOfDoc(source.doc))
    const unexplained = lost.filter((word) => !base.has(word) || stays.has(word))
    expect(unexplained, 'words of a proposal are lost').toEqual([])
  }
  await judgeStanding(scene, before, after, outcomes)
  for (const { decisionId } of outcomes)
    if (decisionId !== undefined) await judgeDecision(scene, before, after, decisionId, outcomes.length === 1)
}

/** Words that stand in another block than before: a text that is written as a whole is written anew there. */
function elsewhere(before: Snapshot, after: Snapshot): string[] {
  const texts = (at: Snapshot) => [...at.articles, ...at.forks]
  const was = new Map(texts(before).map(({ documentId, doc }) => [documentId, blocksOf(doc)]))
  return texts(after).flatMap(({ documentId, doc }) =>
    [...blocksOf(doc)].flatMap(([word, block]) => {
      const old = was.get(documentId)?.get(word)
      return old === undefined || old === block ? [] : [word]
    }),
  )
}
const blocksOf = ({ content }: ArticleDoc): Map<string, string> =>
  new Map(content.flatMap((block) => wordsOfBlock(block).map((word) => [word, block.attrs.id])))

/** Words that stand twice, other than in several options of one bracket: alternatives may share words. */
function doubled({ content }: ArticleDoc): string[] {
  const found = new Map<string, Set<string>[]>()
  for (const block of content)
    for (const node of block.content ?? [])
      if (node.type === 'text')
        for (const word of wordsIn(node.text)) {
          const options = (node.marks ?? []).flatMap((mark) =>
            mark.type === 'br' ? [`${mark.attrs.id} ${mark.attrs.option}`] : [],
          )
          found.set(word, [...(found.get(word) ?? []), new Set(options)])
        }
  const areApart = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
    [...a].some((one) => !b.has(one) && [...b].some((other) => other.split(' ')[0] === one.split(' ')[0]))
  return [...found].flatMap(([word, places]) =>
    places.some((a, i) => places.some((b, j) => i < j && !areApart(a, b))) ? [word] : [],
  )
}

const twice = (words: readonly string[]): string[] => words.filter((word, i) => words.indexOf(word) !== i)

/** Words of a language that follows, in blocks that went from the one that leads with all their words. */
function followedOut(before: Snapshot, after: Snapshot): Set<string> {
  const left = wordsOf(inLanguage(after, 'en'))
  const stand = new Set(inLanguage(after, 'en').flatMap(({ doc }) => doc.content.map(({ attrs }) => attrs.id)))
  const gone = new Set(
    inLanguage(before, 'en').flatMap(({ doc }) =>
      doc.content.flatMap((block) =>
        !stand.has(block.attrs.id) && wordsOfBlock(block).every((word) => !left.has(word)) ? [block.attrs.id] : [],
      ),
    ),
  )
  return new Set(
    inLanguage(before, 'ar').flatMap(({ doc }) =>
      doc.content.flatMap((block) => (gone.has(block.attrs.id) ? wordsOfBlock(block) : [])),
    ),
  )
}

/** DC2: the record of it names the entries of the journals, between which the text becomes what it is, and every word of an option that went. */
async function judgeDecision(
  scene: Scene,
  before: Snapshot,
  after: Snapshot,
  id: string | null,
  isAlone: boolean,
): Promise<void> {
  expect(id, 'nothing is on record').not.toBeNull()
  const decision = (await listDecisions(scene.house.store.db, { id: id! }, 1))!.items[0]!
  expect([decision.actorName === null, decision.hat === null]).toEqual([false, false])
  for (const one of before.articles) {
    const now = after.articles.find(({ documentId }) => documentId === one.documentId)!
    const seqs = decision.seqs[one.documentId]
    if (!seqs && (!isAlone || JSON.stringify(now.doc) === JSON.stringify(one.doc))) continue
    const history = await textHistory(scene.house.context, one.documentId)
    expect(seqs, 'the decision names no entries').toBeDefined()
    const [from, to] = seqs!
    expect(from < to && to <= history.seq, `entries ${from} to ${to} of ${history.seq}`).toBe(true)
    if (decision.bracketId === null) continue
    const dropped = new Set(decision.optionsDropped.flatMap(({ words }) => wordsIn(words[one.lang] ?? '')))
    const lost = without(wordsOfDoc(history.docAt(from)), new Set(wordsOfDoc(history.docAt(to))))
    expect(without(lost, dropped), 'dropped, and not on record').toEqual([])
  }
}

/** At the end of a history. */
export async function judgeHistory(scene: Scene, at: Snapshot): Promise<void> {
  await judgeCredits(scene, at)
  await judgeAgreement(scene, at)
  await judgeBrackets(scene, at)
  await judgeProposals(scene, at)
}

/** Authors right: each letter of a word is credited to somebody in whose name it may stand, and to nobody else. */
async function judgeCredits(scene: Scene, { articles, forks }: Snapshot): Promise<void> {
  const wrong: string[] = []
  const people = [
    scene.cast.chair,
    scene.cast.secretariat,
    scene.cast.second,
    ...scene.cast.heads,
    ...scene.cast.drafters,
  ]
  const nameOf = (id: string | null): string => people.find((one) => one.id === id)?.name ?? String(id)
  for (const one of [...articles, ...forks]) {
    const { documentId, lang } = one
    const kind = 'kind' in one ? one.kind : 'article'
    const history = await textHistory(scene.house.context, documentId)
    // of a word that was put together of letters of two people each has its share
    const delta = history.deltaAt()
    let text = ''
    const seqs: number[] = []
    for (const { insert, seq } of delta) {
      const piece = typeof insert === 'string' ? insert : ' '
      text += piece
      for (let i = 0; i < piece.length; i++) seqs.push(seq)
    }
    for (const word of wordsIn(text)) {
      const from = text.indexOf(word)
      const authors = new Set(seqs.slice(from, from + word.length).map((seq) => history.entries[seq - 1]!.authorId))
      for (const author of authors)
        if (!scene.writers.get(word)!.has(author))
          wrong.push(`${word} in ${kind}, ${lang}: ${nameOf(author)} did not write it`)
    }
  }
  expect(wrong, 'words stand in the name of somebody who did not write them').toEqual([])
}

/** Nothing agreed holds an open bracket, and no article is further than its least agreed part. */
async function judgeAgreement(scene: Scene, { articles }: Snapshot): Promise<void> {
  for (const articleId of scene.articleIds) {
    const article = await findArticle(scene.house.store.db, articleId)
    // marked deleted, and then left out of a version that was published
    if (!article) continue
    const rows = await listProvisions(scene.house.store.db, [articleId])
    const own = new Map(rows.filter(({ blockId }) => blockId !== WHOLE).map((row) => [row.blockId, row.status]))
    const docs = articles.filter((one) => one.articleId === articleId)
    const lead = docs.find(({ lang }) => lang === 'en')!.doc
    const parts = partsOf(lead)
    const least = leastOf(parts.map((part) => statusOfPart(article.status, own, part)))
    // that what is left of it is agreed once the rest went is the chair's to declare
    const isOpen = article.status === 'draft' || article.status === 'under_discussion'
    expect(isOpen || article.status === least, `${article.status}, least ${least}`).toBe(true)
    for (const part of parts) {
      if (!isLocked(statusOfPart(article.status, own, part))) continue
      for (const { doc } of docs) {
        const blocks = doc.content.filter(({ attrs }) => part.blocks.includes(attrs.id))
        expect(blocks.length).toBe(part.blocks.length)
        expect([...bracketsIn({ type: 'doc', content: blocks })], 'agreed, and in brackets').toEqual([])
      }
    }
  }
}

/** Rows of brackets say what the texts do, and every one that ended by a decision names it. */
async function judgeBrackets(scene: Scene, { articles }: Snapshot): Promise<void> {
  const { db } = scene.house.store
  const decisions = new Map<string, NamedDecision>()
  const all = (await listDecisions(db, { charterId: scene.charterId }, 500))!.items
  for (const decision of all) decisions.set(decision.id, decision)
  const ends = await lastSeqs(
    db,
    articles.map(({ documentId }) => documentId),
  )
  for (const { seqs } of all)
    for (const [documentId, [from, to]] of Object.entries(seqs))
      expect(from < to && to <= (ends.get(documentId) ?? 0), 'entries that there are').toBe(true)
  for (const articleId of scene.articleIds) {
    const docs = articles.filter((one) => one.articleId === articleId).map(({ doc }) => doc)
    const article = await findArticle(db, articleId)
    // AG13
    const standing = docs.map((doc) => withoutDeleted(doc, new Set(article?.deletedBlocks)))
    for (const { status, settledDecisionId } of await listBrackets(db, { articleId })) {
      if (settledDecisionId !== null) expect(decisions.has(settledDecisionId)).toBe(true)
      if (status === 'open') expect(settledDecisionId).toBeNull()
    }
    // BD11: also one that a text brought back which was restored
    const listed = await scene.house.app.brackets.listArticleBrackets(scene.cast.chair, articleId)
    if (listed.ok) expect(listed.value.items.map(({ id }) => id).sort()).toEqual([...openBrackets(standing)].sort())
  }
}

/** States follow from stories; codes are given once, in a row, and say where they belong. */
async function judgeProposals(scene: Scene, { forks, articles }: Snapshot): Promise<void> {
  const { db } = scene.house.store
  const rows = await scene.proposals()
  const codes = rows.flatMap(({ code }) => code ?? [])
  expect(twice(codes), 'codes given twice').toEqual([])
  const blocks = await listProposalBlocks(
    db,
    rows.map(({ id }) => id),
  )
  for (const row of rows) {
    const events = await listProposalEvents(db, row.id)
    expect(events.map(({ n }) => n)).toEqual(events.map((_, i) => i))
    expect([events.length - 1, events.at(-1)!.to]).toEqual([row.rev, row.status])
    events.slice(1).forEach(({ from }, i) => expect(from).toBe(events[i]!.to))
    expect(row.code !== null).toBe(events.some(({ act }) => act === 'submit'))
    expect(row.isShown).toBe(events.some(({ act }) => act === 'admit'))
    const joined = (await listSponsors(db, [row.id])).filter(({ state }) => state === 'joined')
    if (row.partyId !== null) {
      const isLeft = row.status === 'withdrawn'
      expect(joined.some(({ partyId }) => partyId === row.partyId)).toBe(!isLeft)
      if (isLeft) expect(joined).toEqual([])
    }
    // what it proposes can be read from rows alone
    if (row.code === null || row.kind === 'bracket') continue
    for (const text of forks.filter(({ proposalId, kind }) => proposalId === row.id && kind !== 'modified')) {
      const history = await textHistory(scene.house.context, text.articleDocumentId)
      const base = new Set(wordsOfDoc(history.docAt(text.baseSeq)))
      const own = blocks.filter(({ proposalId, lang }) => proposalId === row.id && lang === text.lang)
      const kept = new Set(own.flatMap(({ text: block }) => (block ? wordsOfBlock(block) : [])))
      // while it is written its rows are those of the last submission
      if (row.status === 'returned' || row.status === 'draft') continue
      expect(without(wordsOfDoc(text.doc), base, kept), 'proposed, and in no row').toEqual([])
    }
  }
  for (const articleId of scene.articleIds) {
    // an article may have got another number since: codes are counted under the number they were given under
    const of = rows.filter((row) => row.articleId === articleId && row.amendsId === null && row.code !== null)
    const stems = Map.groupBy(of, ({ code }) => code!.split('/')[0]!)
    for (const [stem, those] of stems) {
      const numbers = those.map(({ code }) => Number(code!.split('P-')[1])).sort((a, b) => a - b)
      expect(those.map(({ code }) => code).sort()).toEqual(numbers.map((n) => codeOf(stem, n)).sort())
      expect(new Set(numbers).size).toBe(numbers.length)
    }
  }
  expect(articles.length).toBe(scene.articleIds.length * LANGUAGES.length)
}
