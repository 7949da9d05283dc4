// Over 250 lines: what it is made of, in which language and in which place, is read together.
/**
 * The compilation text of an article (rules CT*; practice 2, 6.1): its text as it stands, and behind each paragraph everything that is before the
 * table for it, listed and not merged. Made anew each time from what stands. Pure.
 */
import type { ArticleDoc, ArticleStatus, Block } from './article.ts'
import { bracketAt, bracketsInOrder } from './brackets.ts'
import type { ShownFix } from './contract-agreement.ts'
import type { BracketView } from './contract-brackets.ts'
import type {
  Compilation,
  CompiledArticle,
  CompiledBlock,
  CompiledBracket,
  CompiledChange,
  CompiledComment,
  CompiledProposal,
} from './contract-compilation.ts'
import type { ComparedRun } from './contract.ts'
import { inNoteOrder, isNote, noteNumbers } from './notes.ts'
import { articleLabel, articleSlug } from './numbering.ts'
import { labelsOf } from './places.ts'
import { compareCodes, type BracketAct, type ProposalStatus } from './proposal.ts'
import { piecesOf, textOfPieces, type ArticleContext } from './rendering.ts'
import type { Flag } from './substance.ts'

/** CT2: it was tabled, and is neither in the text yet nor over. */
export const COMPILED_STATUSES: readonly ProposalStatus[] = [
  'tabled',
  'under_discussion',
  'accepted',
  'accepted_modified',
  'bracketed',
]

/** One block of a proposal's text, as it is kept (PS13). */
export interface ProposedChange {
  blockId: string
  op: 'changed' | 'added' | 'removed' | 'moved'
  text: Block | null
  basePrev: string | null
  prev: string | null
  runs: ComparedRun[]
  flags: Flag[]
}

/** A proposal with its words in each language that it has a text in. */
export interface ToCompile {
  proposal: Omit<CompiledProposal, 'lang' | 'isOtherLanguage'>
  /** Of its own words. */
  lang: string
  act: BracketAct | null
  /** Language -> what it changes, in the order of the text. */
  texts: ReadonlyMap<string, readonly ProposedChange[]>
}

export interface CompileInput {
  status: ArticleStatus
  doc: ArticleDoc
  context: ArticleContext
  proposals: readonly ToCompile[]
  brackets: readonly BracketView[]
  /** With the block that each stands at; null: the article. */
  comments: readonly { blockId: string | null; comment: CompiledComment }[]
  /** How many are open in any language. */
  openBrackets: number
  /** Blocks that are deleted by agreement (AG12). */
  deleted?: ReadonlySet<string>
  /** Of its words, while they can be objected to, in whatever language. */
  fixes?: readonly ShownFix[]
}

/** Everything that is before the table for one article, in place (CT1). */
export function compileArticle({
  status,
  doc,
  context,
  proposals,
  brackets,
  comments,
  openBrackets,
  deleted = new Set(),
  fixes = [],
}: CompileInput): CompiledArticle {
  const { lang } = context
  const numbers = noteNumbers(doc)
  const shown = proposals
    .map((one) => shownIn(one, lang))
    .sort((a, b) => compareCodes(a.proposal.code, b.proposal.code))
  const placed = shown.flatMap((one) => changesOf(one, doc, context))
  const told = new Set<string>()
  const content = inNoteOrder(doc, numbers)
  const labels = labelsOf({ ...doc, content }, lang, context.round)
  const inPlace = bracketPlaces(doc, brackets, lang)
  const at = (blockId: string | null): CompiledChange[] =>
    placed
      .filter((one) => one.at === blockId)
      .map(({ change }) => {
        const isFirst = !told.has(change.proposal)
        told.add(change.proposal)
        return { ...change, isFirst }
      })
  const blocks = content.map((block, i): CompiledBlock => {
    const { id, kind, depth } = block.attrs
    const pieces = piecesOf(block, { ...context, notes: numbers })
    return {
      ...{ id, kind, depth, pieces, text: textOfPieces(pieces) },
      label: isNote(block) ? (numbers.get(id)?.toString() ?? null) : (labels[i] ?? null),
      isDeleted: deleted.has(id),
      fixes: fixes.filter((one) => one.blockId === id && one.lang === lang),
      brackets: inPlace.get(id) ?? [],
      changes: at(id),
      comments: comments.filter(({ blockId }) => blockId === id).map(({ comment }) => comment),
    }
  })
  const ids = new Set(doc.content.map(({ attrs }) => attrs.id))
  return {
    id: context.articleId,
    number: context.number,
    slug: articleSlug(context.number),
    label: articleLabel(context.number, lang),
    lang,
    status,
    proposals: shown.map(({ proposal }) => proposal),
    blocks,
    adrift: at(null),
    comments: comments.filter(({ blockId }) => blockId === null || !ids.has(blockId)).map(({ comment }) => comment),
    openBrackets,
  }
}

interface Shown {
  proposal: CompiledProposal
  act: BracketAct | null
  changes: readonly SaidChange[]
}
interface SaidChange extends ProposedChange {
  lang: string
}

/**
 * CT5: every change of every text of it, each once: in the language asked for, where it says something of that block, else in the proposal's own, else in
 * whichever does. That a block comes, goes or moves is told besides words that change in it.
 */
function shownIn({ proposal, lang, act, texts }: ToCompile, asked: string): Shown {
  const said = new Map<string, SaidChange[]>()
  for (const tag of new Set([asked, lang, ...texts.keys()]))
    for (const change of texts.get(tag) ?? []) {
      const told = said.get(change.blockId) ?? []
      const isTold = change.op === 'changed' ? told.length > 0 : told.some(({ op }) => op === change.op)
      if (!isTold) said.set(change.blockId, [...told, { ...change, lang: tag }])
    }
  const inOrder = [lang, ...texts.keys()].flatMap((tag) => (texts.get(tag) ?? []).map(({ blockId }) => blockId))
  const changes = [...new Set(inOrder)].flatMap((blockId) => said.get(blockId) ?? [])
  const isOtherLanguage = changes.some((change) => change.lang !== asked)
  return {
    proposal: { ...proposal, lang: texts.has(asked) && !isOtherLanguage ? asked : lang, isOtherLanguage },
    act,
    changes,
  }
}

/** CT3, CT4: what a proposal does, each with the block it stands behind here; null: there is no such place any more. */
function changesOf(
  { proposal, act, changes }: Shown,
  doc: ArticleDoc,
  context: ArticleContext,
): { at: string | null; change: CompiledChange }[] {
  const asked = context.lang
  const blank = { proposal: proposal.id, isFirst: false, label: null, behind: null, act: null, flags: [] }
  if (act !== null) {
    const found = bracketAt(doc, act.bracket)
    const change = {
      ...blank,
      blockId: found?.blockId ?? '',
      op: 'bracket' as const,
      act,
      runs: [],
      lang: asked,
      isOtherLanguage: false,
    }
    return [{ at: found?.blockId ?? null, change }]
  }
  const ids = new Set(doc.content.map(({ attrs }) => attrs.id))
  const added = new Map(changes.filter(({ op }) => op === 'added').map((one) => [one.blockId, one]))
  const labels = addedLabels(doc, [...added.values()], context)
  const first = doc.content[0]?.attrs.id ?? null
  return changes.map((one) => {
    const { blockId, op, runs, flags, lang } = one
    const at = op === 'added' ? anchorOf(one.prev, added, ids, first) : ids.has(blockId) ? blockId : null
    return {
      at,
      change: {
        ...{ ...blank, blockId, op, runs, flags, lang, isOtherLanguage: lang !== asked },
        label: labels.get(blockId) ?? null,
        behind: op === 'moved' ? one.prev : null,
      },
    }
  })
}

/** The block of the article that something new stands behind, past what else its proposal adds there. */
function anchorOf(
  prev: string | null,
  added: ReadonlyMap<string, ProposedChange>,
  ids: ReadonlySet<string>,
  first: string | null,
): string | null {
  let at = prev
  for (let steps = 0; at !== null && !ids.has(at) && steps <= added.size; steps++) at = added.get(at)?.prev ?? null
  if (at !== null && ids.has(at)) return at
  // above everything else there is the heading
  return prev === null ? first : null
}

/** NU10: within a round what is added would be bis, ter; without one its number would move the others', and is not told. */
function addedLabels(
  doc: ArticleDoc,
  added: readonly ProposedChange[],
  { lang, round }: ArticleContext,
): Map<string, string | null> {
  if (round === null || added.length === 0) return new Map()
  const content = [...doc.content]
  for (const { prev, text } of added) {
    const behind = content.findIndex(({ attrs }) => attrs.id === prev)
    if (text !== null && behind >= 0) content.splice(behind + 1, 0, text)
  }
  const labels = labelsOf({ ...doc, content }, lang, round)
  return new Map(content.map(({ attrs }, i) => [attrs.id, labels[i] ?? null]))
}

/** The open brackets of each block, in the order of the text. */
function bracketPlaces(doc: ArticleDoc, views: readonly BracketView[], lang: string): Map<string, CompiledBracket[]> {
  const known = new Map(views.map((view) => [view.id, view]))
  const places = new Map<string, CompiledBracket[]>()
  for (const { id, blockId } of bracketsInOrder(doc)) {
    const view = known.get(id)
    if (!view) continue
    const { kind, level, reservedBy, owner, dueAt, note } = view
    const options = view.options.map(({ id, label, words, by, isChairs }) => {
      return { id, label, words: words[lang] ?? '', by, isChairs }
    })
    const all = places.get(blockId) ?? []
    places.set(blockId, [...all, { id, kind, level, options, reservedBy, owner, dueAt, note }])
  }
  return places
}

/** As programs get it: what a block says as text alone. */
export type PlainCompilation = Omit<Compilation, 'articles'> & { articles: PlainArticle[] }
type PlainArticle = Omit<CompiledArticle, 'blocks'> & { blocks: Omit<CompiledBlock, 'pieces'>[] }

/** The same without what only a page draws. */
export const plainCompilation = ({ articles, ...rest }: Compilation): PlainCompilation => ({
  ...rest,
  articles: articles.map(({ blocks, ...article }) => ({
    ...article,
    blocks: blocks.map(({ pieces: _drawn, ...block }) => block),
  })),
})
