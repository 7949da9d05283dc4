/** Cuts a version: every article in every language as it stands, frozen with its hash (rules VE*). */
import { createHash } from 'node:crypto'
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import type { VersionView } from '../../src/lib/domain/contract.ts'
import { blocksWithTurns } from '../../src/lib/domain/hidden-direction.ts'
import { isBlank } from '../../src/lib/domain/order.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { canonicalBytes, checkCut, inNormalForm } from '../../src/lib/domain/version.ts'
import type { Context } from '../context.ts'
import { listArticleRows, listDocuments, removeArticle, type ArticleRow, type DocumentRow } from '../store/articles.ts'
import { findCharter, lockCharter, type CharterRow } from '../store/charters.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { lastSeqs } from '../store/history.ts'
import type { Rows } from '../store/store.ts'
import {
  articlesInVersion,
  insertVersion,
  lastVersionNumber,
  type VersionArticleRow,
  type VersionRow,
} from '../store/versions.ts'
import { headingOf } from './article-view.ts'
import { standingText, standingTexts } from './charter-texts.ts'
import { keepRound, numberedForCut } from './round.ts'
import { viewVersion } from './read-version.ts'
import { record } from './record.ts'
import { goingFrom, publishWithout, tellGone } from './remove-deleted.ts'
import { charterSubject, seeCharter } from './see.ts'
import { wear } from './wear.ts'

/** How often a cut begins again because articles came, moved or changed their status while their texts were read. */
const ATTEMPTS = 5

export interface Cut {
  label: string
  notes: string
  isPublished: boolean
  /** Whether numbers are dealt out anew; else every number stands as it was quoted. */
  isRenumbered: boolean
  at: string
  /** Null: an import from the command line. */
  actor: Actor | null
}

/** The charter as it is being frozen: rows read in the transaction, texts by document id. */
export interface CutText {
  articles: ArticleRow[]
  documents: DocumentRow[]
  texts: ReadonlyMap<string, ArticleDoc>
}

/** Writes the version's rows and its acts in the record. Number and label are held unique by the database. */
export async function writeVersion(
  rows: Rows,
  newId: () => string,
  charter: Pick<CharterRow, 'id' | 'slug' | 'titles' | 'languages' | 'originalLanguage'>,
  { articles, documents, texts }: CutText,
  cut: Cut,
): Promise<VersionRow> {
  const round = await numberedForCut(rows, charter, { articles, documents, texts }, cut.isRenumbered)
  const inRound = round.articles
  // AR5, AG14: what is marked deleted, or deleted by agreement, is no part of it
  const standing = standingTexts(charter, { articles: inRound, documents, texts })
  const { index } = standing
  const frozen: VersionArticleRow[] = documents.flatMap(({ id, articleId, lang }) => {
    const article = inRound.find((one) => one.id === articleId)
    if (!article || !texts.has(id)) throw new Error(`document ${id} was not read for the cut`)
    const text = standing.texts.get(id)
    // VE8: a language in which nobody has written anything yet is not one of its texts
    if (!text || (lang !== charter.originalLanguage && isBlank(text))) return []
    const doc = inNormalForm(text)
    return {
      articleId,
      lang,
      position: article.position,
      kind: article.kind,
      number: article.number,
      heading: inNormalForm(headingOf(doc, article, lang, index)),
      status: article.status,
      doc,
      round: article.round,
    }
  })
  const number = (await lastVersionNumber(rows, charter.id)) + 1
  const canonical = canonicalBytes({
    charter: charter.slug,
    number,
    label: cut.label,
    languages: charter.languages,
    // VE1: numbers within articles follow from the order of their blocks, or are a matter of how people quote them
    articles: frozen.map(({ articleId, round: _round, ...rest }) => ({ id: articleId, ...rest })),
  })
  const version: VersionRow = {
    id: newId(),
    charterId: charter.id,
    number,
    label: cut.label,
    notes: cut.notes,
    stage: 'draft',
    sha256: createHash('sha256').update(canonical).digest('hex'),
    titles: charter.titles,
    cutAt: cut.at,
    cutBy: cut.actor?.id ?? null,
    publishedAt: cut.isPublished ? cut.at : null,
    withdrawnAt: null,
    withdrawnReason: null,
  }
  await insertVersion(rows, { ...version, canonical }, frozen)
  await keepRound(rows, version.id, round)
  const acts = cut.isPublished ? ['version.cut', 'version.published'] : ['version.cut']
  for (const act of acts)
    await record(rows, {
      at: cut.at,
      actor: cut.actor,
      as: 'secretariat',
      act,
      subject: { kind: 'version', id: version.id },
      data: {
        charter: charter.id,
        number,
        label: cut.label,
        sha256: version.sha256,
        ...(cut.isRenumbered && act === 'version.cut' && { renumbered: true }),
      },
    })
  if (cut.isPublished) await removeDeleted(rows, charter.id, version.id, cut.at)
  return version
}

/** AR5: articles marked deleted that a version published now is without go from the working text; their numbers are free. */
export async function removeDeleted(rows: Rows, charterId: string, versionId: string, at: string): Promise<void> {
  const kept = await articlesInVersion(rows, versionId)
  for (const { id, deletedAt } of await listArticleRows(rows, charterId))
    if (deletedAt !== null && !kept.has(id)) await removeArticle(rows, charterId, id, at)
}

/** VE9: why these texts may not be public; null: they may. `lang`, `number` and `doc` of each, in charter order. */
export function reasonNotToPublish(
  texts: readonly { number: string | null; lang: string; doc: ArticleDoc }[],
): Refused | null {
  const turned = texts.filter(({ doc }) => blocksWithTurns(doc).length > 0)
  if (turned.length === 0) return null
  const names = turned.map(({ number, lang }) => `${number === null ? 'the preamble' : `article ${number}`} (${lang})`)
  return refuse('hidden-direction', { detail: `Hidden signs turn the direction of words in ${names.join(', ')}.` })
}

/** What must not have changed between reading the texts and freezing them. */
const orderOf = (articles: ArticleRow[], documents: DocumentRow[]): string =>
  JSON.stringify([
    articles.map(({ id, position, number, status, deletedAt, deletedBlocks }) => [
      ...[id, position, number, status, deletedAt],
      deletedBlocks,
    ]),
    documents.map(({ id }) => id),
  ])

/** VE10: how far the texts go that people agreed on; those of other articles may grow while they are read. */
async function agreedEnds(rows: Rows, articles: ArticleRow[], documents: DocumentRow[]): Promise<string> {
  const locked = new Set(articles.flatMap(({ id, status }) => (isLocked(status) ? [id] : [])))
  const ids = documents.flatMap(({ id, articleId }) => (locked.has(articleId) ? [id] : []))
  const ends = await lastSeqs(rows, ids)
  return JSON.stringify(ids.map((id) => [id, ends.get(id) ?? 0]))
}

/** The texts of articles that are not marked deleted. */
const standing = (
  articles: readonly ArticleRow[],
  documents: readonly DocumentRow[],
  texts: ReadonlyMap<string, ArticleDoc>,
): { number: string | null; lang: string; doc: ArticleDoc }[] =>
  documents.flatMap(({ id, articleId, lang }) => {
    const article = articles.find((one) => one.id === articleId)
    const doc = texts.get(id)
    return article && doc && article.deletedAt === null
      ? [{ number: article.number, lang, doc: standingText(article, doc) }]
      : []
  })

/** Publishes unless told not to, and renumbers where told to; brackets may be open. Refuses with `label-taken`, `invalid`, `hidden-direction` (not to publish), `busy`. */
export async function cutVersion(
  context: Context,
  actor: Actor | null,
  charterId: string,
  input: { label: string; notes: string; publish?: boolean | undefined; renumber?: boolean | undefined },
  mainSlug: string | null,
): Promise<Result<VersionView>> {
  const { store, texts, events, newId } = context
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const worn = wear(actor, undefined, 'version.cut', () => charterSubject(charter))
  if (!worn.ok) return worn
  const checked = checkCut(input)
  if (!checked.ok) return checked
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const documents = await listDocuments(store.db, charter.id)
    const articles = await listArticleRows(store.db, charter.id)
    const ids = documents.map(({ id }) => id)
    // what people see as accepted belongs to the cut
    await texts.settle(ids)
    const isPublished = input.publish !== false
    const going = isPublished ? await goingFrom(store.db, charter.id, null) : new Map<string, Set<string>>()
    // texts that change in the transaction are read while nobody writes
    const others = articles.filter(({ id }) => !going.has(id))
    const ends = await agreedEnds(store.db, others, documents)
    const read = await texts.readMany(ids)
    const reason = isPublished ? reasonNotToPublish(standing(articles, documents, read)) : null
    if (reason) return reason
    try {
      const version = await publishWithout(context, worn.value, charter, going, async (rows, still) => {
        await lockCharter(rows, charter.id)
        const now = {
          articles: await listArticleRows(rows, charter.id),
          documents: await listDocuments(rows, charter.id),
        }
        const held = await findCharter(rows, charter.id)
        if (!held || orderOf(now.articles, now.documents) !== orderOf(articles, documents)) return null
        const theirs = now.articles.filter(({ id }) => !going.has(id))
        if ((await agreedEnds(rows, theirs, now.documents)) !== ends) return null
        return writeVersion(
          rows,
          newId,
          held,
          { ...now, texts: new Map([...read, ...still]) },
          {
            ...checked.value,
            isPublished,
            isRenumbered: input.renumber === true,
            at: await store.now(rows),
            actor: worn.value.actor,
          },
        )
      })
      if (version === null) continue
      tellGone(context, charter.id, going)
      events.tell({ kind: 'version-changed', charterId: charter.id, versionId: version.id })
      return ok(await viewVersion(context, version, mainSlug))
    } catch (error) {
      if (isUniqueViolation(error, 'version.label')) return refuse('label-taken')
      if (!isUniqueViolation(error, 'version.number')) throw error
    }
  }
  return refuse('busy', { detail: 'Articles are being added, moved or agreed on; try again.' })
}
