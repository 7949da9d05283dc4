/** In which capacity a form's act is done (rules HW*): what `HatChoice` asks for, and what was answered. */
import type { Actor } from '#lib/domain/actor.ts'
import { hatsTo } from '#lib/domain/article-hats.ts'
import { HATS, hatsFor, type Hat } from '#lib/domain/hat.ts'
import type { Assignment } from '#lib/domain/permissions.ts'
import { textOf, valueOf } from './answer.server.ts'

/** What the page of an act needs to ask: `may`: whether an actor in one capacity may do it; `holdsPen`: of the article. */
export const hatsIn = (actor: Actor, may: (worn: Actor, hat: Hat) => boolean, holdsPen = false): Hat[] =>
  hatsFor(actor, may, holdsPen).map(({ hat }) => hat)

/** The capacity that was chosen; undefined: none was asked for. */
export const hatOf = (form: FormData): Hat | undefined => HATS.find((hat) => hat === textOf(form, 'as'))

/** What this person is to an article, in a language; without one, in any. */
export async function assignedTo({ app }: App.Locals, actor: Actor, charterId: string) {
  const assigned = valueOf(await app.listCharterAssignments(actor, charterId)).items.filter(
    ({ person, party }) => person?.id === actor.id || (party !== null && party.code === actor.party?.code),
  )
  return (articleId: string, lang?: string): Assignment[] =>
    assigned
      .filter((one) => one.articleId === articleId && (lang === undefined || one.lang === '*' || one.lang === lang))
      .map(({ kind }) => kind)
}

/** In which capacities this person may write words of these articles in a language: what a form asks that changes them. */
export async function hatsToEdit(
  locals: App.Locals,
  charterId: string,
  articleIds: readonly string[],
  lang: string,
): Promise<Hat[]> {
  const { actor } = locals
  if (actor === null) return []
  const assigned = await assignedTo(locals, actor, charterId)
  const possible = articleIds.flatMap((id) =>
    hatsTo(actor, 'article.edit', {
      ...{ kind: 'article', status: 'under_discussion', assignments: assigned(id, lang) },
    }),
  )
  const hats = HATS.filter((hat) => possible.includes(hat))
  // in each article with the pen or for the party, as they may there: that is nothing to ask
  return hats.every((hat) => hat === 'party' || hat === 'pen_holder') ? hats.slice(0, 1) : hats
}
