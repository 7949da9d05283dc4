// Over 250 lines: all that a first page says is read in one look, of one moment.
/** Everything that a person's first page says: what waits for them (rules HO*) and how the charter stands, as far as they may see. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { ARTICLE_STATUSES, type ArticleStatus } from '../../src/lib/domain/article.ts'
import type { AuditRow } from '../../src/lib/domain/contract.ts'
import {
  needsOf,
  newReplies,
  type HomeArticle,
  type HomeFacts,
  type HomeRecovered,
  type HomeReply,
  type HomeVersion,
  type HomeWithheld,
  type HomeView,
  type Overview,
  type OverviewAct,
} from '../../src/lib/domain/home.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { referenceLabel } from '../../src/lib/domain/reference.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { isOpen } from '../../src/lib/domain/thread.ts'
import { countsOfTriage, type TriageArticle } from '../../src/lib/domain/triage.ts'
import type { Context } from '../context.ts'
import { assignmentsOf } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import type { CommentRow } from '../store/comments.ts'
import {
  commentVisitsOf,
  listCommentsOfCharter,
  listUnverified,
  listVisitors,
  openInvitations,
  readRecordEnd,
  recentAudit,
  visitsOf,
} from '../store/home.ts'
import { listSignoffRows } from '../store/signoffs.ts'
import { listVersionRows, type VersionRow } from '../store/versions.ts'
import { listUnread } from '../store/visits.ts'
import { languageFor } from './article-view.ts'
import { namesFor, type Names } from './attributed.ts'
import { readCharterTexts, standingTexts, type CharterTexts } from './charter-texts.ts'
import { mainCharter } from './charter-view.ts'
import { reopenedFor } from './home-reopened.ts'
import { talksFor } from './home-talks.ts'
import { openBracketsOf } from './open-brackets.ts'
import { nameOf } from './past-comments.ts'
import { listRecovered } from './recovered-words.ts'
import { articleSubject, charterSubject, readsWorkingTexts, seeCharter } from './see.ts'
import { countBehind } from './translations.ts'
import { commentSubject, isGone, WITHHELD } from './threads.ts'
import { articleNames, EVERY_VERSION, findTriage, threadsSeen } from './triage.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000
/** Sign-offs of a version are one a party; there are fewer parties in the world than this. */
const EVERY_SIGNOFF = 1_000

/** Acts that everybody at the table can see on other pages too: nothing of who commented, came or was assigned. */
const SHOWN_ACTS = [
  'article.created',
  'article.status-set',
  'charter.created',
  'charter.due-set',
  'charter.imported',
  'signoff.made',
  'signoff.withdrawn',
  'version.published',
  'version.withdrawn',
]
const ACTS_SHOWN = 6
/** Looked through for those of this charter. */
const ACTS_READ = 60

const versionOf = ({ number, label, stage, publishedAt }: VersionRow): HomeVersion => ({
  number,
  label,
  stage,
  publishedAt,
})

const NOTHING: Omit<HomeFacts, 'roles' | 'record'> = {
  articles: [],
  latest: null,
  isSigned: null,
  replies: [],
  withheld: [],
  confirm: [],
  object: [],
  reopened: [],
  supply: [],
  proposals: [],
  withoutBrackets: new Set(),
  unverified: [],
  invited: null,
  triage: null,
  lastVersion: null,
}

/** `idOrSlug` null: the charter that `/charter` shows. `lang`: of labels and headings, where the charter has it. */
export async function readHome(
  context: Context,
  actor: Actor | null,
  idOrSlug: string | null,
  lang: string,
  mainSlug: string | null,
): Promise<Result<HomeView>> {
  if (actor === null) return refuse('not-signed-in')
  const { db } = context.store
  const record = can(actor, 'audit.read', { kind: 'service' }) ? await readRecordEnd(db) : null
  const wanted = idOrSlug ?? (await mainCharter(db, mainSlug))?.id
  const charter = wanted === undefined ? undefined : await seeCharter(db, actor, wanted)
  if (!charter) {
    if (idOrSlug !== null) return refuse('not-found')
    const needs = needsOf({ ...NOTHING, roles: actor.roles, record })
    return ok({ charter: null, needs, own: [], overview: null, recovered: [], signed: null })
  }
  const [versions, found] = await Promise.all([
    listVersionRows(db, charter.id, EVERY_VERSION),
    readsWorkingTexts(actor) ? findTexts(context, actor, charter, lang) : null,
  ])
  const standing = versions
    .filter(({ publishedAt, withdrawnAt }) => publishedAt !== null && withdrawnAt === null)
    .sort((a, b) => a.number - b.number)
    .at(-1)
  const latest = standing ? versionOf(standing) : null
  const isSigned = standing && actor.partyId !== null ? await hasSigned(context, standing.id, actor.partyId) : null
  const isHead = actor.roles.includes('head') && actor.partyId !== null
  const isSecretariat = can(actor, 'charter.settings', charterSubject(charter))
  const now = await context.store.now(db)
  const facts: HomeFacts = {
    roles: actor.roles,
    articles: found?.articles ?? [],
    latest,
    isSigned,
    replies: found?.replies ?? [],
    withheld: found?.withheld ?? [],
    ...(found
      ? await talksFor(
          db,
          actor,
          charter,
          found.articles.map(({ id }) => id),
          found.names,
          now,
        )
      : { confirm: [], object: [], supply: [], proposals: [] }),
    reopened: found
      ? await reopenedFor(
          db,
          actor,
          charter,
          found.articles,
          found.names,
          placesIn(found.texts, languageFor(charter, lang)),
          now,
        )
      : [],
    withoutBrackets: found?.withoutBrackets ?? new Set(),
    unverified: isHead ? await listUnverified(db, actor.partyId) : [],
    invited: isHead ? await openInvitations(db, actor.partyId!, now) : null,
    triage:
      isSecretariat && found
        ? countsOfTriage(await findTriage(context, actor, charter, found.texts, found.names))
        : null,
    lastVersion: versions.reduce<number | null>((most, { number }) => Math.max(most ?? 0, number), null),
    record,
  }
  const needs = needsOf(facts)
  // what has news stands above already
  const named = new Set(
    needs.flatMap((need) =>
      need.kind === 'continue' ? [need.article.id] : need.kind === 'changed' ? need.articles.map(({ id }) => id) : [],
    ),
  )
  const maySign = actor.roles.includes('signatory') || actor.roles.includes('head')
  return ok({
    charter: { id: charter.id, slug: charter.slug, due: charter.due },
    needs,
    own: facts.articles.filter(({ id, isAssigned }) => isAssigned && !named.has(id)),
    overview: found && (await overviewOf(context, actor, charter, facts.articles, found.names, versions, now)),
    recovered: found ? await recoveredIn(context, actor, charter, found.names) : [],
    signed: maySign && isSigned === true ? latest : null,
  })
}

/** What a block of the working text is called, with its article: `Article 7, paragraph 2`; null: it is not there any more. */
const placesIn =
  ({ index }: CharterTexts, lang: string) =>
  (articleId: string, blockId: string): string | null =>
    index.has(blockId) ? referenceLabel({ to: blockId, form: 'full', as: null }, lang, index, articleId) : null

/** TX29: where words of theirs wait to be read, each text once. */
async function recoveredIn(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  names: ReadonlyMap<string, TriageArticle>,
): Promise<HomeRecovered[]> {
  const words = await listRecovered(context, actor, { charterId: charter.id })
  if (!words.ok) return []
  const texts = new Map(words.value.items.map(({ documentId, articleId, lang }) => [documentId, { articleId, lang }]))
  return [...texts.values()].flatMap(({ articleId, lang }) => {
    const article = names.get(articleId)
    return article ? [{ article, lang }] : []
  })
}

const hasSigned = async ({ store }: Context, versionId: string, partyId: string): Promise<boolean> =>
  (await listSignoffRows(store.db, versionId, { after: null, limit: EVERY_SIGNOFF })).some(
    (signoff) => signoff.partyId === partyId && signoff.withdrawnAt === null,
  )

interface FoundTexts {
  texts: CharterTexts
  names: Map<string, TriageArticle>
  articles: HomeArticle[]
  replies: HomeReply[]
  withheld: HomeWithheld[]
  withoutBrackets: Set<string>
}

/** The articles as this person finds them. */
async function findTexts(context: Context, actor: Actor, charter: CharterRow, asked: string): Promise<FoundTexts> {
  const { db } = context.store
  const lang = languageFor(charter, asked)
  const isTriaged = can(actor, 'charter.settings', charterSubject(charter))
  const [all, assignments, unread, visits, said, commentVisits] = await Promise.all([
    readCharterTexts(context, charter, (document) => isTriaged || document.lang === lang),
    assignmentsOf(db, actor.id, { charterId: charter.id }),
    listUnread(db, charter.id, actor.id),
    visitsOf(db, charter.id, actor.id),
    listCommentsOfCharter(db, charter.id),
    commentVisitsOf(db, charter.id, actor.id),
  ])
  // what was done to an article that is marked deleted is told by its name; nothing of it waits for anybody
  const names = articleNames(charter, all, lang)
  const texts = standingTexts(charter, all)
  const stands = new Set(texts.articles.map(({ id }) => id))
  const behind = await countBehind(context, charter.originalLanguage, texts.documents)
  const open = await openBracketsOf(context, texts.articles, texts.documents)
  const threads = threadsSeen(actor, said).filter(([first]) => stands.has(first!.articleId))
  const withoutBrackets = new Set<string>()
  const articles = texts.articles.flatMap((article): HomeArticle[] => {
    const given = assignments.get(article.id) ?? []
    if (!can(actor, 'article.read', articleSubject(article, given, lang))) return []
    const own = texts.documents.filter(({ articleId }) => articleId === article.id)
    const shown = own.find((one) => one.lang === lang) ?? own.find((one) => one.lang === charter.originalLanguage)
    const openBrackets = open.get(article.id)!.size
    if (openBrackets === 0) withoutBrackets.add(article.id)
    const opened = own.flatMap(({ id }) => visits.get(id) ?? []).sort()
    const languages = Object.entries(behind.get(article.id) ?? {}).filter(([tag]) => {
      const subject = articleSubject(article, given, tag)
      return (
        can(actor, 'translation.check', subject) &&
        (subject.assignments.length > 0 || actor.roles.includes('language_reviewer'))
      )
    })
    const isEdited = own.some(({ lang: tag }) => can(actor, 'article.edit', articleSubject(article, given, tag)))
    return [
      {
        ...names.get(article.id)!,
        status: article.status,
        openBrackets,
        openComments: threads.filter(([first]) => first!.articleId === article.id && isOpen(first!)).length,
        isUnread: own.some(({ id }) => unread.has(id) && (id === shown?.id || visits.has(id))),
        openedAt: opened.at(-1) ?? null,
        isAssigned: isEdited && given.length > 0,
        behind: Object.fromEntries(languages),
      },
    ]
  })
  const replies = repliesTo(actor, namesFor(charter, actor), threads, names, commentVisits)
  return { texts, names, articles, replies, withheld: withheldFrom(actor, threads, names), withoutBrackets }
}

/** What this person said and may still see, though it is withheld; the latest first. */
const withheldFrom = (
  actor: Actor,
  threads: readonly CommentRow[][],
  names: ReadonlyMap<string, TriageArticle>,
): HomeWithheld[] =>
  threads
    .flatMap((entries) =>
      entries.flatMap((entry): HomeWithheld[] => {
        const { id, status, articleId, ground, settledAt: at } = entry
        if (status !== WITHHELD || !can(actor, 'comment.retract', commentSubject(entry))) return []
        return [{ commentId: id, threadId: entries[0]!.id, article: names.get(articleId)!, ground, at }]
      }),
    )
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1))

/** The newest reply of each thread that has one, newest first. */
const repliesTo = (
  actor: Actor,
  named: Names,
  threads: readonly CommentRow[][],
  names: ReadonlyMap<string, TriageArticle>,
  seen: ReadonlyMap<string, string>,
): HomeReply[] =>
  threads
    .flatMap((entries): HomeReply[] => {
      const { id, articleId } = entries[0]!
      const standing = entries.filter((entry) => entry.threadId === null || !isGone(entry))
      const last = newReplies(actor.id, standing, seen.get(articleId) ?? null).at(-1)
      if (!last) return []
      // AT4: by their role alone
      const by = named.isNamed(last.partyId) ? last.authorName : nameOf(null, last.authorRole ?? 'delegate')
      return [{ threadId: id, article: names.get(articleId)!, by, at: last.createdAt }]
    })
    .sort((a, b) => (a.at < b.at ? 1 : -1))

async function overviewOf(
  context: Context,
  actor: Actor,
  charter: CharterRow,
  articles: readonly HomeArticle[],
  names: ReadonlyMap<string, TriageArticle>,
  versions: readonly VersionRow[],
  now: string,
): Promise<Overview> {
  const { db } = context.store
  const sum = (of: (article: HomeArticle) => number): number => articles.reduce((n, one) => n + of(one), 0)
  return {
    statuses: ARTICLE_STATUSES.map((status) => ({
      status,
      articles: articles.filter((article) => article.status === status).length,
    })).filter((one) => one.articles > 0),
    articles: articles.length,
    openBrackets: sum((article) => article.openBrackets),
    openComments: sum((article) => article.openComments),
    unread: sum((article) => Number(article.isUnread)),
    visitors: await visitorsSeen(context, actor, charter, now),
    acts: (await recentAudit(db, SHOWN_ACTS, ACTS_READ))
      .flatMap((row) => actOf(row, charter, names, versions) ?? [])
      .slice(0, ACTS_SHOWN),
  }
}

/** HO10: who was here, as presence is shown: own party and the house, everybody, or nobody; by party and name, never by how much. */
async function visitorsSeen(
  { store }: Context,
  actor: Actor,
  charter: CharterRow,
  now: string,
): Promise<Overview['visitors']> {
  if (charter.presence === 'off') return null
  const since = new Date(Date.parse(now) - WEEK_MS).toISOString()
  const groups = new Map<string, { party: Actor['party']; names: string[] }>()
  for (const { id, name, partyId, party, roles } of await listVisitors(store.db, charter.id, since)) {
    const person: Actor = { id, name, email: '', party, partyId, roles, sessionId: null, confirmedAt: null }
    if (id === actor.id || !can(actor, 'presence.see', { kind: 'presence', shownTo: charter.presence, person }))
      continue
    const group = groups.get(party?.code ?? '') ?? { party, names: [] }
    group.names.push(name)
    groups.set(party?.code ?? '', group)
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

/** Null: of another charter, or of a version that not everybody may see. */
function actOf(
  { seq, at, act, actor, subject, data }: AuditRow,
  charter: CharterRow,
  names: ReadonlyMap<string, TriageArticle>,
  versions: readonly VersionRow[],
): OverviewAct | null {
  const article = subject.kind === 'article' ? names.get(subject.id) : undefined
  const version =
    subject.kind === 'version'
      ? versions.find(({ id }) => id === subject.id)
      : subject.kind === 'signoff'
        ? versions.find(({ id }) => id === data['version'])
        : undefined
  if (!(article || version || (subject.kind === 'charter' && subject.id === charter.id))) return null
  const [from, to] = [data['from'], data['to']].map((value) => ARTICLE_STATUSES.find((status) => status === value))
  const status: { from: ArticleStatus; to: ArticleStatus } | null =
    act === 'article.status-set' && from && to ? { from, to } : null
  return {
    seq,
    at,
    act,
    by: actor && { role: actor.role, party: actor.party },
    article: article ? { slug: article.slug, label: article.label, heading: article.heading } : null,
    status,
    version: version ? { number: version.number, label: version.label } : null,
  }
}
