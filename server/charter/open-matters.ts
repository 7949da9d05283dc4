// Over 250 lines: one kind of open matter after another.
/** What is open in the working text of a charter beside its brackets: found anew each time, for all who read it (rules OM*, RF6). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Block } from '../../src/lib/domain/article.ts'
import { blocksInCircles } from '../../src/lib/domain/circles.ts'
import { compareVersions, type ComparedVersion } from '../../src/lib/domain/compare.ts'
import type { DefinedTerm, TermPlace } from '../../src/lib/domain/contract.ts'
import { openingOf } from '../../src/lib/domain/find.ts'
import {
  eachOnce,
  inMatterOrder,
  type MatterKind,
  type MatterSince,
  type OpenMatter,
} from '../../src/lib/domain/open-matters.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { compareCodes, isBeforeTable } from '../../src/lib/domain/proposal.ts'
import type { ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { anchorText } from '../../src/lib/domain/rendering.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { TriageArticle } from '../../src/lib/domain/triage.ts'
import type { Context } from '../context.ts'
import type { CharterRow } from '../store/charters.ts'
import { listProposalBlocks } from '../store/proposal-texts.ts'
import { listProposals } from '../store/proposals.ts'
import { openSittingOf } from '../store/sittings.ts'
import { findLatestCut, findLatestPublished, listVersionArticles, type VersionRow } from '../store/versions.ts'
import { readCharterTexts, standingTexts, type CharterTexts } from './charter-texts.ts'
import { frozenIn, nowIn } from './compared-sides.ts'
import { listTerms } from './list-terms.ts'
import { readsWorkingTexts, seeCharter } from './see.ts'
import { textHistory } from './text-history.ts'
import { countBehind } from './translations.ts'
import { articleNames } from './triage.ts'

/** Words shown of a paragraph. */
const EXCERPT = 160

type Names = ReadonlyMap<string, TriageArticle>

/** `lang`: of the names of articles, the original where nothing is said. Refuses with `not-allowed` whoever does not read working texts. */
export async function readOpenMatters(
  context: Context,
  actor: Actor | null,
  charterId: string,
  lang?: string,
): Promise<Result<{ items: OpenMatter[] }>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const all = await readCharterTexts(context, charter, () => true)
  const standing = standingTexts(charter, all)
  const names = articleNames(charter, standing, lang ?? charter.originalLanguage)
  const [terms, behind, changes, proposed] = await Promise.all([
    listTerms(context, actor, charter.id),
    countBehind(context, charter.originalLanguage, standing.documents),
    changesOf(context, charter, standing, names),
    proposedIn(context, charter, standing, names),
  ])
  if (!terms.ok) return terms
  return ok({
    items: inMatterOrder([
      ...references(all, standing, names),
      ...circular(charter, standing, names),
      ...terms.value.items.flatMap((term) => unlinked(term, names)),
      ...eachOnce([...changes, ...proposed]),
      ...[...behind].flatMap(([articleId, counts]) =>
        Object.entries(counts).map(([tag, count]): OpenMatter => ({
          ...bare('behind', names.get(articleId)!, tag, null),
          count,
        })),
      ),
    ]),
  })
}

const bare = (kind: MatterKind, article: TriageArticle, lang: string, blockId: string | null): OpenMatter => ({
  id: [kind, article.id, lang, ...(blockId === null ? [] : [blockId])].join('-'),
  kind,
  article,
  lang,
  blockId,
  place: null,
  words: '',
  runs: [],
  since: null,
  proposal: null,
  count: 1,
})

/** RF5, RF6: each paragraph with a reference whose target is gone, is marked deleted, or is in brackets, once for each kind. */
function references({ index }: CharterTexts, standing: CharterTexts, names: Names): OpenMatter[] {
  const kindOf = (to: string): MatterKind | null => {
    const target = index.get(to)
    if (!target) return 'dangling'
    return target.doubt === null ? null : target.doubt === 'deleted' ? 'target-deleted' : 'target-open'
  }
  return paragraphs(standing, index, names, (block) => kindsIn(block, kindOf))
}

/** Paragraphs of every text of which there is something to list. */
function paragraphs(
  standing: CharterTexts,
  index: ReferenceIndex,
  names: Names,
  kindsOf: (block: Block, lang: string) => MatterKind[],
): OpenMatter[] {
  return standing.documents.flatMap(({ id, articleId, lang }) => {
    const doc = standing.texts.get(id)
    const article = standing.articles.find((one) => one.id === articleId)
    if (!doc || !article) return []
    const labels = labelsOf(doc, lang, article.round)
    return doc.content.flatMap((block, i) =>
      kindsOf(block, lang).map((kind): OpenMatter => ({
        ...bare(kind, names.get(articleId)!, lang, block.attrs.id),
        place: labels[i] ?? null,
        words: openingOf(anchorText(block, { lang, index, articleId, number: article.number }), EXCERPT),
      })),
    )
  })
}

/** OM3: in each language, whose words may leave more or less to be said. */
function circular({ languages }: CharterRow, standing: CharterTexts, names: Names): OpenMatter[] {
  const inCircles = new Map(
    languages.map((lang) => {
      const own = standing.documents.filter((document) => document.lang === lang)
      return [
        lang,
        blocksInCircles(
          own.flatMap(({ id }) => standing.texts.get(id) ?? []),
          lang,
        ),
      ]
    }),
  )
  return paragraphs(standing, standing.index, names, (block, lang) =>
    inCircles.get(lang)?.has(block.attrs.id) ? ['circular'] : [],
  )
}

const kindsIn = (block: Block, kindOf: (to: string) => MatterKind | null): MatterKind[] => [
  ...new Set((block.content ?? []).flatMap((inline) => (inline.type === 'ref' ? (kindOf(inline.attrs.to) ?? []) : []))),
]

/** Words that are linked as a term without a definition, each of their places; and definitions that nobody uses, by their own. */
function unlinked({ definitions, useCount, uses }: DefinedTerm, names: Names): OpenMatter[] {
  const at = (kind: MatterKind, place: TermPlace, words: string): OpenMatter[] => {
    const article = names.get(place.articleId)
    return article
      ? [{ ...bare(kind, article, place.lang, place.blockId), place: place.label, words: openingOf(words, EXCERPT) }]
      : []
  }
  if (definitions.length === 0)
    return uses.flatMap((use) => at('undefined-term', use, `${use.before}${use.match}${use.after}`))
  return useCount === 0 ? definitions.flatMap((one) => at('unused-term', one, one.text)) : []
}

/** What the words are compared with, in each language. */
type Side = (lang: string) => ComparedVersion

/** OM2: paragraphs whose modal verbs, or whose "and" and "or", are others than they were, in every language. */
async function changesOf(
  context: Context,
  charter: CharterRow,
  standing: CharterTexts,
  names: Names,
): Promise<OpenMatter[]> {
  const { db } = context.store
  const [published, cut, sitting] = await Promise.all([
    findLatestPublished(db, charter.id),
    findLatestCut(db, charter.id),
    openSittingOf(db, charter.id),
  ])
  const frozen = async (version: VersionRow | undefined): Promise<Side | null> => {
    const articles = version && (await listVersionArticles(db, version.id))
    return articles ? (lang) => frozenIn(articles, charter, lang) : null
  }
  const before: [MatterSince, Side | null][] = [
    ['published', await frozen(published)],
    ['round', cut?.id === published?.id ? null : await frozen(cut)],
    ['sitting', sitting ? await asOf(context, standing, sitting.beganAt) : null],
  ]
  return before.flatMap(([since, side]) =>
    side === null ? [] : charter.languages.flatMap((lang) => changedSince(since, side(lang), standing, names, lang)),
  )
}

const changedSince = (
  since: MatterSince,
  before: ComparedVersion,
  standing: CharterTexts,
  names: Names,
  lang: string,
): OpenMatter[] =>
  compareVersions(before, nowIn(standing, lang), lang).articles.flatMap(({ id, blocks }) =>
    blocks.flatMap(({ id: blockId, flags, runs, after }) =>
      flags.flatMap((flag): OpenMatter[] => {
        const article = names.get(id)
        const matter = article && bare(flag, article, lang, blockId)
        // ids of what is compared with the published version are as they were
        const own = matter && (since === 'published' ? matter.id : `${matter.id}-${since}`)
        return matter ? [{ ...matter, id: own!, place: after?.label ?? null, runs, since }] : []
      }),
    ),
  )

/** The texts as they stood at an instant: those that somebody wrote in since, read once more. */
async function asOf(context: Context, standing: CharterTexts, at: string): Promise<Side> {
  const texts = new Map(standing.texts)
  for (const { id } of standing.documents) {
    const history = await textHistory(context, id)
    const seq = history.seqAt(at)
    if (seq < history.seq) texts.set(id, history.docAt(seq))
  }
  return (lang) => nowIn({ ...standing, texts }, lang)
}

/** OM2: what is before the table and would change one. Everybody who reads the text reads it. */
async function proposedIn(
  { store }: Context,
  charter: CharterRow,
  standing: CharterTexts,
  names: Names,
): Promise<OpenMatter[]> {
  const tabled = (await listProposals(store.db, { charterId: charter.id })).filter(({ status }) =>
    isBeforeTable(status),
  )
  const ids = tabled.map(({ id }) => id)
  const blocks = (await listProposalBlocks(store.db, ids)).filter(({ kind }) => kind !== 'modified')
  const places = placesIn(standing)
  return tabled
    .sort((a, b) => compareCodes(a.code, b.code))
    .flatMap(({ id, code, articleId }) => {
      const article = names.get(articleId)
      const own = article ? blocks.filter(({ proposalId }) => proposalId === id) : []
      return own.flatMap(({ lang, blockId, flags, runs }) =>
        flags.map((flag): OpenMatter => {
          const matter = bare(flag, article!, lang, blockId)
          const place = places.get(`${articleId} ${lang} ${blockId}`) ?? null
          const since = 'proposal' as const
          return { ...matter, id: `${matter.id}-${id}`, place, runs, since, proposal: { id, code } }
        }),
      )
    })
}

/** Article, language and block -> its number. */
const placesIn = ({ articles, documents, texts }: CharterTexts): Map<string, string | null> =>
  new Map(
    documents.flatMap(({ id, articleId, lang }) => {
      const doc = texts.get(id)
      const labels = doc ? labelsOf(doc, lang, articles.find((one) => one.id === articleId)?.round ?? null) : []
      return labels.map((label, i) => [`${articleId} ${lang} ${doc!.content[i]!.attrs.id}`, label] as const)
    }),
  )
