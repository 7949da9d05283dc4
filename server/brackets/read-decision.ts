/** One decision with what it did to the words: each text before and after, by what differs (rule DC4; practice 6.3: text before and after). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { DecisionChange } from '../../src/lib/domain/contract-brackets.ts'
import { refuse, ok, type Result } from '../../src/lib/domain/result.ts'
import { readCharterTexts } from '../charter/charter-texts.ts'
import { decidedText } from '../charter/decided.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { articleOfDecision, filedTexts } from '../store/decisions.ts'
import { groundOf } from './ground.ts'
import { readDecision } from './list-decisions.ts'

/** For readers of the working text. Texts come in the charter's order of languages. Refuses with `not-found`. */
export async function readDecisionChange(
  context: Context,
  actor: Actor | null,
  id: string,
): Promise<Result<DecisionChange>> {
  if (actor === null) return refuse('not-signed-in')
  const articleId = await articleOfDecision(context.store.db, id)
  const ground = articleId === undefined ? undefined : await groundOf(context, actor, articleId)
  if (!ground) return refuse('not-found')
  const { article, charter, documents } = ground
  const decision = await readDecision(context, actor, charter, id)
  if (!decision.ok) return decision
  const filed = (await filedTexts(context.store.db, { id })).get(id)
  if (filed) return ok({ ...decision.value, texts: filed })
  const { index } = await readCharterTexts(context, charter)
  const texts: DecisionChange['texts'] = []
  const place = ({ lang }: { lang: string }): number => charter.languages.indexOf(lang)
  for (const { id: documentId, lang } of documents.toSorted((a, b) => place(a) - place(b))) {
    const seqs = decision.value.seqs[documentId]
    if (!seqs) continue
    const history = await textHistory(context, documentId)
    const where = { lang, articleId: article.id, number: article.number, index, round: article.round }
    texts.push(decidedText(history.docAt(seqs[0]), history.docAt(seqs[1]), where))
  }
  return ok({ ...decision.value, texts })
}
