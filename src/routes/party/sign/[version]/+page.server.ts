import { redirect } from '@sveltejs/kit'
import { DECISIONS, type Decision, type VersionText } from '#lib/domain/contract.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'
import { openInVersion } from '#lib/domain/version-brackets.ts'
import { refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { signableByNumber, signables } from '../../../signing.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf } from '../../../request-key.server.ts'

export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { actor, party, versions } = await signables(locals, url)
  const version = signableByNumber(versions, params.version)
  if (version.own) redirect(303, `/party/sign/${version.number}/receipt`)
  const text = valueOf(await locals.app.readVersion(actor, version.id))
  return {
    party,
    name: actor.name,
    isAlternate: actor.alternateFor?.includes('signatory') === true,
    version,
    articles: articlesIn(text, locals.lang),
    open: openInVersion(text.articles, locals.lang, text.languages[0] ?? locals.lang),
  }
}

/** The articles of a version, once each, with labels in the language of the interface. */
function articlesIn({ articles }: VersionText, lang: string) {
  const ids = [...new Set(articles.map((article) => article.id))]
  return ids.map((id) => {
    const { number, heading } =
      articles.find((one) => one.id === id && one.lang === lang) ?? articles.find((one) => one.id === id)!
    return { id, slug: articleSlug(number), label: articleLabel(number, lang), heading }
  })
}

export const actions: Actions = {
  default: async ({ locals, url, params, request }) => {
    const { versions } = await signables(locals, url)
    const version = signableByNumber(versions, params.version)
    const form = await actFormOf({ locals, url, request })
    const decision = textOf(form, 'decision')
    const articles = articlesIn(valueOf(await locals.app.readVersion(locals.actor, version.id)), locals.lang).flatMap(
      ({ id }) => {
        const kind = textOf(form, `kind.${id}`)
        const text = textOf(form, `text.${id}`)
        return kind === 'reservation' || kind === 'declaration'
          ? [{ articleId: id, kind: kind as 'reservation' | 'declaration', text }]
          : []
      },
    )
    const typed = {
      decision: DECISIONS.find((known) => known === decision) ?? null,
      statement: textOf(form, 'statement'),
      capacity: textOf(form, 'capacity'),
      place: textOf(form, 'place'),
      articles,
    }
    const signed = await locals.app.signOff(locals.actor, version.id, {
      decision: decision as Decision,
      sha256: textOf(form, 'sha256'),
      articles,
      // An empty password is none: then a recent sign-in must do, or the answer is to give it.
      ...(typed.statement && { statement: typed.statement }),
      ...(typed.capacity && { capacity: typed.capacity }),
      ...(typed.place && { place: typed.place }),
      password: String(form.get('password') ?? ''),
    })
    if (!signed.ok) return refusedForm(signed, typed)
    redirect(303, `/party/sign/${version.number}/receipt`)
  },
}
