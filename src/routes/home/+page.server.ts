import { isLocked } from '#lib/domain/article.ts'
import { can } from '#lib/domain/permissions.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { KEPT_COOKIE, keptPersons } from '#lib/ui/cookies.ts'
import { everyItem, mustBeSignedIn } from '../answer.server.ts'
import type { PageServerLoad } from './$types'

/** What waits for this person, by what they may do: sign, write, review, publish, agree, audit. */
export const load: PageServerLoad = async ({ locals, url, cookies }) => {
  const { app, lang } = locals
  const actor = mustBeSignedIn(locals.actor, url)
  const has = (...roles: string[]): boolean => actor.roles.some((role) => roles.includes(role))
  const readAudit = can(actor, 'audit.read', { kind: 'service' })
  const isKept = keptPersons(`${KEPT_COOKIE}=${cookies.get(KEPT_COOKIE) ?? ''}`).includes(actor.id)
  const read = await app.readCharter(actor, null)
  if (!read.ok) return { isKept, sign: null, articles: [], isWriter: false, publish: null, discuss: [], readAudit }
  const charter = read.value

  const mayRead = can(actor, 'article.read', { kind: 'article', status: 'draft', assignments: [] })
  const articles = mayRead ? await everyItem((page) => app.listArticles(actor, charter.id, lang, page)) : []
  const cards = articles.map(({ id, number, label, heading, status, permissions }) => ({
    id,
    slug: articleSlug(number),
    label,
    heading,
    status,
    canEdit: permissions.edit,
  }))
  const isWriter = has('drafter') && cards.some((card) => card.canEdit)
  const versions = await everyItem((page) => app.listVersions(actor, charter.id, page))
  const latest = versions.filter((version) => version.publishedAt !== null && version.withdrawnAt === null).at(-1)
  const isSignatory = can(actor, 'version.sign', { kind: 'version', isPublished: true })
  const signoffs = isSignatory && latest ? await everyItem((page) => app.listSignoffs(actor, latest.id, page)) : []
  const own = signoffs.find((signoff) => signoff.party.code === actor.party?.code && signoff.withdrawnAt === null)
  return {
    isKept,
    sign: isSignatory && latest ? { number: latest.number, label: latest.label, isDone: own !== undefined } : null,
    articles: isWriter
      ? cards.filter((card) => card.canEdit)
      : has('reviewer', 'language_reviewer', 'head', 'observer')
        ? cards.filter((card) => !isLocked(card.status))
        : [],
    isWriter,
    publish: charter.permissions.cutVersion ? { last: versions.at(-1)?.number ?? null } : null,
    discuss: has('chair') ? cards.filter((card) => card.status !== 'agreed') : [],
    readAudit,
  }
}
