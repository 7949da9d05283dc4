/** What the pages share on which a proposal is written: one of its texts with what it is to change, and where it stands. */
import { error, redirect } from '@sveltejs/kit'
import type { Block } from '#lib/domain/article.ts'
import type { ProposalText } from '#lib/domain/contract-proposals.ts'
import { sectionsOf } from '#lib/domain/html.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { hatsToTurn } from '#lib/domain/proposal-hats.ts'
import { indexBlocks } from '#lib/domain/reference.ts'
import { anchorText, type RenderContext } from '#lib/domain/rendering.ts'
import { mustBeSignedIn, valueOf } from '../../answer.server.ts'
import { readWorkspace } from '../working.server.ts'

/** Words that collide, as the three texts have them. */
export interface HeldThree {
  /** A block that collides, by which it is settled. */
  block: string
  /** All blocks that it concerns. */
  blocks: string[]
  label: string | null
  /** Null: not there. */
  base: string | null
  main: string | null
  fork: string | null
}

/** Who may not read the living text is sent to the proposal's page. */
export async function readWriting(locals: App.Locals, url: URL, id: string, isModified: boolean) {
  const { app } = locals
  const actor = mustBeSignedIn(locals.actor, url)
  const view = valueOf(await app.proposals.read(actor, id))
  const away = (): never => redirect(303, `/draft/proposals/${encodeURIComponent(id)}`)
  const wanted = url.searchParams.get('lang')
  const texts = view.texts.filter(({ kind }) => (kind === 'modified') === isModified)
  const lang = (texts.find((text) => text.lang === wanted) ?? texts.find((text) => text.lang === view.lang) ?? texts[0])
    ?.lang
  if (lang === undefined) return away()
  const read = await app.proposals.readText(actor, id, lang, isModified)
  if (!read.ok && read.code === 'not-found') return away()
  const { base, text, targets, ...wording } = valueOf(read)
  const { charter, articles } = await readWorkspace(locals, url, lang)
  const entry = articles.find((one) => one.id === view.articleId)
  if (charter.id !== view.charterId) error(404, { message: 'no such proposal', code: 'not-found' })
  if (!entry) return away()
  const { round } = valueOf(await app.readArticle(actor, entry.id, lang))
  const index = new Map([
    ...indexBlocks([{ id: entry.id, number: entry.number, doc: text, round }]),
    ...Object.entries(targets),
  ])
  const context = { lang, index, articleId: entry.id, number: entry.number, round }
  const { rationale, code, status, rev, approval, sponsors, isChairs, permissions } = view
  return {
    proposal: { id, code, status, rev, rationale, approval, sponsors, isChairs, permissions },
    ownParty: actor.party?.name ?? null,
    person: { id: actor.id, name: actor.name, email: actor.email },
    charter: { id: charter.id, title: charter.titles[lang] ?? charter.title, original: charter.originalLanguage },
    article: { id: entry.id, number: entry.number, label: entry.label, slug: articleSlug(entry.number), round },
    articles: articles.map((one) => ({
      ...{ id: one.id, number: one.number, slug: articleSlug(one.number) },
      ...{ label: one.label, heading: one.heading },
    })),
    lang,
    dir: directionOf(lang),
    wording,
    base,
    targets,
    section: sectionsOf(text, context),
    languages: texts.map((one) => ({ lang: one.lang, isComplete: true })),
    /** In which the article has a text, and this proposal has none. */
    further: entry.documents.map((one) => one.lang).filter((tag) => !view.texts.some((one) => one.lang === tag)),
    held: heldIn(
      texts.find((one) => one.lang === lang),
      context,
    ),
    hats: {
      edit: hatsToTurn(actor, 'edit', view),
      submit: hatsToTurn(actor, 'submit', view),
      ask_approval: hatsToTurn(actor, 'ask_approval', view),
    },
  }
}

const isBlocks = (value: unknown): value is Block[] => Array.isArray(value)

function heldIn(text: ProposalText | undefined, context: RenderContext): HeldThree[] {
  const seen = new Set<string>()
  return (text?.blocks ?? []).flatMap(({ id, label, held }): HeldThree[] => {
    if (held === null || !Array.isArray(held['blocks'])) return []
    const blocks = held['blocks'] as string[]
    const key = blocks.join(' ')
    if (seen.has(key)) return []
    seen.add(key)
    const words = (side: 'base' | 'main' | 'fork'): string | null => {
      const those = held[side]
      if (!isBlocks(those) || those.length === 0) return null
      return those.map((block) => anchorText(block, context)).join('\n')
    }
    return [{ block: id, blocks, label, base: words('base'), main: words('main'), fork: words('fork') }]
  })
}
