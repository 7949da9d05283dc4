/** Acts that change brackets in the texts of an article as one (rule PT11) and keep rows beside them; and acts on rows of a bracket that stands in the text. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf } from '../../src/lib/domain/authored.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import { openBrackets, type BracketRefusal } from '../../src/lib/domain/brackets.ts'
import type { BracketView } from '../../src/lib/domain/contract-brackets.ts'
import type { Worn } from '../../src/lib/domain/hat.ts'
import { refuse, type Fault, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { reasonNotToWrite } from '../charter/may-edit.ts'
import { standingText } from '../charter/charter-texts.ts'
import { still } from '../charter/still.ts'
import type { Context, Entries } from '../context.ts'
import { holdArticle } from '../store/articles.ts'
import { isBracketKnown, type BracketRow } from '../store/brackets.ts'
import type { Rows } from '../store/store.ts'
import { creditsOf, followText } from '../charter/bracket-rows.ts'
import type { Ground } from './ground.ts'
import { readBracket } from './list-brackets.ts'

/** What was asked of a bracket that is not there: it was settled, or there never was one. */
export const notThere = async ({ store }: Context, articleId: string, bracketId: string): Promise<Refused> =>
  refuse((await isBracketKnown(store.db, articleId, bracketId)) ? 'bracket-settled' : 'not-found')

/** Why words cannot be put in brackets, or a bracket not be added to. */
export function whyNot(why: BracketRefusal): Refused {
  if (why === 'already') return refuse('already-so')
  if (why === 'no-bracket') return refuse('not-found')
  const [path, message] =
    why === 'too-deep'
      ? ['quotes', 'would stand in more than three brackets']
      : why === 'crosses'
        ? ['quotes', 'cuts a bracket']
        : ['blockId', 'cannot be put in brackets so']
  return refuse('invalid', { errors: [{ path, message }] })
}

interface TextAct {
  /** The texts afterwards; a refusal: nothing happens. */
  turn(now: ReadonlyMap<string, ArticleDoc>): ReadonlyMap<string, ArticleDoc> | Refused
  /** Beside them, in the transaction: rows as they were before, by id. */
  keep(rows: Rows, known: ReadonlyMap<string, BracketRow>, at: string, seqs: Entries): Promise<void>
}

/** Answers the bracket as it is afterwards. Refuses as `reasonNotToWrite`, and with what `turn` refuses. */
export async function actOnTexts(
  context: Context,
  { actor, hat }: Worn,
  { article, charter, documents }: Ground,
  bracketId: string,
  { turn, keep }: TextAct,
): Promise<Result<BracketView>> {
  const { store, texts, events } = context
  const credits = await creditsOf(context, article.id, documents[0]!.id)
  let refused: Refused | null = null
  let before: ArticleDoc[] = []
  let after: ReadonlyMap<string, ArticleDoc> = new Map()
  const isKept = await texts.changeTogether(
    documents.map(({ id }) => id),
    (now) => {
      before = documents.map(({ id }) => now.get(id)!)
      const next = turn(now)
      if (!('ok' in next)) return (after = next)
      refused = next
      return null
    },
    async (rows, seqs) => {
      const writing = documents.map(({ id, lang }, i) => ({
        lang,
        before: before[i]!,
        after: after.get(id) ?? before[i]!,
      }))
      const at = await store.now(rows)
      const who = await still(rows, actor, at)
      const reason = await reasonNotToWrite(rows, who, article.id, charter.originalLanguage, writing)
      if (reason !== null) {
        refused = refuse(reason)
        return false
      }
      const known = await followText(rows, article.id, before, credits, at)
      await keep(rows, known, at, seqs)
      return true
    },
    authorOf(actor, hat),
  )
  if (refused) return refused
  if (!isKept) return refuse('busy')
  events.tell({ kind: 'article-changed', charterId: charter.id, articleId: article.id })
  events.tell({ kind: 'talks-changed', charterId: charter.id, articleId: article.id })
  return readBracket(context, actor, article.id, bracketId)
}

/**
 * An act on the rows of a bracket that stands in the text, while nothing is written: nobody settles it meanwhile. `mayAct` is asked of the article and the actor as they are then.
 */
export async function actOnRows(
  context: Context,
  actor: Actor,
  ground: Ground,
  bracketId: string,
  mayAct: (now: Ground, who: Actor) => boolean,
  keep: (rows: Rows, row: BracketRow, at: string) => Promise<Result<null>>,
): Promise<Result<BracketView>> {
  const { store, texts, events } = context
  const { article, charter, documents } = ground
  const credits = await creditsOf(context, article.id, documents[0]!.id)
  const done = await texts.whileStill(
    documents.map(({ id }) => id),
    (now, hold): Promise<Result<null>> => {
      const docs = documents.map(({ id }) => now.get(id)!)
      const standing = docs.map((doc) => standingText(article, doc))
      if (!openBrackets(standing).has(bracketId)) return notThere(context, article.id, bracketId)
      return store.transaction(async (rows): Promise<Result<null>> => {
        await hold(rows)
        const held = await holdArticle(rows, article.id)
        if (!held) return refuse('not-found')
        const at = await store.now(rows)
        if (!mayAct({ ...ground, article: held }, await still(rows, actor, at)))
          return refuse(isLocked(held.status) ? 'article-locked' : 'not-allowed')
        const row = (await followText(rows, article.id, docs, credits, at)).get(bracketId)
        return row ? keep(rows, row, at) : refuse('not-found')
      })
    },
  )
  if (!done.ok) return done
  events.tell({ kind: 'article-changed', charterId: charter.id, articleId: article.id })
  events.tell({ kind: 'talks-changed', charterId: charter.id, articleId: article.id })
  return readBracket(context, actor, article.id, bracketId)
}

/** What a fault by its path makes of an act. */
export const invalid = (...errors: Fault[]): Refused => refuse('invalid', { errors })
