import { redirect } from '@sveltejs/kit'
import type { Block } from '#lib/domain/article.ts'
import type { HeldWords, ProposalText, ProposalView } from '#lib/domain/contract-proposals.ts'
import type { ArticleText } from '#lib/domain/contract.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { piecesOf } from '#lib/domain/rendering.ts'
import { everyItem, mustBeSignedIn, valueOf } from '../../../answer.server.ts'
import { readWorkspace } from '../../working.server.ts'
import { choicesOf } from '../../blocks.server.ts'
import { delegationsFor } from '../../delegations.server.ts'
import { openThread, threadActions } from '../../commenting.server.ts'
import { actOn, actsOf, seenOf, typedIn } from '../acts.server.ts'
import { heldIn, redlineOf } from '../redline.ts'
import type { Actions, PageServerLoad } from './$types'

/** A proposal with what it changes, its whole story, and what this person may do with it. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { app, lang } = locals
  const view = valueOf(await app.proposals.read(actor, params.id))
  const { charter, articles } = await readWorkspace(locals, url, lang)
  const article = articles.find(({ id }) => id === view.articleId) ?? null
  const places = valueOf(await app.readPlaces(actor, view.charterId, lang))
  const languages = [...new Set(view.texts.map((text) => text.lang))]
  const read =
    article === null
      ? []
      : await Promise.all([...new Set([view.lang, ...languages])].map((one) => app.readArticle(actor, article.id, one)))
  const standing = new Map(read.flatMap((one) => (one.ok ? [[one.value.document.lang, one.value]] : [])))
  const about = new Set([...view.threads, ...(view.madeOf === null ? [] : [view.madeOf])])
  const threads =
    article === null || about.size === 0
      ? []
      : (await everyItem((page) => app.listComments(actor, article.id, page))).filter(({ id }) => about.has(id))
  const { texts, ...proposal } = view
  /** On the same words: they may become options of one bracket. */
  const besides = view.permissions.bracket
    ? await everyItem((page) =>
        app.proposals.listOfArticle(actor, view.articleId, { status: 'under_discussion', ...page }),
      )
    : []
  const own = new Set(view.blocks.map((block) => block.id))
  /** The bracket that it is about, while that is open. */
  const asked = view.act === null ? null : await bracketOf(locals, view.articleId, view.act, view.lang)
  /** In whose words paragraphs are quoted. */
  const quoted = standing.get(view.lang) ?? (read[0]?.ok ? read[0].value : undefined)
  return {
    proposal: { ...proposal, dir: view.rationaleLang === null ? undefined : directionOf(view.rationaleLang) },
    article: article && {
      ...{ label: article.label, heading: article.heading, number: article.number, slug: articleSlug(article.number) },
    },
    places,
    asked,
    acts: actsOf(actor, view),
    seen: seenOf(texts.filter(({ kind }) => kind !== 'modified')),
    rivals: besides.filter((one) => one.id !== view.id && one.blocks.some((block) => own.has(block.id))),
    ownParty: actor.party?.name ?? null,
    /** Of whom one can be asked to sponsor it, or spoken for. */
    parties: view.permissions.invite || view.permissions.write ? await delegationsFor(locals) : [],
    texts: texts
      .filter(({ kind }) => kind !== 'modified')
      .map((text) => shownText(text, standing.get(text.lang), Object.keys(places))),
    /** The pen-holder's, where words of it collide. */
    copies: texts
      .filter(({ kind, isHeld }) => kind === 'modified' && isHeld)
      .map((text) => shownText(text, standing.get(text.lang), Object.keys(places))),
    hasCopy: texts.some(({ kind }) => kind === 'modified'),
    modified: view.modified.map((text) => ({ ...text, dir: directionOf(text.lang) })),
    /** Languages of the article in which it has no words yet. */
    further: (article?.documents ?? []).map((one) => one.lang).filter((one) => !languages.includes(one)),
    languages: charter.languages,
    threads: threads.map((thread) => ({ thread, isOrigin: thread.id === view.madeOf })),
    commenting: {
      lang: quoted?.document.lang ?? view.lang,
      dir: directionOf(quoted?.document.lang ?? view.lang),
      canComment: view.isShown && (quoted?.permissions.comment ?? false),
      blocks: quoted ? choicesOf(quoted).filter(({ id }) => own.has(id)) : [],
    },
    done: url.searchParams.get('done'),
  }
}

/** Where a bracket stands, and what those of its options say that a proposal is about; null: it is settled. */
async function bracketOf(
  { app, actor, lang }: App.Locals,
  articleId: string,
  { op, bracket: id, option }: NonNullable<ProposalView['act']>,
  textLang: string,
) {
  const read = await app.brackets.listArticleBrackets(actor, articleId, lang)
  const bracket = read.ok ? read.value.items.find((one) => one.id === id) : undefined
  if (!bracket) return null
  return {
    ...{ id, label: bracket.label, lang: textLang, dir: directionOf(textLang) },
    /** The label of the option that it chooses. */
    chosen: bracket.options.find((one) => one.id === option)?.label ?? '',
    options: bracket.options
      .filter((one) => op !== 'choose' || one.id === option)
      .map((one) => ({ id: one.id, words: one.words[textLang] ?? '' }))
      .filter(({ words }) => words !== ''),
  }
}

/** A text of the proposal as the page shows it; `article`: the same language of the article as it is now. */
function shownText(text: ProposalText, article: ArticleText | undefined, order: readonly string[]) {
  const context = {
    lang: text.lang,
    index: new Map(Object.entries(article?.targets ?? {})),
    articleId: article?.id ?? '',
    number: article?.number ?? null,
  }
  const said = (blocks: readonly Block[]) =>
    blocks.map((block) => ({ id: block.attrs.id, pieces: piecesOf(block, context) }))
  return {
    lang: text.lang,
    dir: directionOf(text.lang),
    kind: text.kind,
    entries: redlineOf(text.blocks, order),
    held: heldIn(text.blocks).map(({ kind, blocks, base, main, fork }: HeldWords) => ({
      ...{ kind, blocks },
      ...{ base: said(base), main: said(main), fork: said(fork) },
    })),
  }
}

/** Back to the page, at a thread. */
function back({ url }: { url: URL }, place: string): never {
  const charter = url.searchParams.get('charter')
  const query = charter === null ? '' : `?${new URLSearchParams({ charter }).toString()}`
  redirect(303, `${url.pathname}${query}#${place}`)
}
const NOTHING_TYPED = typedIn(new FormData())

/** On the page of what is not there nothing is done. */
const thread = threadActions(NOTHING_TYPED, back, ({ locals: { app, actor }, params }) =>
  app.proposals.read(actor, params['id'] ?? ''),
)

export const actions: Actions = {
  act: (event) => actOn(event),
  comment: async (event) => {
    const { app, actor } = event.locals
    const proposal = valueOf(await app.proposals.read(actor, event.params.id))
    const article = valueOf(await app.readArticle(actor, proposal.articleId, proposal.lang))
    return openThread(event, article, { proposalId: proposal.id, nothing: NOTHING_TYPED, back })
  },
  reply: thread.reply,
  resolve: thread.resolve,
  reopen: thread.reopen,
  close: thread.close,
  retract: thread.retract,
  withhold: thread.withhold,
  release: thread.release,
}
