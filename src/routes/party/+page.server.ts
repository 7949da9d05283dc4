import type { Actor } from '#lib/domain/actor.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { can } from '#lib/domain/permissions.ts'
import { withCharter } from '#lib/ui/charter-links.ts'
import { everyItem, mustBeSignedIn, textOf, valueOf } from '../answer.server.ts'
import { toldFormOf } from '../request-key.server.ts'
import {
  answered,
  delegationPage,
  dismissAlternate,
  giveRoles,
  inviteInto,
  nameAlternate,
  remove,
  revoke,
} from '../people.server.ts'
import { ownCode } from './own.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const code = ownCode(actor)
  const { needHead } = valueOf(await locals.app.proposals.readNeedsHead(actor, code))
  return {
    owed: await owedBy(locals, actor, code),
    ...(await delegationPage(locals, actor, code)),
    origin: url.origin,
    proposals: { needHead, may: can(actor, 'party.proposals', { kind: 'party', id: actor.partyId ?? '' }) },
  }
}

/** What was agreed subject to the delegation's confirmation, and where it is confirmed. */
async function owedBy({ app, lang }: App.Locals, actor: Actor, code: string) {
  const owed = valueOf(await app.agreement.readOwed(actor, code))
  const shown = await app.readCharter(actor, null)
  const found = []
  for (const charterId of new Set(owed.map((one) => one.charterId))) {
    const charter = valueOf(await app.readCharter(actor, charterId))
    const isShown = shown.ok && shown.value.id === charterId
    for (const article of await everyItem((page) => app.listArticles(actor, charterId, lang, page))) {
      const one = owed.find(({ articleId }) => articleId === article.id)
      const address = `/draft/${articleSlug(article.number)}/agreement#parts`
      if (one)
        found.push({
          ...{
            id: article.id,
            kind: article.kind,
            number: article.number,
            label: article.label,
            heading: article.heading,
          },
          ...{ n: one.n, by: one.by, charter: isShown ? null : charter.title },
          href: isShown ? address : withCharter(address, charter.slug),
        })
    }
  }
  return found
}

export const actions: Actions = {
  invite: (event) => inviteInto(event, ownCode(mustBeSignedIn(event.locals.actor, event.url))),
  revoke: (event) => revoke(event),
  roles: (event) => giveRoles(event),
  remove: (event) => remove(event),
  alternate: (event) => nameAlternate(event, ownCode(mustBeSignedIn(event.locals.actor, event.url))),
  dismiss: (event) => dismissAlternate(event),
  proposals: async ({ locals, url, request }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const needHead = textOf(await toldFormOf({ locals, url, request }), 'head') === 'yes'
    return answered('proposals', await locals.app.proposals.setNeedsHead(actor, ownCode(actor), { needHead }))
  },
}
