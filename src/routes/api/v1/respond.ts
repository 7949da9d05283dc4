/** Answers of the API: JSON, or a problem (RFC 9457) for every refusal. Titles are English; pages translate `code`. */
import { LATER_SECONDS, REFUSALS, type RefusalCode, type Refused } from '../../../lib/domain/result.ts'

const TITLES: Record<RefusalCode, string> = {
  'not-signed-in': 'Sign in first',
  'wrong-credentials': 'Address or password is wrong',
  'not-found': 'There is nothing here that you may see',
  'not-allowed': 'This is not yours to do',
  'confirm-password': 'Confirm with your password',
  'not-verified': 'Your credentials have yet to be confirmed',
  'other-origin': 'The request comes from another site',
  'other-person': 'This is another person’s account',
  'article-locked': 'The article is agreed and locked',
  'already-signed': 'Your party has signed this version already',
  'text-changed': 'This is not the text that was read',
  'not-published': 'The version is not published',
  'already-published': 'The version is published already',
  'version-withdrawn': 'The version was withdrawn',
  'label-taken': 'Another version has this label',
  'slug-taken': 'Another charter has this address',
  'already-withdrawn': 'This was withdrawn already',
  'already-resolved': 'The thread is resolved already',
  'not-resolved': 'The thread is not resolved',
  'already-undone': 'This was taken back already',
  'nothing-left': 'Nothing of it is left to take back',
  'not-assigned': 'The person is not assigned so',
  'already-assigned': 'The person is assigned so already',
  'already-member': 'The person belongs to a delegation already',
  'already-so': 'It is so already',
  'already-done': 'This was done when it was sent before',
  'head-taken': 'The delegation has a head already',
  'address-taken': 'There is an account with this address',
  'code-taken': 'Another delegation has this code',
  'link-used': 'The link was used already',
  'link-expired': 'The link has expired',
  'link-revoked': 'The link was revoked',
  'transition-not-allowed': 'It cannot go there from where it is',
  'open-brackets': 'Brackets are open',
  'language-unchecked': 'A language has yet to be looked at',
  'not-confirmed': 'Not all who were asked have confirmed',
  'paragraph-agreed': 'A paragraph is agreed and locked',
  'changes-substance': 'This is more than words and signs',
  'too-late': 'The time for this is over',
  'bracket-stands': 'A bracket ends by a decision alone',
  'bracket-settled': 'The bracket is not in the text any more',
  'structure-differs': 'The languages of the article would no longer be alike',
  'hidden-direction': 'Hidden signs turn the direction of words',
  'numbers-stand': 'Numbers stand: a version is cut or published',
  'preamble-exists': 'The charter has a preamble already',
  'language-taken': 'The charter is in this language already',
  'already-deleted': 'The article is marked deleted already',
  'proposal-closed': 'The proposal was submitted, and its words stand still',
  'nothing-proposed': 'It changes nothing',
  'held-words': 'Words of it collide with the article',
  'moves-paragraphs': 'It moves paragraphs, which no bracket can hold',
  'reshapes-paragraphs': 'It makes paragraphs into something else, which no bracket can hold',
  'splits-or-joins': 'It splits or joins paragraphs: in brackets their words would stand twice',
  'paragraph-gone': 'It changes a paragraph that the article no longer has',
  'needs-approval': 'The head of the delegation has yet to approve',
  'not-deleted': 'The article is not marked deleted',
  busy: 'Something else happened at the same moment; try again',
  'too-large': 'The request is too large',
  invalid: 'The request is not valid',
  'too-many-attempts': 'Too many failed attempts',
  'too-many-requests': 'Too many requests',
  unexpected: 'Something went wrong here',
  away: 'The database cannot be reached at the moment',
}

const PROBLEM = 'application/problem+json'

/** A database that cannot be reached: nobody can be told more than when to ask again. */
export const AWAY = { code: 'away', retryAfter: LATER_SECONDS } as const

/** A refusal as a response. `status` only where HTTP knows better than the code (405). */
export function problem(refused: Omit<Refused, 'ok'>, status: number = REFUSALS[refused.code]): Response {
  const { code, detail, errors, retryAfter, subject } = refused
  const headers = new Headers({ 'content-type': PROBLEM, 'cache-control': 'no-store' })
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  // the rest of the body is not read: nothing more can be asked over this connection
  if (status === 413) headers.set('connection', 'close')
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  const title = TITLES[code]
  const body = { type: `urn:concord:problem:${code}`, title, status, detail: detail ?? `${title}.`, code }
  const more = { ...(errors && { errors }), ...(subject && { subject }) }
  return new Response(JSON.stringify({ ...body, ...more }), { status, headers })
}

const isProblem = (response: Response): boolean => response.headers.get('content-type') === PROBLEM

/**
 * Whatever the framework itself answered to a call of the API, as a problem: unknown paths and methods, limits, faults. `reference`: of a
 * fault of ours, the same in the log.
 */
export function asProblem(response: Response, reference?: string): Response {
  if (response.status < 400 || isProblem(response)) return response
  const code: RefusalCode =
    response.status === 413
      ? 'too-large'
      : response.status === 403
        ? 'other-origin'
        : response.status === 404 || response.status === 405
          ? 'not-found'
          : response.status < 500
            ? 'invalid'
            : 'unexpected'
  const made = problem(
    reference === undefined ? { code } : { code, detail: `${TITLES[code]}; it is in the log under ${reference}.` },
    response.status === 405 ? 405 : undefined,
  )
  const allow = response.headers.get('allow')
  if (allow !== null) made.headers.set('allow', allow)
  return made
}
