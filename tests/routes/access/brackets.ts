/** Rows of brackets, decisions and languages to look at. */
import { isLocked } from '../../../src/lib/domain/article.ts'
import { can } from '../../../src/lib/domain/permissions.ts'
import type { BracketActions, BracketSubject } from '../../../src/lib/domain/permissions-brackets.ts'
import type { ArticleHere } from '../../support/access-cast.ts'
import {
  ANY_ARTICLE,
  articleFor,
  bothCharters,
  charterSubject,
  eachArticle,
  ofArticle,
  ofWorkingText,
  signedIn,
  type Asking,
  type Case,
  type Place,
  type Row,
  type Who,
} from './row.ts'

type OnBracket = {
  [A in keyof BracketActions]: BracketActions[A] extends BracketSubject ? A : never
}[keyof BracketActions]

/** Of those who may read it; where it is agreed, there is nothing to do to anybody's brackets. */
const acts =
  (article: ArticleHere, action: OnBracket | 'bracket.put', yes: number) =>
  (who: Who): number => {
    if (who.actor === null) return 401
    const about = articleFor(who, article)
    if (!can(who.actor, 'article.read', about)) return 404
    const isAllowed =
      action === 'bracket.put' ? can(who.actor, action, about) : can(who.actor, action, { ...about, kind: 'bracket' })
    if (isAllowed) return yes
    return isLocked(article.status) ? 409 : 403
  }

/** An act on alternatives around the first paragraph, made anew for each asker; of what is agreed, on none. */
const onBracket = (
  action: OnBracket | 'bracket.put',
  yes: number,
  body: ((made: { id: string; option: string }) => Record<string, unknown>) | null,
): ((place: Place) => Case[]) =>
  eachArticle((article, { make }) => ({
    ask: async () => {
      const made = isLocked(article.status)
        ? { id: 'none', option: 'none.1' }
        : await make.bracket(article.id, article.blocks[0]!)
      const params = { id: article.id, bracket: made.id, option: made.option }
      return { params, ...(body && { body: body(made) }) }
    },
    expected: acts(article, action, yes),
  }))

/** The same acts by the forms of the page. */
const onForm = (
  action: OnBracket | 'bracket.put',
  yes: number,
  act: (made: { id: string; option: string }) => string = () => '',
  more: Record<string, string> = {},
): ((place: Place) => Case[]) =>
  eachArticle((article, { make }) => ({
    ask: async () => {
      const made = isLocked(article.status)
        ? { id: 'none', option: 'none.1', seen: '' }
        : await make.bracket(article.id, article.blocks[0]!)
      return {
        body: { article: article.id, bracket: made.id, option: made.option, act: act(made), seen: made.seen, ...more },
      }
    },
    expected: acts(article, action, yes),
  }))

/** That a language reads right. */
const onFlag = (yes: number, ask: (flag: { id: string }) => Asking): ((place: Place) => Case[]) =>
  eachArticle((article, { make }) => ({
    ask: async () => ask(await make.flag(article.documents['ar']!, article.blocks[0]!)),
    expected: (who) => {
      if (who.actor === null) return 401
      if (!can(who.actor, 'article.read', ANY_ARTICLE)) return 404
      return can(who.actor, 'language.clear', articleFor(who, article, 'ar')) ? yes : 403
    },
  }))

const ofCharterTexts = bothCharters((charter) => ({
  ask: { params: { id: charter.id } },
  expected: ofWorkingText(charter),
}))

/** Of whoever reads the article that it is about; where that is agreed there is none. */
const onDecision = (expected: (article: ArticleHere, action: 'article.read') => (who: Who) => number) =>
  eachArticle((article, { make }) => ({
    ask: async () => {
      // as ids are: the page of what is missing looks for words in the address
      if (isLocked(article.status)) return { params: { id: 'no0000such0000decision' } }
      const made = await make.bracket(article.id, article.blocks[0]!)
      return { params: { id: await make.decision(article.id, made) } }
    },
    expected: (who) => {
      const answer = expected(article, 'article.read')(who)
      return isLocked(article.status) && answer === 200 ? 404 : answer
    },
  }))

export const BRACKETS: Row[] = [
  {
    at: 'form /secretariat/settings?/attribution',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { query: `charter=${charter.slug}`, body: { attribution: 'none' } },
      expected: (who) => {
        if (who.actor === null) return 401
        const about = { kind: 'charter', hasPublishedVersion: charter.isPublished } as const
        if (!can(who.actor, 'charter.see', about)) return 404
        // nobody asked: there is nothing to confirm
        if (can(who.actor, 'attribution.confirm', about)) return 422
        return can(who.actor, 'attribution.set', about) ? 200 : 403
      },
    })),
  },
  {
    at: 'GET /api/v1/articles/[id]/brackets',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'GET /api/v1/articles/[id]/decisions',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  { at: 'GET /api/v1/charters/[id]/brackets', cases: ofCharterTexts },
  { at: 'GET /api/v1/charters/[id]/decisions', cases: ofCharterTexts },
  { at: 'GET /api/v1/charters/[id]/attribution', cases: ofCharterTexts },
  { at: 'GET /api/v1/decisions/[id]', changes: true, cases: onDecision(ofArticle) },
  {
    at: 'page /draft/decisions/[id]',
    changes: true,
    cases: onDecision((article) => signedIn(ofArticle(article, 'article.read'))),
  },
  {
    at: 'POST /api/v1/articles/[id]/brackets',
    changes: true,
    // a paragraph that is not there: whoever may put brackets is told so
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id }, body: { blockId: 'nowhere', kind: 'optional' } },
      expected: acts(article, 'bracket.put', 422),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/brackets/[bracket]/options',
    changes: true,
    cases: onBracket('bracket.put', 201, () => ({ words: { en: 'And these.' } })),
  },
  {
    at: 'PATCH /api/v1/articles/[id]/brackets/[bracket]',
    changes: true,
    cases: onBracket('bracket.setPlaceholder', 200, () => ({ note: 'To be seen.' })),
  },
  {
    at: 'POST /api/v1/articles/[id]/brackets/[bracket]/options/[option]/join',
    changes: true,
    cases: onBracket('bracket.join', 200, null),
  },
  {
    at: 'POST /api/v1/articles/[id]/brackets/[bracket]/options/[option]/leave',
    changes: true,
    // nobody stands behind it yet
    cases: onBracket('bracket.join', 409, null),
  },
  {
    at: 'POST /api/v1/articles/[id]/brackets/[bracket]/reserve',
    changes: true,
    cases: onBracket('bracket.join', 200, null),
  },
  {
    at: 'POST /api/v1/articles/[id]/brackets/[bracket]/release',
    changes: true,
    cases: onBracket('bracket.join', 409, null),
  },
  {
    at: 'POST /api/v1/articles/[id]/brackets/[bracket]/settle',
    changes: true,
    cases: onBracket('bracket.settle', 200, ({ option }) => ({ act: 'choose', option })),
  },
  { at: 'POST /api/v1/language-flags/[id]/clear', changes: true, cases: onFlag(204, (params) => ({ params })) },
  {
    at: 'form /draft/brackets?/settle',
    changes: true,
    cases: onForm('bracket.settle', 303, ({ option }) => `choose ${option}`),
  },
  {
    at: 'form /draft/brackets?/add',
    changes: true,
    cases: onForm('bracket.put', 303, () => '', { 'words-en': 'Or these.' }),
  },
  // what is no placeholder has no owner
  {
    at: 'form /draft/brackets?/placeholder',
    changes: true,
    cases: onForm('bracket.setPlaceholder', 422, () => '', { owner: 'D01' }),
  },
  {
    at: 'form /draft/brackets?/put',
    changes: true,
    cases: onForm('bracket.put', 422, () => '', { block: 'nowhere', kind: 'optional' }),
  },
  { at: 'form /draft/brackets?/join', changes: true, cases: onForm('bracket.join', 303) },
  // nobody stands behind it yet
  { at: 'form /draft/brackets?/leave', changes: true, cases: onForm('bracket.join', 409) },
  { at: 'form /draft/brackets?/reserve', changes: true, cases: onForm('bracket.join', 303) },
  { at: 'form /draft/brackets?/release', changes: true, cases: onForm('bracket.join', 409) },
  {
    at: 'form /draft/brackets?/clear',
    changes: true,
    cases: onFlag(303, ({ id }) => ({ body: { flag: id } })),
  },
  {
    at: 'PUT /api/v1/charters/[id]/attribution',
    changes: true,
    cases: bothCharters((charter, { make }) => ({
      ask: { params: { id: charter.id }, body: { attribution: 'none' } },
      expected: (who) => {
        if (who.actor === null) return 401
        if (!can(who.actor, 'charter.see', charterSubject(charter))) return 404
        if (can(who.actor, 'attribution.set', charterSubject(charter))) return 200
        // nobody asked the chair to confirm this
        return can(who.actor, 'attribution.confirm', charterSubject(charter)) ? 422 : 403
      },
      after: () => make.named(charter.id),
    })),
  },
]
