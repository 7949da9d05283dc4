import { fail, redirect } from '@sveltejs/kit'
import { isLocked } from '#lib/domain/article.ts'
import { proposalsBeside } from '#lib/domain/beside.ts'
import { bracketsInOrder, openBrackets } from '#lib/domain/brackets.ts'
import type { ArticleText, Thread } from '#lib/domain/contract.ts'
import { sectionsOf } from '#lib/domain/html.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { can } from '#lib/domain/permissions.ts'
import { withoutDeleted } from '#lib/domain/provision.ts'
import { everyItem, refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { hatOf, hatsIn } from '../../hat.server.ts'
import { shownTo, statusIn, typedOf } from '../agreeing.server.ts'
import { assign, assignable, inShort, inWords, listed, unassign } from '../assigning.server.ts'
import { choicesOf, contextOf, namesIn } from '../blocks.server.ts'
import { missing, NOTHING_SAID, openThread, threadActions } from '../commenting.server.ts'
import { readWorkingArticle } from '../working.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'
import { actFormOf } from '../../request-key.server.ts'

export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app, actor } = locals
  const { charter, articles, entry, wanted, lang } = await readWorkingArticle(locals, url, params.article)
  const article = valueOf(await app.readArticle(actor, entry.id, lang))
  const besideLang = entry.documents.find(
    (one) => one.lang === url.searchParams.get('beside') && one.lang !== lang,
  )?.lang
  const beside = besideLang === undefined ? null : valueOf(await app.readArticle(actor, entry.id, besideLang))
  const translated = lang === charter.originalLanguage ? besideLang : lang
  const marks = new Map(
    valueOf(await app.readOutline(actor, charter.id, lang)).map(({ articleId, ...mark }) => [articleId, mark]),
  )
  const [assigned, whom, agreed] = await Promise.all([
    app.listAssignments(actor, entry.id),
    assignable(locals),
    app.agreement.readProvisions(actor, entry.id, lang),
  ])
  const provisions = valueOf(agreed)
  const all = valueOf(assigned).items
  const context = contextOf(article)
  const shownOpen = openBrackets([withoutDeleted(article.json, new Set(article.deletedBlocks))]).size
  const blocks = article.json.content
  const nameOf = namesIn(article, locals.lang)
  const [said] = valueOf(await app.listCharterComments(actor, charter.id, lang, entry.id)).items
  const threads = said?.threads ?? []
  const order = new Map(blocks.map((block, i) => [block.attrs.id, i]))
  const at = (thread: Thread): number => order.get(thread.anchor?.blockId ?? '') ?? -1
  const open = await everyItem((page) => app.proposals.listOfArticle(actor, entry.id, { status: 'open', ...page }))
  const outline = articles.map(({ id, number, label, heading, status, openBrackets, documents }) => ({
    id,
    // of the heading, which stands in the original where there is no other
    lang: documents.find((one) => one.lang === wanted)?.lang ?? charter.originalLanguage,
    slug: articleSlug(number),
    label,
    heading,
    status,
    openBrackets,
    openProposals: marks.get(id)?.openProposals ?? 0,
    isUnread: id !== entry.id && (marks.get(id)?.isUnread ?? false),
    behind: marks.get(id)?.behind ?? {},
  }))
  const position = articles.indexOf(entry)
  const once = entry.number === null ? null : await app.findOnceNumbered(actor, charter.id, entry.number)
  const other = once?.ok && once.value.isLast ? outline.find(({ id }) => id === once.value.articleId) : undefined
  const recovered = valueOf(await app.listRecovered(actor, entry.id)).items
  const { id, charterId, number, label, heading, status, sources, permissions, document, targets, round } = article
  return {
    /** NC3: until a version renumbered, this number was another's. */
    onceOf: other && once?.ok && other.id !== entry.id ? { ...other, version: once.value.version } : null,
    deleted: article.deletedAt === null ? null : { reason: article.deletedReason ?? '' },
    original: charter.originalLanguage,
    charterTitle: charter.titles[lang] ?? charter.title,
    beside: beside && {
      lang: beside.document.lang,
      documentId: beside.document.id,
      section: sectionsOf(beside.json, contextOf(beside)),
      targets: beside.targets,
    },
    translation:
      translated === undefined || translated === charter.originalLanguage
        ? null
        : valueOf(await app.readTranslation(actor, entry.id, translated)),
    article: {
      ...{ id, charterId, slug: params.article, number, label, heading, status, sources, permissions, document },
      round,
    },
    recovered: recovered.filter((one) => one.documentId === article.document.id),
    person: actor && { id: actor.id, name: actor.name, email: actor.email },
    isLocked: isLocked(status) || article.deletedAt !== null,
    dir: directionOf(lang),
    languages: entry.documents.map((one) => ({ lang: one.lang, isComplete: true })),
    isMissing: wanted !== null && wanted !== lang && charter.languages.includes(wanted) ? wanted : null,
    section: sectionsOf(article.json, context),
    targets,
    blocks: choicesOf(article).map((block) => ({ ...block, name: nameOf(block.id) })),
    proposals: proposalsBeside(
      open,
      blocks.map(({ attrs }) => attrs.id),
      new Map(bracketsInOrder(article.json).map((one) => [one.id, one.blockId])),
    ),
    /** In which capacities this person may begin one; null: they may not. */
    proposing:
      actor !== null && permissions.propose
        ? hatsIn(actor, (worn) =>
            can(worn, 'article.propose', { kind: 'article', status, assignments: [], isDeleted: false }),
          )
        : null,
    threads: threads.sort((a, b) => at(a) - at(b)),
    past: said?.past ?? [],
    assigned: inWords(all, actor, locals.lang),
    assigning: whom && {
      ...{ whom, languages: charter.languages, isOpen: url.searchParams.has('assigned') },
      ...{ assigned: listed(all, locals.lang), short: inShort(all, actor) },
    },
    outline,
    /** BD8: open in other languages alone; the text on the screen counts its own. */
    openElsewhere: Math.max(0, article.openBrackets - shownOpen),
    provisions,
    seen: shownTo(provisions.permissions.set, article, null),
    previous: outline[position - 1] ?? null,
    next: outline[position + 1] ?? null,
  }
}

/** The article of a form's page, in the language of that page. */
async function articleOf({ locals, url, params }: RequestEvent): Promise<ArticleText> {
  const { entry, lang } = await readWorkingArticle(locals, url, params.article)
  return valueOf(await locals.app.readArticle(locals.actor, entry.id, lang))
}

/** Back to the page, at the place the form was about. */
function back({ url }: { url: URL }, place: string, more: Record<string, string> = {}): never {
  const lang = url.searchParams.get('lang')
  const query = new URLSearchParams({ ...(lang !== null && { lang }), ...more }).toString()
  redirect(303, `${url.pathname}${query && `?${query}`}#${place}`)
}

const NOTHING_TYPED = { ...typedOf(new FormData()), ...NOTHING_SAID }

/** The one way to assign, told as this page tells of its forms. */
const onPage = (run: typeof assign | typeof unassign) => async (event: RequestEvent) => {
  const did = await run(event)
  if ('done' in did) return back(event, 'assigned', { assigned: '' })
  return fail(did.status, { ...did.data, typed: { ...NOTHING_TYPED, about: 'assigned' } })
}

const thread = threadActions(NOTHING_TYPED, back)

export const actions: Actions = {
  assign: onPage(assign),
  unassign: onPage(unassign),
  propose: async (event) => {
    const { app, actor } = event.locals
    const article = await articleOf(event)
    const form = await actFormOf(event)
    const lang = textOf(form, 'in') || article.document.lang
    const begun = await app.proposals.begin(actor, article.id, { lang, as: hatOf(form) })
    if (!begun.ok) return refusedForm(begun, { ...NOTHING_TYPED, about: 'propose' })
    const block = textOf(form, 'block')
    redirect(303, `/draft/proposals/${begun.value.id}/write${block === '' ? '' : `#${encodeURIComponent(block)}`}`)
  },
  comment: async (event) => openThread(event, await articleOf(event), { nothing: NOTHING_TYPED, back }),
  reply: thread.reply,
  resolve: thread.resolve,
  reopen: thread.reopen,
  close: thread.close,
  retract: thread.retract,
  withhold: thread.withhold,
  release: thread.release,
  status: async (event) => {
    const { app, actor } = event.locals
    const article = await articleOf(event)
    const form = await actFormOf(event)
    const typed = { ...NOTHING_TYPED, ...typedOf(form), about: 'status' }
    const input = statusIn(form)
    if (input === null) return missing('status', typed)
    const set = await app.setArticleStatus(actor, article.id, input)
    return set.ok ? back(event, 'status') : refusedForm(set, typed)
  },
}
