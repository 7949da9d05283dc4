// Over 250 lines: what an import makes, in the order in which its rows need one another.
/** Imports a charter with its record: everything in one transaction, version 1 cut and published; a faulty file leaves nothing. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { occurrences } from '../../src/lib/domain/anchor.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import { SYSTEM } from '../../src/lib/domain/authored.ts'
import type { Anchor } from '../../src/lib/domain/contract.ts'
import { standingBlock, surroundingsOf } from '../../src/lib/domain/own-text.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { deletedIn } from '../../src/lib/domain/provision.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { SCHEMA_VERSION } from '../../src/lib/domain/text.ts'
import type { Context } from '../context.ts'
import type { BracketPlan, CharterPlan } from '../exchange/format.ts'
import { readCharterFile } from '../exchange/sample.ts'
import {
  insertArticle,
  insertAssignment,
  insertDocument,
  insertFirstText,
  markDeleted,
  type ArticleRow,
  type DocumentRow,
} from '../store/articles.ts'
import { insertCharter, listCharterRows } from '../store/charters.ts'
import { insertComment } from '../store/comments.ts'
import { insertBracket, type NewBracket } from '../store/brackets.ts'
import { insertContributions } from '../store/contributions.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { addMissingParties, listParties, type PartyRow } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { firstUpdate } from '../text/write.ts'
import { isSlug } from './create-charter.ts'
import { writeVersion } from './cut-version.ts'
import { beginDraftingGroup } from './drafting-group.ts'
import { newClient } from './new-client.ts'
import { indexOf } from './charter-texts.ts'
import { contributionRows, pastComments, type AuthorOf } from './past-comments.ts'
import { keepTalks } from './import-talks.ts'
import { keepPastProposals } from './past-proposals.ts'
import { record } from './record.ts'

type Imported = Result<{ id: string; slug: string }>

/** `file`: the parsed JSON. Refuses with `invalid`, every fault by its path, and `slug-taken`. */
export async function importCharter(
  context: Context,
  actor: Actor | null,
  file: unknown,
  slug?: string,
): Promise<Imported> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'charter.create', { kind: 'service' })) return refuse('not-allowed')
  return importAs(context, actor, file, slug === undefined ? {} : { slug })
}

/** What an import knows of people; made in its transaction, once the parties are there. */
export type Prepare = (rows: Rows, parties: ReadonlyMap<string, PartyRow>) => Promise<{ authorOf: AuthorOf }>

const nobodyKnown: Prepare = () => Promise.resolve({ authorOf: () => null })

/** The same without asking who: for the command line (`actor` null) and the demo, which knows the authors' accounts. */
export async function importAs(
  context: Pick<Context, 'store' | 'events' | 'newId'>,
  actor: Actor | null,
  file: unknown,
  { slug, prepare = nobodyKnown }: { slug?: string | undefined; prepare?: Prepare } = {},
): Promise<Imported> {
  if (slug !== undefined && !isSlug(slug))
    return refuse('invalid', {
      errors: [{ path: 'slug', message: 'must be lower-case words joined by hyphens, at most 80' }],
    })
  const read = readCharterFile(file)
  if (!read.ok) return read
  const plan = read.value
  const wished = slug ?? plan.slug
  const id = context.newId()
  try {
    const made = await context.store.transaction((rows) => keep(context, rows, actor, plan, id, wished, prepare))
    context.events.tell({ kind: 'version-changed', charterId: id, versionId: made.versionId })
    return ok({ id, slug: made.slug })
  } catch (error) {
    if (isUniqueViolation(error, 'charter.slug')) return refuse('slug-taken')
    throw error
  }
}

/** An address made of the title; numbered where it is taken already. */
async function slugFromTitle(rows: Rows, title: string): Promise<string> {
  const base =
    title
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 70)
      .replace(/^-+|-+$/g, '') || 'charter'
  const taken = new Set((await listCharterRows(rows)).map((charter) => charter.slug))
  let slug = base
  for (let n = 2; taken.has(slug); n++) slug = `${base}-${n}`
  return slug
}

async function keep(
  { store, newId }: Pick<Context, 'store' | 'newId'>,
  rows: Rows,
  actor: Actor | null,
  plan: CharterPlan,
  id: string,
  wished: string | null,
  prepare: Prepare,
): Promise<{ slug: string; versionId: string }> {
  const at = await store.now(rows)
  const { originalLanguage, languages, titles } = plan
  const slug = wished ?? (await slugFromTitle(rows, titles[originalLanguage] ?? ''))
  // the talks are rows, and told from them
  const { talks: _, ...source } = plan.source
  const charter = { id, slug, titles, originalLanguage, languages, source, createdAt: at }
  await insertCharter(rows, charter)
  await addMissingParties(
    rows,
    plan.societies.map((society) => ({
      id: newId(),
      code: society.code,
      name: society.name,
      names: JSON.stringify(society.names),
      region: society.region,
      contact_language: society.contactLanguage,
      time_zone: society.timeZone,
    })),
  )
  const parties = new Map((await listParties(rows)).map((party) => [party.code, party]))
  const { authorOf } = await prepare(rows, parties)
  const group = await beginDraftingGroup(rows, id)
  await record(rows, {
    at,
    actor,
    as: 'secretariat',
    act: 'charter.imported',
    subject: { kind: 'charter', id },
    data: { slug, title: titles[originalLanguage] ?? '', languages, articles: plan.articles.length, drafters: group },
  })

  const articles: ArticleRow[] = []
  const documents: DocumentRow[] = []
  const texts = new Map<string, ArticleDoc>()
  const talked = new Set(plan.talks?.brackets.map((bracket) => bracket.id))
  const hasPreamble = plan.articles[0]?.kind === 'preamble'
  for (const [i, article] of plan.articles.entries()) {
    const row: ArticleRow = {
      id: newId(),
      charterId: id,
      kind: article.kind,
      position: hasPreamble ? i : i + 1,
      number: article.number,
      headingBlock: article.headingBlock,
      status: article.status,
      sources: article.sources,
      createdAt: at,
      deletedAt: article.deleted && (article.deleted.at ?? at),
      deletedReason: article.deleted?.reason ?? null,
      round: null,
      deletedBlocks: deletedOf(plan, article.headingBlock),
    }
    articles.push(row)
    await insertArticle(rows, row)
    for (const { lang, doc } of article.docs) {
      const document = { id: newId(), articleId: row.id, lang }
      documents.push(document)
      texts.set(document.id, doc)
      const client = newClient(newId)
      await insertDocument(rows, { ...document, schemaVersion: SCHEMA_VERSION, createdAt: at })
      // nobody's words: what was agreed or tabled before belongs to the record of the past
      await insertFirstText(rows, {
        documentId: document.id,
        bytes: firstUpdate(doc, client),
        clients: [client],
        by: SYSTEM,
        at,
      })
    }
    for (const bracket of article.brackets)
      if (!talked.has(bracket.id)) await insertBracket(rows, standing(bracket, row.id, at, parties))
    if (!isLocked(row.status))
      for (const personId of group)
        await insertAssignment(rows, { articleId: row.id, personId, kind: 'drafter', lang: '*' })
  }

  const made = {
    charterId: id,
    newId,
    authorOf,
    parties,
    articles: new Map(articles.map((article) => [article.headingBlock, article.id])),
    surroundingsOf: surroundingsIn(originalLanguage, articles, documents, texts),
  }
  await insertContributions(rows, contributionRows(plan.contributions, made))
  for (const comment of pastComments(plan.contributions, made)) await insertComment(rows, comment)
  const index = indexOf(charter, articles, documents, texts)
  const whole = {
    ...{ charterId: id, newId, authorOf, parties, articles, documents, texts },
    placesOf: (article: ArticleRow, lang: string) => ({ lang, articleId: article.id, number: article.number, index }),
  }
  await keepPastProposals(rows, plan, whole, await keepTalks(rows, plan, whole))

  const version = await writeVersion(
    rows,
    newId,
    charter,
    { articles, documents, texts },
    { label: plan.versionLabel, notes: '', isPublished: true, isRenumbered: false, at, actor },
  )
  // EX12: after the cut, which leaves them out: that it was published takes nothing away from the working text
  for (const { id: articleId, deletedAt, deletedReason } of articles)
    if (deletedAt !== null) await markDeleted(rows, articleId, { at: deletedAt, reason: deletedReason ?? '' })
  return { slug, versionId: version.id }
}

/** The blocks that are deleted by agreement: they are no part of the version that the import makes. */
const deletedOf = ({ talks }: CharterPlan, heading: string): string[] => [
  ...deletedIn(
    (talks?.agreed ?? [])
      .filter(({ article }) => article === heading)
      .map(({ block = '', status }) => [block, status] as const),
  ),
]

/** A bracket of the file with those who stand behind its options and reserve on it, in the file's order. */
function standing(
  { reservedBy, options, ...bracket }: BracketPlan,
  articleId: string,
  createdAt: string,
  parties: ReadonlyMap<string, PartyRow>,
): NewBracket {
  const ids = (codes: readonly string[]): string[] => codes.flatMap((code) => parties.get(code)?.id ?? [])
  return {
    ...bracket,
    articleId,
    createdAt,
    options: options.map(({ id, origin, by }) => ({ id, origin, by: ids(by) })),
    reserve: ids(reservedBy ?? []),
    filed: { reservedBy, by: new Map(options.map(({ id, by }) => [id, by])) },
  }
}

/** What stands around quotes in texts that were just imported. */
function surroundingsIn(
  originalLanguage: string,
  articles: ArticleRow[],
  documents: DocumentRow[],
  texts: ReadonlyMap<string, ArticleDoc>,
) {
  const index = indexOf({ originalLanguage }, articles, documents, texts)
  return (articleId: string, lang: string, anchor: Anchor): { prefix: string; suffix: string } => {
    const document = documents.find((one) => one.articleId === articleId && one.lang === lang)
    const found = document && texts.get(document.id)?.content.find(({ attrs }) => attrs.id === anchor.blockId)
    const number = articles.find(({ id }) => id === articleId)?.number ?? null
    const block = found && standingBlock(found, { lang, index, articleId, number })
    const place = block && occurrences(anchor, block)[0]
    // of words that are gone already nobody knows what surrounded them
    return block && place ? surroundingsOf(block.text, place) : { prefix: '', suffix: '' }
  }
}
