/** What is open in the working text of a charter beside its brackets: found anew each time, for all who read it (rules OM*, RF6). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Block } from '../../src/lib/domain/article.ts'
import { compareVersions } from '../../src/lib/domain/compare.ts'
import type { DefinedTerm, TermPlace } from '../../src/lib/domain/contract.ts'
import { openingOf } from '../../src/lib/domain/find.ts'
import { inMatterOrder, type MatterKind, type OpenMatter } from '../../src/lib/domain/open-matters.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { anchorText } from '../../src/lib/domain/rendering.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { TriageArticle } from '../../src/lib/domain/triage.ts'
import type { Context } from '../context.ts'
import type { CharterRow } from '../store/charters.ts'
import { findLatestPublished, listVersionArticles } from '../store/versions.ts'
import { readCharterTexts, standingTexts, type CharterTexts } from './charter-texts.ts'
import { frozenIn, nowIn } from './compared-sides.ts'
import { listTerms } from './list-terms.ts'
import { readsWorkingTexts, seeCharter } from './see.ts'
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
  const [terms, behind, changes] = await Promise.all([
    listTerms(context, actor, charter.id),
    countBehind(context, charter.originalLanguage, standing.documents),
    changesOf(context, charter, standing, names),
  ])
  if (!terms.ok) return terms
  return ok({
    items: inMatterOrder([
      ...references(all, standing, names),
      ...terms.value.items.flatMap((term) => unlinked(term, names)),
      ...changes,
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
  count: 1,
})

/** RF5, RF6: each paragraph with a reference whose target is gone, is marked deleted, or is in brackets, once for each kind. */
function references(all: CharterTexts, standing: CharterTexts, names: Names): OpenMatter[] {
  const { index } = all
  return standing.documents.flatMap(({ id, articleId, lang }) => {
    const doc = standing.texts.get(id)
    const article = standing.articles.find((one) => one.id === articleId)
    if (!doc || !article) return []
    const labels = labelsOf(doc, lang, article.round)
    const kindOf = (to: string): MatterKind | null => {
      const target = index.get(to)
      if (!target) return 'dangling'
      return target.doubt === null ? null : target.doubt === 'deleted' ? 'target-deleted' : 'target-open'
    }
    return doc.content.flatMap((block, i) =>
      kindsIn(block, kindOf).map((kind): OpenMatter => ({
        ...bare(kind, names.get(articleId)!, lang, block.attrs.id),
        place: labels[i] ?? null,
        words: openingOf(anchorText(block, { lang, index, articleId, number: article.number }), EXCERPT),
      })),
    )
  })
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

/** Paragraphs whose modal verbs, or whose "and" and "or", are others than in the last published version, in every language. */
async function changesOf(
  { store }: Context,
  charter: CharterRow,
  standing: CharterTexts,
  names: Names,
): Promise<OpenMatter[]> {
  const latest = await findLatestPublished(store.db, charter.id)
  if (!latest) return []
  const frozen = await listVersionArticles(store.db, latest.id)
  return charter.languages.flatMap((lang) =>
    compareVersions(frozenIn(frozen, charter, lang), nowIn(standing, lang), lang).articles.flatMap(({ id, blocks }) =>
      blocks.flatMap(({ id: blockId, flags, runs, after }) =>
        flags.flatMap((flag): OpenMatter[] => {
          const article = names.get(id)
          return article ? [{ ...bare(flag, article, lang, blockId), place: after?.label ?? null, runs }] : []
        }),
      ),
    ),
  )
}
