/**
 * The open brackets of an article or a charter, with what their options say in every language, who stands behind them as far as the charter names anybody,
 * and the languages that somebody has to look at. The text says which are open; rows say the rest, where there are any (BD11).
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { bracketAt, bracketsInOrder, openBrackets } from '../../src/lib/domain/brackets.ts'
import type { ArticleBrackets, BracketView, CharterBrackets, FlagView } from '../../src/lib/domain/contract-brackets.ts'
import { alternativeLabel } from '../../src/lib/domain/numbering.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { referenceLabel } from '../../src/lib/domain/reference.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { markOfBlock, markOfBracket, type SeenWords } from '../../src/lib/domain/words-seen.ts'
import { namesFor, type Names } from '../charter/attributed.ts'
import { languageFor } from '../charter/article-view.ts'
import { readStandingTexts, standingText } from '../charter/charter-texts.ts'
import { articleSubject, readsWorkingTexts, seeArticle, seeCharter, type SeenArticle } from '../charter/see.ts'
import type { Context } from '../context.ts'
import { assignmentsOf, listDocumentsOf } from '../store/articles.ts'
import { listBrackets, type BracketRow, type StandKind } from '../store/brackets.ts'
import { openFlags, type LanguageFlag } from '../store/language-flags.ts'
import { bracketSubject, readingOf, spelt, type Reading } from './ground.ts'

export interface Shown extends SeenArticle {
  /** Language -> text, the original's first. */
  docs: ReadonlyMap<string, ArticleDoc>
}

/** Every open bracket of these texts; `rows` may be of the whole charter. */
export const bracketViews = (
  actor: Actor,
  shown: Shown,
  rows: readonly BracketRow[],
  by: { names: Names; reading: Reading; lang: string },
): BracketView[] =>
  idsInOrder(shown.docs).map((id) => {
    const row = rows.find((row) => row.id === id && row.articleId === shown.article.id)
    return bracketView(actor, shown, id, row, by)
  })

/** In the order of the original text; what only another language has comes last. */
function idsInOrder(docs: ReadonlyMap<string, ArticleDoc>): string[] {
  return [...new Set([...docs.values()].flatMap((doc) => bracketsInOrder(doc).map(({ id }) => id)))]
}

function bracketView(
  actor: Actor,
  shown: Shown,
  id: string,
  row: BracketRow | undefined,
  { names, reading, lang }: { names: Names; reading: Reading; lang: string },
): BracketView {
  const { docs, article } = shown
  const found = [...docs.values()].map((doc) => bracketAt(doc, id)).find((one) => one !== null)!
  const words = (option: string): Record<string, string> =>
    Object.fromEntries(
      [...docs].flatMap(([tag, doc]) => {
        const own = bracketAt(doc, id)?.options.find((one) => one.id === option)
        return own ? [[tag, spelt(own.content, reading(tag))]] : []
      }),
    )
  const standing = (option: string, stand: StandKind) =>
    names.of(
      (row?.stands ?? []).filter((one) => one.optionId === option && one.stand === stand).map(({ party }) => party),
    )
  const subject = bracketSubject(shown)
  const { index } = reading(lang)
  const maySettle = can(actor, 'bracket.settle', { ...subject, onWordOf: 'chair' })
  const label = referenceLabel({ to: found.blockId, form: 'full', as: null }, lang, index, article.id)
  return {
    id,
    articleId: article.id,
    kind: found.kind,
    level: found.level,
    blockId: found.blockId,
    label,
    options: found.options.map((option, n) => ({
      id: option.id,
      label: option.label,
      words: words(option.id),
      by: standing(option.id, 'for'),
      isChairs: row?.options.find((one) => one.id === option.id)?.origin === 'facilitator',
      place: found.level === 'block' && n > 0 ? alternativeLabel(label, n, lang) : null,
    })),
    reservedBy: standing('', 'reserves'),
    owner: row ? ownerOf(row, names) : null,
    dueAt: row?.dueAt ?? null,
    note: names.note(row?.note ?? null),
    createdAt: row?.createdAt ?? null,
    words: maySettle ? marksIn(docs, id) : [],
    permissions: {
      put: can(actor, 'bracket.put', { ...subject, kind: 'article' }) && found.level !== 'article',
      join: can(actor, 'bracket.join', subject) && found.kind !== 'placeholder',
      settle: maySettle,
      setPlaceholder: can(actor, 'bracket.setPlaceholder', subject),
      propose: can(actor, 'article.propose', { ...subject, kind: 'article' }),
    },
  }
}

const marksIn = (docs: ReadonlyMap<string, ArticleDoc>, id: string): SeenWords[] =>
  [...docs].flatMap(([lang, doc]) => {
    const mark = markOfBracket(doc, id)
    return mark === null ? [] : [{ lang, mark }]
  })

/** A delegation is named as others are; so is a person who is to supply something, where all names are. */
function ownerOf({ owner: { party, person } }: BracketRow, names: Names): BracketView['owner'] {
  const [named] = party ? names.of([party]).parties : []
  const told = names.hasNotes ? person : null
  return named || told ? { party: named ?? null, person: told } : null
}

function flagView(actor: Actor, shown: Shown, flag: LanguageFlag, reading: Reading): FlagView {
  const mayClear = can(actor, 'language.clear', articleSubject(shown.article, shown.assignments, flag.lang))
  const doc = shown.docs.get(flag.lang)
  const block = doc?.content.find(({ attrs }) => attrs.id === flag.blockId)
  return {
    id: flag.id,
    articleId: flag.articleId,
    lang: flag.lang,
    blockId: flag.blockId,
    reason: flag.reason,
    decisionId: flag.decisionId,
    raisedAt: flag.raisedAt,
    words: block ? spelt(block.content ?? [], reading(flag.lang)) : null,
    mark: doc && block && mayClear ? markOfBlock(doc, flag.blockId) : null,
    permissions: { clear: mayClear },
  }
}

const mayPut = (actor: Actor, seen: SeenArticle): boolean =>
  can(actor, 'bracket.put', { ...bracketSubject(seen), kind: 'article' })

/** `lang`: in which places are named; the original where nothing is said. */
export async function listArticleBrackets(
  context: Context,
  actor: Actor | null,
  articleId: string,
  lang?: string,
): Promise<Result<ArticleBrackets>> {
  if (actor === null) return refuse('not-signed-in')
  const { store, texts } = context
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const { charter } = seen
  const own = await listDocumentsOf(store.db, articleId)
  const [read, rows, flags, reading] = await Promise.all([
    texts.readMany(own.map(({ id }) => id)),
    listBrackets(store.db, { articleId }),
    openFlags(store.db, { articleId }),
    readingOf(context, seen),
  ])
  // AG13: brackets in what is deleted stand open for nobody
  const standing = new Map([...read].map(([id, doc]) => [id, standingText(seen.article, doc)]))
  const docs = inOrder(charter.languages, own, standing)
  const by = { names: namesFor(charter, actor), reading, lang: languageFor(charter, lang) }
  const shown = { ...seen, docs }
  return ok({
    items: bracketViews(actor, shown, rows, by),
    flags: flags.map((flag) => flagView(actor, shown, flag, reading)),
    permissions: { put: mayPut(actor, seen) },
  })
}

const inOrder = (
  languages: readonly string[],
  documents: readonly { id: string; lang: string }[],
  read: ReadonlyMap<string, ArticleDoc>,
): Map<string, ArticleDoc> =>
  new Map(
    [...documents]
      .sort((a, b) => languages.indexOf(a.lang) - languages.indexOf(b.lang))
      .flatMap(({ id, lang }) => {
        const doc = read.get(id)
        return doc ? [[lang, doc] as const] : []
      }),
  )

/** Of articles that are not marked deleted, in the charter's order. */
export async function listCharterBrackets(
  context: Context,
  actor: Actor | null,
  charterId: string,
  lang?: string,
): Promise<Result<CharterBrackets>> {
  if (actor === null) return refuse('not-signed-in')
  const { store } = context
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const [{ articles, documents, texts, index }, assignments, rows, flags] = await Promise.all([
    readStandingTexts(context, charter, () => true),
    assignmentsOf(store.db, actor.id, { charterId: charter.id }),
    listBrackets(store.db, { charterId: charter.id }),
    openFlags(store.db, { charterId: charter.id }),
  ])
  const shared = { names: namesFor(charter, actor), lang: languageFor(charter, lang) }
  const seen = articles.map((article): Shown => {
    const own = documents.filter(({ articleId }) => articleId === article.id)
    const docs = inOrder(charter.languages, own, texts)
    return { article, charter, assignments: assignments.get(article.id) ?? [], docs }
  })
  const flagsOf = (articleId: string) => flags.filter((flag) => flag.articleId === articleId)
  const readingIn =
    ({ article: { id: articleId, number } }: Shown): Reading =>
    (lang) => ({ lang, index, articleId, number })
  return ok({
    items: seen.flatMap((one) => bracketViews(actor, one, rows, { ...shared, reading: readingIn(one) })),
    flags: seen.flatMap((one) => flagsOf(one.article.id).map((flag) => flagView(actor, one, flag, readingIn(one)))),
    counts: seen.flatMap(({ article, docs }) => {
      const [open, behind] = [openBrackets(docs.values()).size, flagsOf(article.id).length]
      return open + behind > 0 ? [{ articleId: article.id, open, flags: behind }] : []
    }),
    permissions: { put: seen.some((one) => mayPut(actor, one)) },
    attribution: charter.attribution,
  })
}

/** One bracket as it is now, for the answer of an act on it. */
export async function readBracket(
  context: Context,
  actor: Actor,
  articleId: string,
  bracketId: string,
): Promise<Result<BracketView>> {
  const list = await listArticleBrackets(context, actor, articleId)
  if (!list.ok) return list
  const found = list.value.items.find(({ id }) => id === bracketId)
  return found ? ok(found) : refuse('bracket-settled')
}
