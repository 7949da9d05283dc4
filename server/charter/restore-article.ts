/** Restores one article, in one language, to its text of a version or after an entry of its journal: a new edit that loses nothing (rules RS*). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import type { Restoration } from '../../src/lib/domain/contract.ts'
import { withoutTurns } from '../../src/lib/domain/hidden-direction.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { restored } from '../../src/lib/domain/restore.ts'
import { ok, refuse, type RefusalCode, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { followStructure, keepsStructure } from '../../src/lib/domain/structure.ts'
import type { RestoreInput } from '../app.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf, type DocumentRow } from '../store/articles.ts'
import { lastSeqs } from '../store/history.ts'
import { listVersionArticles } from '../store/versions.ts'
import { losesBracket, reasonNotToWrite, type Rewritten } from './may-edit.ts'
import { record } from './record.ts'
import { articleSubject, seeArticle, seeVersion, type SeenArticle } from './see.ts'
import { still } from './still.ts'
import { textHistory } from './text-history.ts'
import { asWorn, wearToEdit } from './wear.ts'

/** What is restored: its texts by language, and what the record says of it. */
interface Source {
  texts: Map<string, ArticleDoc>
  said: Record<string, unknown>
}

/**
 * Exactly one of `versionId` and `seq`. `base`: the entry of the journal as of which the person looked at the text; else the last one.
 * Refuses with `not-found`, `not-allowed`, `article-locked`, `invalid`. `seq` of the answer is null where the text said so already.
 */
export async function restoreArticle(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: RestoreInput,
): Promise<Result<Restoration>> {
  if (actor === null) return refuse('not-signed-in')
  const { store, texts } = context
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const { article, charter, assignments } = seen
  const lang = input.lang ?? charter.originalLanguage
  const documents = await listDocumentsOf(store.db, articleId)
  const document = documents.find((one) => one.lang === lang)
  if (!document) return refuse('not-found')
  const acting = wearToEdit(actor, input.as, lang, seen)
  if (!acting.ok) return acting
  const { actor: worn, hat } = acting.value
  const mayEdit = (tag: string): boolean => can(worn, 'article.edit', articleSubject(article, assignments, tag))
  const found = await sourceOf(context, actor, seen, document, input)
  if ('code' in found) return found
  const source = { ...found, texts: new Map([...found.texts].map(([tag, doc]) => [tag, withoutTurns(doc)])) }
  const target = source.texts.get(lang)
  if (!target) return refuse('not-found')
  const history = await textHistory(context, document.id)
  const base = input.base ?? history.seq
  if (base < 1 || base > history.seq)
    return refuse('invalid', { errors: [{ path: 'base', message: 'is no entry of this text' }] })
  const before = history.docAt(base)
  const isLeading = lang === charter.originalLanguage
  const others = isLeading ? documents.filter((one) => one !== document) : []
  let also: string[] = []
  let reason: RefusalCode | null = null
  let seq: number | null = null
  let writing: Rewritten[] = []
  // one act: the article may be locked, deleted or given to others while its journal is read
  await texts.changeTogether(
    [document, ...others].map(({ id }) => id),
    (now) => {
      const lead = now.get(document.id)!
      const next = isLeading ? restored(before, target, lead) : restoredWords(before, target, lead)
      if (JSON.stringify(next) === JSON.stringify(lead)) return null
      const followers = others.map((other) => {
        const follower = followStructure(lead, next, now.get(other.id)!)
        const had = mayEdit(other.lang) ? source.texts.get(other.lang) : undefined
        return { lang: other.lang, id: other.id, follower, full: had ? filled(follower, had) : follower }
      })
      also = followers.flatMap((one) => (one.full === one.follower ? [] : [one.lang]))
      writing = [
        { lang, before: lead, after: next },
        ...followers.map((one) => ({ lang: one.lang, before: now.get(one.id)!, after: one.full })),
      ]
      return new Map([[document.id, next], ...followers.map(({ id, full }): [string, ArticleDoc] => [id, full])])
    },
    async (rows, seqs) => {
      const at = await store.now(rows)
      const now = await still(rows, worn, at)
      for (const tag of [lang, ...also]) reason ??= await reasonNotToWrite(rows, now, articleId, tag, writing)
      if (reason === null && (await losesBracket(rows, articleId, writing))) reason = 'bracket-stands'
      if (reason !== null) return false
      seq = seqs[document.id]?.[1] ?? null
      await record(rows, {
        at,
        ...asWorn(acting.value),
        act: 'article.restored',
        subject: { kind: 'article', id: articleId },
        data: { lang, ...source.said, base, seq, alsoFilled: also, seqs },
      })
      return true
    },
    authorOf(worn, hat),
  )
  if (reason !== null) return refuse(reason)
  const last = (await lastSeqs(store.db, [document.id])).get(document.id) ?? base
  return ok({ articleId, lang, documentId: document.id, base, seq, last })
}

async function sourceOf(
  context: Context,
  actor: Actor,
  { article, charter }: SeenArticle,
  document: DocumentRow,
  { versionId, seq }: RestoreInput,
): Promise<Source | Refused> {
  if ((versionId === undefined) === (seq === undefined))
    return refuse('invalid', { errors: [{ path: 'versionId', message: 'give a version or an entry, one of them' }] })
  if (seq !== undefined) {
    const history = await textHistory(context, document.id)
    if (seq < 1 || seq > history.seq)
      return refuse('invalid', { errors: [{ path: 'seq', message: 'is no entry of this text' }] })
    // an act in several names is several entries of one instant: nobody ever saw what the text says between them (RS6)
    const { at } = history.entries[seq - 1]!
    let entry = seq
    while (history.entries[entry]?.at === at) entry++
    return { texts: new Map([[document.lang, history.docAt(entry)]]), said: { entry, at } }
  }
  const version = await seeVersion(context.store.db, actor, versionId!)
  if (!version || version.charterId !== charter.id) return refuse('not-found')
  const articles = (await listVersionArticles(context.store.db, version.id)).filter(
    (one) => one.articleId === article.id,
  )
  return {
    texts: new Map(articles.map((one) => [one.lang, one.doc])),
    said: { version: version.id, number: version.number, label: version.label },
  }
}

/** RS3: a language that follows keeps the structure that stands now; blocks that the older text does not have keep their words. */
function restoredWords(base: ArticleDoc, target: ArticleDoc, now: ArticleDoc): ArticleDoc {
  const had = new Set(target.content.map(({ attrs }) => attrs.id))
  const is = new Map(now.content.map((block) => [block.attrs.id, block]))
  const inPlace = (doc: ArticleDoc): ArticleDoc => ({
    type: 'doc',
    content: followStructure(target, now, doc).content.flatMap((block): Block[] => {
      const mine = is.get(block.attrs.id)
      return mine === undefined ? [] : [had.has(block.attrs.id) ? block : mine]
    }),
  })
  const wanted = inPlace(target)
  const merged = restored(base, wanted, now)
  return keepsStructure(now, merged) ? merged : keepsStructure(now, wanted) ? wanted : now
}

/** RS3: paragraphs that came back empty in another language get the words they had in the version. The text itself where there are none. */
function filled(now: ArticleDoc, had: ArticleDoc): ArticleDoc {
  const words = new Map(had.content.map((block) => [block.attrs.id, block.content ?? []]))
  const isWanting = (block: Block): boolean => isEmpty(block) && (words.get(block.attrs.id)?.length ?? 0) > 0
  if (!now.content.some(isWanting)) return now
  const full: ArticleDoc = {
    type: 'doc',
    content: now.content.map((block) => (isWanting(block) ? { ...block, content: words.get(block.attrs.id)! } : block)),
  }
  return keepsStructure(now, full) ? full : now
}

const isEmpty = ({ content = [] }: Block): boolean =>
  !content.some((node) => node.type === 'text' || node.type === 'ref')
