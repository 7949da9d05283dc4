/** Translations that follow an older source (rules TF*): which paragraphs, and the act "this still says the same". */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { TranslationView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { blocksBehind, type ChangedText } from '../../src/lib/domain/translation.ts'
import type { Context } from '../context.ts'
import { deletedBlocksOf, listDocumentsOf, type DocumentRow } from '../store/articles.ts'
import { lastSeqs } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { keepCheck, listChecks } from '../store/translations.ts'
import type { TextHistory } from '../text/history.ts'
import { record } from './record.ts'
import { articleSubject, seeArticle, type SeenArticle } from './see.ts'
import { textHistory } from './text-history.ts'

type Parts = Pick<Context, 'store' | 'texts'>

/** One text with its history, as of `seq`. */
interface Read extends ChangedText {
  seq: number
}
const readOf = (history: TextHistory): Read => ({
  seq: history.seq,
  doc: history.docAt(),
  changes: history.changes(),
  instants: new Set(history.entries.map(({ at }) => at)),
})

/** What was read of each translation and its source; it holds until either journal grows. By store, so that two servers in one process (tests) do not meet. */
const kept = new WeakMap<Store, Map<string, { source: Read; translation: Read }>>()
const KEPT = 200

/**
 * TF1: the blocks of a translation that follow an older source, and how far the source was read.
 * `seqs`: where both journals end, if the caller knows; nothing is replayed while they stand where they stood.
 */
async function behindOf(
  context: Parts,
  sourceId: string,
  documentId: string,
  seqs?: ReadonlyMap<string, number>,
): Promise<{ blocks: string[]; sourceSeq: number }> {
  const ofStore = kept.get(context.store) ?? new Map<string, { source: Read; translation: Read }>()
  kept.set(context.store, ofStore)
  const ends = seqs ?? (await lastSeqs(context.store.db, [sourceId, documentId]))
  let pair = ofStore.get(documentId)
  if (pair?.source.seq !== ends.get(sourceId) || pair?.translation.seq !== ends.get(documentId)) {
    const source = readOf(await textHistory(context, sourceId))
    pair = { source, translation: readOf(await textHistory(context, documentId)) }
  }
  ofStore.delete(documentId)
  ofStore.set(documentId, pair!)
  for (const id of [...ofStore.keys()].slice(0, -KEPT)) ofStore.delete(id)
  const checks = await listChecks(context.store.db, documentId)
  return { blocks: blocksBehind(pair!.source, pair!.translation, checks), sourceSeq: pair!.source.seq }
}

/** Article id -> language -> how many paragraphs are behind, where there are any. */
export async function countBehind(
  context: Parts,
  original: string,
  documents: readonly DocumentRow[],
): Promise<Map<string, Record<string, number>>> {
  await context.texts.settle(documents.map(({ id }) => id))
  const seqs = await lastSeqs(
    context.store.db,
    documents.map(({ id }) => id),
  )
  const deleted = await deletedBlocksOf(
    context.store.db,
    documents.map(({ articleId }) => articleId),
  )
  const counts = new Map<string, Record<string, number>>()
  for (const source of documents.filter(({ lang }) => lang === original))
    for (const { id, articleId, lang } of documents) {
      // a text that nobody touched since it began is behind nothing
      if (articleId !== source.articleId || lang === original || (seqs.get(source.id) ?? 0) <= 1) continue
      const { blocks } = await behindOf(context, source.id, id, seqs)
      // AG12: nothing is translated that is deleted
      const left = blocks.filter((block) => !deleted.get(articleId)?.includes(block)).length
      if (left > 0) counts.set(articleId, { ...counts.get(articleId), [lang]: left })
    }
  return counts
}

interface Pair {
  seen: SeenArticle
  source: DocumentRow
  translation: DocumentRow
}

/** The two documents; `not-found` where there is none in `lang`, or it is the original. */
async function pairOf({ store }: Parts, actor: Actor | null, articleId: string, lang: string): Promise<Result<Pair>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const documents = await listDocumentsOf(store.db, articleId)
  const source = documents.find((one) => one.lang === seen.charter.originalLanguage)
  const translation = documents.find((one) => one.lang === lang)
  if (!source || !translation || source === translation) return refuse('not-found')
  return ok({ seen, source, translation })
}

async function viewOf(context: Parts, actor: Actor, { seen, source, translation }: Pair): Promise<TranslationView> {
  await context.texts.settle([source.id, translation.id])
  const { blocks, sourceSeq } = await behindOf(context, source.id, translation.id)
  return {
    lang: translation.lang,
    sourceLang: source.lang,
    sourceSeq,
    behind: blocks.filter((block) => !seen.article.deletedBlocks.includes(block)),
    permissions: {
      check: can(actor, 'translation.check', articleSubject(seen.article, seen.assignments, translation.lang)),
    },
  }
}

/** Which paragraphs of an article follow an older source in `lang`. */
export async function readTranslation(
  context: Parts,
  actor: Actor | null,
  articleId: string,
  lang: string,
): Promise<Result<TranslationView>> {
  const pair = await pairOf(context, actor, articleId, lang)
  return pair.ok ? ok(await viewOf(context, actor!, pair.value)) : pair
}

/**
 * TF4: says that a paragraph still says the same as the source did at `sourceSeq`, which is what was on the screen: a change that came
 * meanwhile puts it behind again. Refuses with `not-found` also where the block is gone.
 */
export async function checkTranslation(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: { lang: string; blockId: string; sourceSeq: number },
): Promise<Result<TranslationView>> {
  const { store, texts } = context
  const pair = await pairOf(context, actor, articleId, input.lang)
  if (!pair.ok) return pair
  const { seen, source, translation } = pair.value
  if (!can(actor, 'translation.check', articleSubject(seen.article, seen.assignments, translation.lang)))
    return refuse('not-allowed')
  const { lang, blockId, sourceSeq } = input
  const doc = await texts.read(source.id)
  if (!doc.content.some((block) => block.attrs.id === blockId)) return refuse('not-found')
  const end = (await lastSeqs(store.db, [source.id])).get(source.id) ?? 0
  if (!Number.isSafeInteger(sourceSeq) || sourceSeq < 1 || sourceSeq > end)
    return refuse('invalid', {
      errors: [{ path: 'sourceSeq', message: `must be a sequence of the source, 1 to ${end}` }],
    })
  await store.transaction(async (rows) => {
    const at = await store.now(rows)
    await keepCheck(rows, { documentId: translation.id, blockId, sourceSeq, personId: actor!.id, at })
    await record(rows, {
      at,
      actor,
      as: 'language_reviewer',
      act: 'translation.checked',
      subject: { kind: 'article', id: articleId },
      data: { lang, block: blockId, source: { lang: source.lang, seq: sourceSeq } },
    })
  })
  return ok(await viewOf(context, actor!, pair.value))
}
