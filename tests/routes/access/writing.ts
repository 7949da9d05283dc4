/** Rows of the pages on which a proposal is begun and written. */
import { isLocked } from '../../../src/lib/domain/article.ts'
import { can } from '../../../src/lib/domain/permissions.ts'
import { isWritable } from '../../../src/lib/domain/proposal.ts'
import { onProposal, turns } from './proposals.ts'
import { articleFor, eachArticle, ofArticle, type Case, type Place, type Row } from './row.ts'

/** What is to become of a bracket has no text: the way leads to its own page. */
const away = onProposal(undefined, () => 303)

/** Begun from what a reviewer said. */
const fromComment = (yes: number): ((place: Place) => Case[]) =>
  eachArticle((article, { charter, make }) => ({
    ask: async () => {
      const { id } = await make.comment(article.id, 'reviewer')
      const query = new URLSearchParams({ charter: charter.slug, article: article.id, comment: id }).toString()
      return { query, ...(yes === 303 && { body: { rationale: 'So it was said.' } }) }
    },
    expected: (who) => {
      const asked = ofArticle(article, 'article.propose', yes)(who)
      const open = { ...articleFor(who, article), status: 'draft' } as const
      return asked === 403 && isLocked(article.status) && can(who.actor, 'article.propose', open) ? 409 : asked
    },
  }))

export const WRITING: Row[] = [
  {
    at: 'form /draft/[article]?/propose',
    changes: true,
    cases: eachArticle((article, { charter }) => ({
      ask: { params: { article: article.slug }, query: `charter=${charter.slug}`, body: { block: 'x' } },
      expected: (who) => {
        const asked = ofArticle(article, 'article.propose', 303)(who)
        if (asked === 404 && !can(who.actor, 'article.read', articleFor(who, article))) return 403
        const open = { ...articleFor(who, article), status: 'draft' } as const
        return asked === 403 && isLocked(article.status) && can(who.actor, 'article.propose', open) ? 409 : asked
      },
    })),
  },
  { at: 'page /draft/proposals/new', cases: fromComment(200) },
  { at: 'form /draft/proposals/new?/default', changes: true, cases: fromComment(303) },
  { at: 'page /draft/proposals/[id]/write', cases: away },
  {
    at: 'form /draft/proposals/[id]/write?/rationale',
    cases: onProposal({ rationale: 'Because.' }, (actor, subject) =>
      can(actor, 'proposal.write', subject) ? 303 : 403,
    ),
  },
  {
    at: 'form /draft/proposals/[id]/write?/language',
    cases: onProposal({ lang: 'ar' }, (actor, subject) => {
      if (can(actor, 'proposal.write', subject)) return 422
      return can(actor, 'proposal.write', { ...subject, status: 'draft' }) && subject.status !== 'draft' ? 409 : 403
    }),
  },
  {
    at: 'form /draft/proposals/[id]/write?/settle',
    cases: onProposal({ lang: 'en', block: 'x', take: 'both' }, (actor, subject) =>
      can(actor, isWritable(subject.status) ? 'proposal.write' : 'proposal.modify', subject) ? 422 : 403,
    ),
  },
  {
    at: 'form /draft/proposals/[id]/write?/ask',
    cases: onProposal({}, (actor, subject) => (can(actor, 'proposal.write', subject) ? 409 : 403)),
  },
  {
    at: 'form /draft/proposals/[id]/write?/submit',
    cases: onProposal({}, (actor, subject) => {
      const status = turns('proposal.submit', 'submit')(actor, subject)
      return status === 200 ? 303 : status
    }),
  },
  // and no copy
  { at: 'page /draft/proposals/[id]/modify', cases: away },
  {
    at: 'form /draft/proposals/[id]/modify?/begin',
    cases: onProposal({}, (actor, subject) => (can(actor, 'proposal.modify', subject) ? 409 : 403)),
  },
]
