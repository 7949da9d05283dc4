/**
 * Rows of brackets follow the text (rule BD11): one that was typed gets its row when somebody first acts on brackets of its article, with who typed it and
 * when; one that went from the text of every language, other than by a decision, is settled by none; one that came back is open again.
 */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { bracketAt, openBrackets, type FoundBracket } from '../../src/lib/domain/brackets.ts'
import { attrsFromStart, isBlockStart } from '../../src/lib/domain/text.ts'
import type { Context } from '../context.ts'
import { insertBracket, insertOption, listBrackets, updateBracket, type BracketRow } from '../store/brackets.ts'
import type { Rows } from '../store/store.ts'
import { textHistory } from './text-history.ts'

interface Credit {
  at: string
  by: string | null
  /** The proposal that it came with. */
  proposalId?: string
}
/** Bracket id -> who put it there. */
export type Credits = ReadonlyMap<string, Credit>

/** Who typed the brackets of a text that have no row yet. Texts must not stand still. */
export async function creditsOf(context: Context, articleId: string, leadId: string): Promise<Credits> {
  const known = new Set((await listBrackets(context.store.db, { articleId })).map(({ id }) => id))
  const missing = [...openBrackets([await context.texts.read(leadId)])].filter((id) => !known.has(id))
  const credits = new Map<string, Credit>()
  if (missing.length === 0) return credits
  const history = await textHistory(context, leadId)
  const changes = history.lastChanges()
  for (const { insert, attributes = {}, seq } of history.deltaAt()) {
    if (typeof insert === 'string') continue
    const entry = history.entries[seq - 1]
    if (isBlockStart(insert)) {
      const around = attrsFromStart(insert, attributes).bracket
      const last = changes.get(insert.b) ?? entry
      if (around !== null && last) credits.set(around, { at: last.at, by: last.authorId })
    } else if (typeof insert['br'] === 'string' && entry && !credits.has(insert['br']))
      credits.set(insert['br'], { at: entry.at, by: entry.authorId })
  }
  return credits
}

/** The rows of an article as its texts are now, by id. `docs`: the leading one first. Whoever calls holds the article. */
export async function followText(
  rows: Rows,
  articleId: string,
  docs: readonly ArticleDoc[],
  credits: Credits,
  at: string,
): Promise<Map<string, BracketRow>> {
  const known = new Map((await listBrackets(rows, { articleId })).map((row) => [row.id, row]))
  const open = openBrackets(docs)
  let isChanged = false
  for (const id of open) {
    const found = docs.map((doc) => bracketAt(doc, id)).find((one) => one !== null)!
    const row = known.get(id)
    isChanged =
      (row ? await follow(rows, row, found) : await begin(rows, articleId, found, credits.get(id), at)) || isChanged
  }
  for (const [id, row] of known)
    if (row.status === 'open' && !open.has(id)) {
      isChanged = true
      await updateBracket(rows, { articleId, id }, { status: 'settled', settledDecisionId: null })
    }
  return isChanged ? new Map((await listBrackets(rows, { articleId })).map((row) => [row.id, row])) : known
}

async function begin(
  rows: Rows,
  articleId: string,
  { id, kind, level, options }: FoundBracket,
  credit: Credit | undefined,
  at: string,
): Promise<true> {
  await insertBracket(rows, {
    articleId,
    id,
    kind,
    level,
    createdAt: credit?.at ?? at,
    createdBy: credit?.by ?? null,
    originProposalId: credit?.proposalId ?? null,
    options: options.map((option) => ({ id: option.id })),
  })
  return true
}

async function follow(rows: Rows, row: BracketRow, { id, kind, options }: FoundBracket): Promise<boolean> {
  const { articleId } = row
  const isBack = row.status === 'settled'
  if (isBack) await updateBracket(rows, { articleId, id }, { status: 'open', settledDecisionId: null })
  if (kind !== row.kind) await updateBracket(rows, { articleId, id }, { kind })
  const added = options.filter((option) => !row.options.some((one) => one.id === option.id))
  let position = row.options.length
  for (const option of added)
    await insertOption(rows, { articleId, bracketId: id, position: position++, id: option.id })
  return isBack || kind !== row.kind || added.length > 0
}
