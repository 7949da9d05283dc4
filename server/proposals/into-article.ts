// Over 250 lines: what is decided about a proposal and changes the article, from the texts that stand still to the rows beside them.
/**
 * What is decided about a proposal and changes the article (rules PS9, PS16 to PS18): all its texts stand still, what is made of them is written in the names of
 * the authors, and the decision, the steps of the story and the rows beside the text are one transaction with it.
 */
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
import { bracketsIn } from '../../src/lib/domain/agreement.ts'
import { wordsOf } from '../../src/lib/domain/brackets.ts'
import { changedBlocks } from '../../src/lib/domain/changed-blocks.ts'
import { broken, lockedIn } from '../../src/lib/domain/locks.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { creditsOf, followText } from '../charter/bracket-rows.ts'
import { losesBracket } from '../charter/may-edit.ts'
import type { Context, InNames } from '../context.ts'
import { leadingFirst, listDocumentsOf } from '../store/articles.ts'
import { addDecision, type DecisionRow } from '../store/decisions.ts'
import { lastSeqs } from '../store/history.ts'
import { openFlags, raiseFlag } from '../store/language-flags.ts'
import { listAgreedBlocks } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import type { SeenProposal } from './see.ts'
import { tellOf, type HeldProposal } from './turn.ts'

/** A text of the article: the last entry of its journal, and what it says after it. */
export interface ArticleText {
  documentId: string
  lang: string
  seq: number
  main: ArticleDoc
}

/** What one text is to say. */
export interface Writing extends ArticleText {
  after: ArticleDoc
  said: InNames | ArticleDoc
}

/** What is to be written, in all languages of the article. */
export interface Plan {
  writings: readonly Writing[]
  /** Proposals' own texts that were read for it, and must say the same still. */
  read?: ReadonlyMap<string, ArticleDoc>
}

/** What was written, for whoever keeps rows of it. */
export interface Written {
  all: readonly Writing[]
  changed: readonly Writing[]
  /** Document -> the entries of its journal before and after. */
  seqs: Record<string, [number, number]>
  /** Blocks that are others now, in any language. */
  blocks: readonly string[]
}

/** As often as somebody may write in the article while its history is read. */
const TRIES = 5

/** The article's texts, the leading one first. */
async function textsOf(context: Context, { proposal, charter }: SeenProposal): Promise<ArticleText[]> {
  const documents = await listDocumentsOf(context.store.db, proposal.articleId)
  return Promise.all(
    documents.sort(leadingFirst(charter.originalLanguage)).map(async ({ id: documentId, lang }) => {
      const { doc: main, seq } = await context.texts.readAt(documentId)
      return { documentId, lang, seq, main }
    }),
  )
}

/**
 * `make`: what the texts are to say, asked again where somebody wrote meanwhile. `keep`: what is decided and kept, within the transaction; it may
 * call it off. Tells pages what was done. Refuses as both do, and with `busy`.
 */
export async function intoArticle(
  context: Context,
  by: Author,
  seen: SeenProposal,
  make: (texts: readonly ArticleText[]) => Promise<Result<Plan>>,
  keep: (rows: Rows, written: Written) => Promise<Result<SeenProposal>>,
): Promise<Result<SeenProposal>> {
  const { store, texts, events } = context
  for (let tries = 0; tries < TRIES; tries++) {
    const made = await make(await textsOf(context, seen))
    if (!made.ok) return made
    const { writings: all, read = new Map<string, ArticleDoc>() } = made.value
    const changed = all.filter(({ main, after }) => !isSame(main, after))
    let isLate = false
    let kept: Result<SeenProposal> | null = null
    const alongside = async (rows: Rows): Promise<boolean> => {
      kept = await keep(rows, await written(rows, all, changed))
      return kept.ok
    }
    const known = new Map([...all.map(({ documentId, main }) => [documentId, main] as const), ...read])
    const look = (now: ReadonlyMap<string, ArticleDoc>): void =>
      void (isLate = [...known].some(([id, doc]) => !isSame(now.get(id)!, doc)))
    const isWritten = await texts.changeTogether(
      [...known.keys()],
      (now) => {
        look(now)
        if (isLate || changed.length === 0) return null
        return new Map(changed.map(({ documentId, said }) => [documentId, said]))
      },
      alongside,
      by,
    )
    // the article says all of it already: it is decided without a word written
    if (!isWritten && !isLate && kept === null)
      await texts.whileStill([...known.keys()], async (now, hold) => {
        look(now)
        if (isLate) return
        await store.transaction(async (rows) => {
          await hold(rows)
          await alongside(rows)
        })
      })
    if (isLate) continue
    const done = kept as Result<SeenProposal> | null
    if (done === null) return refuse('busy')
    if (!done.ok) return done
    tellOf(context, seen.proposal, done.value)
    const { charterId, articleId } = done.value.proposal
    events.tell({ kind: 'article-changed', charterId, articleId })
    events.tell({ kind: 'talks-changed', charterId, articleId })
    return done
  }
  return refuse('busy')
}

async function written(rows: Rows, all: readonly Writing[], changed: readonly Writing[]): Promise<Written> {
  const ends = await lastSeqs(
    rows,
    changed.map(({ documentId }) => documentId),
  )
  const seqs = Object.fromEntries(
    changed.map(({ documentId, seq }): [string, [number, number]] => [documentId, [seq, ends.get(documentId) ?? seq]]),
  )
  const blocks = [...new Set(changed.flatMap(({ main, after }) => changedBlocks(main, after).changed))]
  return { all, changed, seqs, blocks }
}

/**
 * Why it may not be written: the article is gone or marked deleted, locked, or a paragraph of it is; a bracket that ends by a decision would go. `mayLose`:
 * brackets that go by this very decision.
 */
export async function reasonNotToWriteInto(
  rows: Rows,
  { proposal, article }: Pick<HeldProposal, 'proposal' | 'article'>,
  { changed }: Written,
  mayLose: ReadonlySet<string> = new Set(),
): Promise<Refused | null> {
  if (article === null || article.deletedAt !== null) return refuse('already-deleted')
  if (isLocked(article.status)) return refuse('article-locked')
  const texts = changed.map(({ lang, main, after }) => ({ lang, before: main, after }))
  const { articleId } = proposal
  const agreed = await listAgreedBlocks(rows, articleId)
  if (texts.some(({ lang, before, after }) => broken(before, after, lockedIn(agreed, lang)).length > 0))
    return refuse('paragraph-agreed')
  const bare = texts.map((text) => ({ ...text, before: without(text.before, mayLose) }))
  return (await losesBracket(rows, articleId, bare)) ? refuse('bracket-stands') : null
}

/** The text as if these brackets were not there: nobody asks for them. */
const without = (doc: ArticleDoc, brackets: ReadonlySet<string>): ArticleDoc =>
  brackets.size === 0
    ? doc
    : {
        type: 'doc',
        content: doc.content.map(({ content = [], ...block }) => ({
          ...block,
          attrs: brackets.has(block.attrs.bracket ?? '')
            ? { ...block.attrs, bracket: null, bracketKind: null }
            : block.attrs,
          content: content.filter((inline) => inline.type !== 'opt' || !brackets.has(inline.attrs.br)),
        })),
      }

/** Who typed brackets of an article that have no row yet. Before its texts stand still. */
export const typedBrackets = (context: Context, { proposal }: SeenProposal, documentId: string) =>
  creditsOf(context, proposal.articleId, documentId)
type Typed = Awaited<ReturnType<typeof typedBrackets>>

type FlaggedBlock = Record<'documentId' | 'blockId', string>

/** One decision, with what it says of brackets and languages (BD11, DC3, PS16, PS25). `spared`: nobody need look there. */
export async function keepDecision(
  rows: Rows,
  { newId }: Pick<Context, 'newId'>,
  { proposal, hat, actor, at }: HeldProposal,
  { all, changed, seqs }: Written,
  decision: Pick<DecisionRow, 'id' | 'act' | 'note'> & { undoes?: string; bracketId?: string | null },
  { typed, spared = [] }: { typed: Typed; spared?: readonly FlaggedBlock[] },
): Promise<void> {
  const { id: proposalId, articleId, charterId } = proposal
  await addDecision(rows, {
    ...{ bracketId: null, ...decision, charterId, articleId, proposalId, venue: 'meeting', sittingId: null },
    ...{ actorId: actor.id, hat, onWordOf: null, at, optionsDropped: [], seqs },
  })
  // brackets that came with it are known from now on, as its own
  const had = new Set(all.flatMap(({ main }) => [...bracketsIn(main)]))
  const came = all
    .flatMap(({ after }) => [...bracketsIn(after)])
    .filter((id) => !had.has(id))
    .map((id) => [id, { at, by: actor.id, proposalId }] as const)
  const docs = all.map(({ after }) => after)
  await followText(rows, articleId, docs, new Map([...typed, ...came]), at)
  const flags = { decisionId: decision.id, raisedAt: at }
  await flagOthers(rows, { newId }, articleId, { all, changed, seqs }, flags, spared)
}

/** PS25: of each paragraph whose words are others now in some language, those that say there what they did. First words of a translation are no others. */
async function flagOthers(
  rows: Rows,
  { newId }: Pick<Context, 'newId'>,
  articleId: string,
  { all, changed, seqs }: Pick<Written, 'all' | 'changed' | 'seqs'>,
  { decisionId, raisedAt }: { decisionId: string; raisedAt: string },
  spared: readonly FlaggedBlock[],
): Promise<void> {
  const words = new Map(all.map((one) => [one.documentId, [wordsByBlock(one.main), wordsByBlock(one.after)] as const]))
  const leading = all[0]?.documentId
  const isOther = (documentId: string, block: string): boolean => {
    const [was, is] = words.get(documentId)!
    return was.get(block) !== is.get(block) && (documentId === leading || (was.get(block) ?? '') !== '')
  }
  const blocks = new Set(
    changed.flatMap(({ documentId }) =>
      [...words.get(documentId)![1].keys()].filter((block) => isOther(documentId, block)),
    ),
  )
  if (blocks.size === 0) return
  const known = [...(await openFlags(rows, { articleId })), ...spared]
  for (const { documentId, seq: before } of all) {
    const seq = seqs[documentId]?.[1] ?? before
    const [had, has] = words.get(documentId)!
    for (const blockId of blocks) {
      const isKnown = known.some((flag) => flag.documentId === documentId && flag.blockId === blockId)
      if (isKnown || (has.get(blockId) ?? '') === '' || has.get(blockId) !== had.get(blockId)) continue
      await raiseFlag(rows, { id: newId(), documentId, blockId, reason: 'concordance', decisionId, raisedAt, seq })
    }
  }
}

/** Block -> its words. */
export const wordsByBlock = (doc: ArticleDoc): Map<string, string> =>
  new Map(doc.content.map(({ attrs, content = [] }) => [attrs.id, wordsOf(content).trim()]))

export const isSame = (a: ArticleDoc, b: ArticleDoc): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What collides refuses it, block by block. */
export function heldWords(held: readonly { lang: string; kind: string; blocks: readonly string[] }[]): Result<never> {
  const errors = held.flatMap(({ lang, kind, blocks }) =>
    blocks.map((block) => ({ path: `texts.${lang}.${block}`, message: `collides with the article: ${kind}` })),
  )
  return refuse('held-words', { errors })
}

/** Nothing collides: what each text says. */
export const planned = (writings: readonly Writing[], read?: Plan['read']): Result<Plan> =>
  ok({ writings, ...(read && { read }) })
