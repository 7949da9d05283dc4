/**
 * The chair accepts a proposal, and its words come into the article (rule PS9): merged with whatever was written there since, in every language that it has a
 * text in, in the names of those who wrote them; the other languages follow in structure. Texts, decision and steps are one transaction; what collides
 * refuses all of it.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import { inTheirNames } from '../../src/lib/domain/authored.ts'
import { changedBlocks } from '../../src/lib/domain/changed-blocks.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { broken, lockedIn } from '../../src/lib/domain/locks.ts'
import { merge3 } from '../../src/lib/domain/merge.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { followStructure } from '../../src/lib/domain/structure.ts'
import { losesBracket } from '../charter/may-edit.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Author, Context, InNames } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import { addDecision } from '../store/decisions.ts'
import { lastSeqs } from '../store/history.ts'
import { listProposalTexts, type ProposalTextRow } from '../store/proposals.ts'
import { listAgreedBlocks } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import { creditsIn, type MergeCredits } from './follow.ts'
import { baseOf } from './proposed.ts'
import type { SeenProposal } from './see.ts'
import { seeForAct, tellOf, turnWithin, type ActInput } from './turn.ts'
import { proposalView } from './views.ts'

/** A text of the article, and what of the proposal comes into it. */
interface Target {
  documentId: string
  lang: string
  /** The last entry of its journal, and what it says after it. */
  seq: number
  main: ArticleDoc
  /** Null: the proposal has no text in this language. */
  proposed: { base: ArticleDoc; fork: ArticleDoc; credits: MergeCredits } | null
}

interface Written {
  target: Target
  before: ArticleDoc
  after: ArticleDoc
  said: InNames | ArticleDoc
}

/** As often as somebody may write in the article while its history is read. */
const TRIES = 5

/**
 * Refuses with `held-words` (every block in question by its path, `texts.<lang>.<block>`), `nothing-proposed` (it has no text of this article's), `article-locked`,
 * `paragraph-agreed`, `bracket-stands` (a bracket ends by a decision on it), `busy`.
 */
export async function acceptProposal(
  context: Context,
  actor: Actor | null,
  id: string,
  input: ActInput,
): Promise<Result<ProposalView>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeForAct(context.store.db, actor, id, { action: 'proposal.decide' })
  if (!seen.ok) return seen
  for (let tries = 0; tries < TRIES; tries++) {
    const targets = await targetsOf(context, seen.value)
    // an amendment changes another proposal, what asks for a bracket's end is done to the bracket
    if (!targets.some(({ proposed }) => proposed)) return refuse('nothing-proposed')
    const accepted = await new Accepting(context, actor, seen.value, input, targets).accept()
    if (accepted === null) continue
    if (!accepted.ok) return accepted
    tellOf(context, seen.value.proposal, accepted.value)
    const { charterId, articleId } = accepted.value.proposal
    context.events.tell({ kind: 'article-changed', charterId, articleId })
    context.events.tell({ kind: 'talks-changed', charterId, articleId })
    return ok(await proposalView(context, actor, accepted.value))
  }
  return refuse('busy')
}

/** The article's texts, the leading one first. */
async function targetsOf(context: Context, { proposal, charter }: SeenProposal): Promise<Target[]> {
  const { db } = context.store
  const documents = await listDocumentsOf(db, proposal.articleId)
  const texts = (await listProposalTexts(db, [proposal.id])).filter(({ kind }) => kind !== 'modified')
  const leadingFirst = [...documents].sort(
    (a, b) => Number(b.lang === charter.originalLanguage) - Number(a.lang === charter.originalLanguage),
  )
  return Promise.all(
    leadingFirst.map(async ({ id: documentId, lang }): Promise<Target> => {
      const { doc: main, seq } = await context.texts.readAt(documentId)
      const text = texts.find((one) => one.articleDocumentId === documentId)
      return { documentId, lang, seq, main, proposed: text ? await proposedIn(context, text, seq) : null }
    }),
  )
}

async function proposedIn(context: Context, text: ProposalTextRow, seq: number): Promise<Target['proposed']> {
  const base = await baseOf(context, text)
  const fork = (await textHistory(context, text.documentId)).docAt()
  return { base, fork, credits: await creditsIn(context, { ...text, seq }) }
}

class Accepting {
  readonly #context: Context
  readonly #actor: Actor
  readonly #seen: SeenProposal
  readonly #input: ActInput
  readonly #targets: readonly Target[]
  #refused: Refused | null = null
  #isLate = false
  #written: Written[] = []

  constructor(context: Context, actor: Actor, seen: SeenProposal, input: ActInput, targets: readonly Target[]) {
    this.#context = context
    this.#actor = actor
    this.#seen = seen
    this.#input = input
    this.#targets = targets
  }

  /** Null: somebody wrote in the article since it was read. */
  async accept(): Promise<Result<SeenProposal> | null> {
    const { store, texts } = this.#context
    let turned: Result<SeenProposal> | null = null
    const turn = async (rows: Rows): Promise<boolean> => {
      turned = await this.#turn(rows)
      return turned.ok
    }
    const ids = this.#targets.map(({ documentId }) => documentId)
    const isKept = await texts.changeTogether(ids, (now) => this.#merge(now), turn, this.#actor.id)
    if (this.#refused) return this.#refused
    if (this.#isLate) return null
    // the article says all of it already: it is accepted without a word written
    if (!isKept && turned === null) await store.transaction(turn)
    return turned
  }

  #merge(now: ReadonlyMap<string, ArticleDoc>): ReadonlyMap<string, ArticleDoc | InNames> | null {
    this.#isLate = this.#targets.some(
      ({ documentId, main }) => JSON.stringify(now.get(documentId)) !== JSON.stringify(main),
    )
    if (this.#isLate) return null
    const errors: { path: string; message: string }[] = []
    const [lead] = this.#targets as [Target, ...Target[]]
    const said: Written[] = []
    for (const target of this.#targets) {
      const led = said[0]
      const main = led ? followStructure(led.before, led.after, target.main) : target.main
      const { proposed } = target
      if (!proposed) {
        said.push({ target, before: target.main, after: main, said: main })
        continue
      }
      const merged = merge3(proposed.base, main, proposed.fork)
      for (const { kind, blocks } of merged.held)
        for (const block of blocks)
          errors.push({ path: `texts.${target.lang}.${block}`, message: `collides with the article: ${kind}` })
      const creditOf = (block: string, unit: number): Author | null => proposed.credits(merged, block, unit)
      const acting: Author = { authorId: this.#actor.id, partyId: null }
      const parts: InNames['parts'] = (from) => inTheirNames(from, merged.doc, creditOf, acting)
      said.push({ target, before: target.main, after: merged.doc, said: { doc: merged.doc, parts } })
    }
    if (errors.length > 0) {
      this.#refused = refuse('held-words', { errors })
      return null
    }
    this.#written = said.filter(({ before, after, target }) => target === lead || !isSame(before, after))
    const changed = this.#written.filter(({ before, after }) => !isSame(before, after))
    return changed.length === 0 ? null : new Map(changed.map((one) => [one.target.documentId, one.said]))
  }

  /** Accepted, and merged, as two steps of its story. */
  async #turn(rows: Rows): Promise<Result<SeenProposal>> {
    const { store } = this.#context
    const { proposal } = this.#seen
    const changed = this.#written.filter(({ before, after }) => !isSame(before, after))
    const ends = await lastSeqs(
      rows,
      changed.map(({ target }) => target.documentId),
    )
    const seqs = Object.fromEntries(
      changed.map(({ target: { documentId, seq } }) => [documentId, [seq, ends.get(documentId) ?? seq]]),
    ) as Record<string, [number, number]>
    const blocks = [...new Set(changed.flatMap(({ before, after }) => changedBlocks(before, after).changed))]
    const decisionId = this.#context.newId()
    const accepted = await turnWithin(this.#context, rows, this.#actor, this.#seen, this.#input, {
      act: 'accept',
      action: 'proposal.decide',
      work: async (rows, { article, hat, at }) => {
        const reason = await this.#reasonNotTo(rows, article?.status ?? 'draft', changed)
        if (reason) return reason
        await addDecision(rows, {
          ...{ id: decisionId, charterId: proposal.charterId, articleId: proposal.articleId, bracketId: null },
          ...{ proposalId: proposal.id, act: 'accept', venue: 'meeting', sittingId: null, actorId: this.#actor.id },
          ...{ hat, onWordOf: null, at, note: '', optionsDropped: [], seqs },
        })
        return ok({ event: { decision: decisionId }, data: { decision: decisionId } })
      },
    })
    if (!accepted.ok) return accepted
    const at = await store.now(rows)
    const { rev: _rev, ...input } = this.#input
    return turnWithin(this.#context, rows, this.#actor, accepted.value, input, {
      act: 'merge',
      action: 'proposal.merge',
      work: () => Promise.resolve(ok({ change: { settledAt: at }, event: { blocks, seqs }, data: { blocks, seqs } })),
    })
  }

  async #reasonNotTo(
    rows: Rows,
    status: Parameters<typeof isLocked>[0],
    changed: readonly Written[],
  ): Promise<Refused | null> {
    if (isLocked(status)) return refuse('article-locked')
    const texts = changed.map(({ target: { lang }, before, after }) => ({ lang, before, after }))
    const { articleId } = this.#seen.proposal
    const agreed = await listAgreedBlocks(rows, articleId)
    if (texts.some(({ lang, before, after }) => broken(before, after, lockedIn(agreed, lang)).length > 0))
      return refuse('paragraph-agreed')
    return (await losesBracket(rows, articleId, texts)) ? refuse('bracket-stands') : null
  }
}

const isSame = (a: ArticleDoc, b: ArticleDoc): boolean => JSON.stringify(a) === JSON.stringify(b)
