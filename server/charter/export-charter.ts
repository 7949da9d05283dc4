/** Exports a charter as it stands, in the format of the import: what was not changed since comes back as it was. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context, Texts } from '../context.ts'
import { exportCharter as write, withTalks } from '../exchange/export.ts'
import type { BracketPlan, CharterFile, ContributionFile, SocietyPlan } from '../exchange/format.ts'
import { listArticleRows, listDocuments, type ArticleRow } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import { listBrackets, type BracketRow, type StandKind } from '../store/brackets.ts'
import { listCharterCommentRows, type CommentRow } from '../store/comments.ts'
import { listContributions, type ContributionRow } from '../store/contributions.ts'
import { listParties, type PartyRow } from '../store/people.ts'
import { inLanguageOrder } from './article-view.ts'
import { everybody, namesFor, type Names } from './attributed.ts'
import { charterSubject, seeCharter } from './see.ts'
import { indexOf } from './charter-texts.ts'
import { preambleHeadingId } from '../exchange/read-languages.ts'
import { readCharterFile } from '../exchange/sample.ts'
import { fileId } from '../exchange/write-text.ts'
import { talksOfFile, type TalkedCharter } from './export-talks.ts'
import { commentsOfFile } from './export-comments.ts'
import { commentSubject, contributionSubject } from './threads.ts'

/** P5: without the contributions of former talks that are not for this actor: a delegation's own, an author's own. */
export async function exportCharter(
  context: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<Record<string, unknown>>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'charter.export', charterSubject(charter))) return refuse('not-allowed')
  const names = namesFor(charter, actor)
  return ok({
    ...(await exportAs(context, charter, {
      contribution: (one) => can(actor, 'comment.see', contributionSubject(one)),
      comment: (one) => can(actor, 'comment.see', commentSubject(one)),
      ...{ names, actor },
    })),
  })
}

/** What goes into a file, and who is named in it. */
interface Shown {
  contribution: (contribution: ContributionRow) => boolean
  comment: (comment: CommentRow) => boolean
  names: Names
  /** Whose file it is; null: everybody's. */
  actor: Actor | null
}
const EVERYTHING: Shown = { contribution: () => true, comment: () => true, names: everybody, actor: null }

/**
 * The same without asking who, for the command line, whose file has everything and all names: it is the house's own copy (AT4).
 */
export async function exportAs(
  { store, texts }: Pick<Context, 'store'> & { texts: Pick<Texts, 'readMany'> },
  charter: CharterRow,
  { contribution: sees, comment: seesComment, names, actor }: Shown = EVERYTHING,
): Promise<CharterFile> {
  const [articles, documents, brackets, contributions, parties, comments] = await Promise.all([
    listArticleRows(store.db, charter.id),
    listDocuments(store.db, charter.id),
    listBrackets(store.db, { charterId: charter.id }),
    listContributions(store.db, charter.id),
    listParties(store.db),
    listCharterCommentRows(store.db, charter.id),
  ])
  const read = await texts.readMany(documents.map(({ id }) => id))
  const index = indexOf(charter, articles, documents, read)
  const said = commentsOfFile(comments.filter(seesComment), {
    ...{ articles, documents, texts: read, index },
    codes: new Map(parties.map(({ id, code }) => [id, code])),
  })
  const shown = contributions.filter(sees)
  const file = write({
    slug: charter.slug,
    titles: charter.titles,
    originalLanguage: charter.originalLanguage,
    languages: charter.languages,
    source: charter.source as CharterFile | null,
    articles: articles.map((article) => ({
      kind: article.kind,
      number: article.number,
      headingBlock: article.headingBlock,
      status: article.status,
      deleted:
        article.deletedAt === null ? null : { reason: names.note(article.deletedReason) ?? '', at: article.deletedAt },
      sources: article.sources,
      docs: inLanguageOrder(
        charter,
        documents.filter(({ articleId }) => articleId === article.id),
      ).flatMap(({ id, lang }) => {
        const doc = read.get(id)
        return doc ? [{ lang, doc }] : []
      }),
      brackets: brackets.filter(({ articleId }) => articleId === article.id).map((bracket) => written(bracket, names)),
    })),
    societies: parties.map(society),
    contributions: answersKept(
      [...shown.map(({ data }) => data as ContributionFile), ...said].map((one) => names.fields(one)),
    ),
  })
  const talks = await talksOfFile(
    { store, texts },
    {
      ...{ charter, articles, documents, index, comments },
      ...inFile(file, articles, (article, lang) => {
        const document = documents.find((one) => one.articleId === article.id && one.lang === lang)
        return document && read.get(document.id)
      }),
      codes: new Map(parties.map(({ id, code }) => [id, code])),
      contributions: new Map([
        ...said.map(({ id }) => [id, null] as const),
        ...shown.map((one) => [one.id, one] as const),
      ]),
    },
    actor,
  )
  return talks ? withTalks(file, talks, parties.map(society)) : file
}

/** What somebody who reads the file finds in it of these articles; where nobody could, what stands in them. */
function inFile(
  file: CharterFile,
  articles: readonly ArticleRow[],
  textOf: (article: ArticleRow, lang: string) => ArticleDoc | undefined,
): Pick<TalkedCharter, 'headings' | 'textInFile'> {
  const read = readCharterFile(file)
  const plans = read.ok ? new Map(read.value.articles.map((plan) => [plan.number, plan])) : null
  const headings = new Map(
    articles.flatMap((article): [string, string][] => {
      const own = article.kind === 'preamble' ? preambleHeadingId({ ...file }) : fileId(article.headingBlock)
      const heading = plans ? plans.get(article.number)?.headingBlock : own
      return heading === undefined ? [] : [[article.id, heading]]
    }),
  )
  const byHeading = new Map(articles.map((article) => [headings.get(article.id), article]))
  return {
    headings,
    textInFile: (heading, lang) => {
      const article = byHeading.get(heading)
      const plan = article && plans?.get(article.number)
      if (plan) return plan.docs.find((one) => one.lang === lang)?.doc
      return article && textOf(article, lang)
    },
  }
}

/** A bracket as the file has it, with those whom it may name. */
function written({ id, kind, level, note, hasReservations, options, stands }: BracketRow, names: Names): BracketPlan {
  const codes = (optionId: string, stand: StandKind): string[] =>
    names
      .of(stands.filter((one) => one.optionId === optionId && one.stand === stand).map(({ party }) => party))
      .parties.map(({ code }) => code)
  const reservedBy = codes('', 'reserves')
  return {
    id,
    kind,
    level,
    note: names.note(note),
    reservedBy: reservedBy.length > 0 || hasReservations ? reservedBy : null,
    options: options.map((option) => ({ id: option.id, by: codes(option.id, 'for'), origin: option.origin })),
  }
}

/** What answered one that is left out is an opening of its own: nothing names what is not there. */
function answersKept(contributions: ContributionFile[]): ContributionFile[] {
  const ids = new Set(contributions.map(({ id }) => id))
  return contributions.map((contribution) => {
    const { thread_of: answered, ...rest } = contribution
    return answered === undefined || ids.has(answered) ? contribution : { ...rest }
  })
}

const society = (party: PartyRow): SocietyPlan => ({
  code: party.code,
  name: party.name,
  names: JSON.parse(party.names) as Record<string, string>,
  region: party.region,
  contactLanguage: party.contact_language,
  timeZone: party.time_zone,
})
