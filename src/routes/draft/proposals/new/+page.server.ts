import { redirect } from '@sveltejs/kit'
import type { Actor } from '#lib/domain/actor.ts'
import { isLocked } from '#lib/domain/article.ts'
import type { ArticleView, Thread } from '#lib/domain/contract.ts'
import type { BracketView } from '#lib/domain/contract-brackets.ts'
import type { ProposalView } from '#lib/domain/contract-proposals.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { can } from '#lib/domain/permissions.ts'
import { BRACKET_OPS, type BracketAct } from '#lib/domain/proposal.ts'
import { refuse, type RefusalCode } from '#lib/domain/result.ts'
import { everyItem, mustBeSignedIn, refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { hatOf, hatsIn } from '../../../hat.server.ts'
import { actFormOf } from '../../../request-key.server.ts'
import { readWorkspace } from '../../working.server.ts'
import { leadTo } from '../acts.server.ts'
import { redlineOf } from '../redline.ts'
import type { Actions, PageServerLoad } from './$types'

/** The error page of a refusal. */
const away = (code: RefusalCode): never => valueOf<never>(refuse(code))

/** What a proposal is begun from. */
type Origin =
  | { kind: 'bracket'; articleId: string; bracket: BracketView }
  | { kind: 'comment'; articleId: string; thread: Thread }
  | { kind: 'answer'; articleId: string; answered: ProposalView }

/** As the address names it: `?article=…&bracket=…`, `?article=…&comment=…`, `?answers=…`; or the error page. */
async function originOf({ app, actor, lang }: App.Locals, url: URL): Promise<Origin> {
  const asked = (name: string): string => url.searchParams.get(name) ?? ''
  const articleId = asked('article')
  if (asked('answers') !== '') {
    const answered = valueOf(await app.proposals.read(actor, asked('answers')))
    return answered.permissions.answer
      ? { kind: 'answer', articleId: answered.articleId, answered }
      : away('not-allowed')
  }
  if (asked('comment') !== '') {
    const threads = await everyItem((page) => app.listComments(actor, articleId, page))
    const thread = threads.find(({ id }) => id === asked('comment'))
    return thread ? { kind: 'comment', articleId, thread } : away('not-found')
  }
  const { items } = valueOf(await app.brackets.listArticleBrackets(actor, articleId, lang))
  const bracket = items.find(({ id }) => id === asked('bracket'))
  if (bracket) return { kind: 'bracket', articleId, bracket }
  return away(asked('bracket') === '' ? 'not-found' : 'bracket-settled')
}

/** Why this person begins none here. */
function reasonNot(actor: Actor, { status, deletedAt }: ArticleView) {
  // whether their role would let them, were the article open
  if (!can(actor, 'article.propose', { kind: 'article', status: 'draft', assignments: [] })) return 'not-allowed'
  if (isLocked(status)) return 'article-locked'
  return deletedAt === null ? 'not-allowed' : 'already-deleted'
}

/** What somebody said to everybody is why they propose it. */
const rationaleOf = ({ isOwn, visibility, body }: Thread): string =>
  isOwn && (visibility === 'participants' || visibility === 'public') ? body : ''

/** The form that begins a proposal from a bracket, a comment or another proposal, below what it is begun from. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { app, lang: uiLang } = locals
  const origin = await originOf(locals, url)
  const { charter, articles } = await readWorkspace(locals, url, uiLang)
  const article = articles.find(({ id }) => id === origin.articleId) ?? away('not-found')
  const { permissions, status } = valueOf(await app.readArticle(actor, article.id))
  if (!permissions.propose) return away(reasonNot(actor, article))
  const [bracket, thread, answered] = [
    origin.kind === 'bracket' ? origin.bracket : null,
    origin.kind === 'comment' ? origin.thread : null,
    origin.kind === 'answer' ? origin.answered : null,
  ]
  const places = bracket ? {} : valueOf(await app.readPlaces(actor, charter.id, uiLang))
  // what becomes of a bracket is said in no language: its rationale is
  const languages = bracket ? charter.languages : article.documents.map(({ lang }) => lang)
  const wanted = [bracket ? uiLang : (thread ?? answered)?.lang, charter.originalLanguage]
  return {
    article: { label: article.label, slug: articleSlug(article.number) },
    hats: hatsIn(
      actor,
      (worn, hat) =>
        can(worn, 'article.propose', { kind: 'article', status, assignments: [] }) &&
        !(hat === 'chair' && answered?.isChairs),
    ),
    ownParty: actor.party?.name ?? null,
    bracket,
    places,
    // it is being made into one
    thread: thread && { ...thread, permissions: { ...thread.permissions, propose: false } },
    answered: answered && {
      ...answered,
      dir: directionOf(answered.rationaleLang ?? uiLang),
      texts: answered.texts
        .filter(({ kind }) => kind === 'original')
        .map(({ lang, blocks }) => ({ lang, entries: redlineOf(blocks, Object.keys(places)) })),
    },
    languages,
    lang: wanted.find((one) => one !== undefined && languages.includes(one)) ?? languages[0]!,
    inBrackets: charter.languages.map((lang) => ({ lang, dir: directionOf(lang) })),
    rationale: thread ? rationaleOf(thread) : '',
  }
}

/** `keep`, `delete`, `choose` with the option's id; null: none of them. */
function actIn(form: FormData, bracket: string): BracketAct | null {
  const [said, option] = textOf(form, 'act').split(' ')
  const op = BRACKET_OPS.find((one) => one === said)
  return op ? { op, bracket, ...(op === 'choose' && { option }) } : null
}

export const actions: Actions = {
  default: async (event) => {
    const { locals, url } = event
    const actor = mustBeSignedIn(locals.actor, url)
    const form = await actFormOf(event)
    const typed = { act: textOf(form, 'act'), lang: textOf(form, 'lang'), rationale: textOf(form, 'rationale') }
    const origin = await originOf(locals, url)
    const act = origin.kind === 'bracket' ? actIn(form, origin.bracket.id) : undefined
    if (act === null) return refusedForm({ ok: false, code: 'invalid', errors: [{ path: 'act', message: '' }] }, typed)
    const begun = await locals.app.proposals.begin(actor, origin.articleId, {
      ...{ lang: typed.lang || undefined, rationale: typed.rationale, as: hatOf(form), act },
      ...(origin.kind === 'comment' && { commentId: origin.thread.id }),
      ...(origin.kind === 'answer' && { answers: origin.answered.id }),
    })
    if (!begun.ok) return refusedForm(begun, typed)
    const { id, texts } = begun.value
    if (texts.length === 0) leadTo(url, id, 'begin')
    const charter = url.searchParams.get('charter')
    const query = charter === null ? '' : `?${new URLSearchParams({ charter }).toString()}`
    const block =
      origin.kind === 'comment'
        ? origin.thread.anchor?.blockId
        : origin.kind === 'answer'
          ? origin.answered.blocks[0]?.id
          : undefined
    redirect(303, `/draft/proposals/${id}/write${query}${block === undefined ? '' : `#${encodeURIComponent(block)}`}`)
  },
}
