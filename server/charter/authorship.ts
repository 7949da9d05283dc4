/** Who wrote what in an article, from its journal, as far as the charter's setting tells this reader (rules AW*, HI5, HI6). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { AuthorshipView, WriterView } from '../../src/lib/domain/contract.ts'
import { creditedBlocks } from '../../src/lib/domain/credited.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { sittingsOf } from '../../src/lib/domain/sittings.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import { namesById, partiesById } from '../store/people.ts'
import type { EntryMeta } from '../text/history.ts'
import { namesFor } from './attributed.ts'
import { readDocument } from './read-article.ts'
import { seeArticle } from './see.ts'
import { textHistory } from './text-history.ts'

/** `seq`: as of this entry of the journal; else as of the last. `not-found` where the article or the language is missing, `invalid` for an entry there is not. */
export async function readAuthorship(
  context: Context,
  actor: Actor | null,
  articleId: string,
  asked: { lang?: string | undefined; seq?: number | undefined },
): Promise<Result<AuthorshipView>> {
  if (actor === null) return refuse('not-signed-in')
  const { db } = context.store
  const seen = await seeArticle(db, actor, articleId)
  if (!seen) return refuse('not-found')
  const { article, charter } = seen
  const lang = asked.lang ?? charter.originalLanguage
  const document = (await listDocumentsOf(db, articleId)).find((one) => one.lang === lang)
  if (!document) return refuse('not-found')
  const history = await textHistory(context, document.id)
  const seq = asked.seq ?? history.seq
  if (seq < 1 || seq > history.seq)
    return refuse('invalid', { errors: [{ path: 'seq', message: `must be from 1 to ${history.seq}` }] })
  const { entries } = history
  const entryOf = (n: number): EntryMeta => entries[n - 1]!
  const writerOf = await writers(context, actor, charter, entries)
  const { index } = await readDocument(context, seen, document)
  const doc = history.docAt(seq)
  const labels = labelsOf(doc, lang, article.round)
  const rendering = { lang, index, articleId, number: article.number }
  const credited = creditedBlocks(history.deltaAt(seq), rendering)
  return ok({
    document: { id: document.id, lang },
    shownTo: charter.authorship,
    seq,
    last: history.seq,
    at: entryOf(seq).at,
    blocks: credited.map(({ block: { attrs }, runs }, i) => ({
      id: attrs.id,
      kind: attrs.kind,
      depth: attrs.depth,
      label: labels[i] ?? null,
      runs: runs.map(({ text, seq: n }) => ({ text, by: writerOf(entryOf(n)), seq: n, at: entryOf(n).at })),
    })),
    sittings: sittingsOf(entries).map(({ by, ...sitting }) => ({ ...sitting, by: distinct(by.map(writerOf)) })),
  })
}

/** AW1, AW2: how the author of an entry is shown to this reader. */
export async function writers(
  { store }: Context,
  actor: Actor,
  charter: CharterRow,
  entries: readonly EntryMeta[],
): Promise<(entry: EntryMeta) => WriterView> {
  const shownTo = charter.authorship
  const named = namesFor(charter, actor)
  // AT4: what a delegation wrote tells what it stands for
  const isShown = ({ authorId, partyId }: Pick<EntryMeta, 'authorId' | 'partyId'>): boolean =>
    can(actor, 'authorship.see', { kind: 'authorship', shownTo, authorId, partyId }) &&
    (authorId === actor.id || named.isNamed(partyId))
  const seen = entries.filter(isShown)
  const [names, parties] = await Promise.all([
    namesById(store.db, [...new Set(seen.map(({ authorId }) => authorId))]),
    partiesById(store.db, [...new Set(seen.map(({ partyId }) => partyId))]),
  ])
  const known = new Map<string, WriterView>()
  return ({ authorId, partyId, hat }) => {
    const key = JSON.stringify([authorId, partyId, hat])
    let view = known.get(key)
    if (view === undefined) {
      const isSeen = isShown({ authorId, partyId })
      const party = isSeen && partyId !== null ? (parties.get(partyId) ?? null) : null
      const kind = !isSeen ? 'hidden' : authorId === null ? 'system' : authorId === actor.id ? 'own' : 'person'
      const name = isSeen && authorId !== null ? (names.get(authorId) ?? null) : null
      view = { kind, name, party, hat: isSeen && authorId !== null ? hat : null }
      known.set(key, view)
    }
    return view
  }
}

const distinct = (views: readonly WriterView[]): WriterView[] => [
  ...new Map(views.map((view) => [JSON.stringify(view), view])).values(),
]
