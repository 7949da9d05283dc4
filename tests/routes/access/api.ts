// Over 250 lines: one row for each call, in the order of the API’s table.
/** Rows of the JSON API, in the order of its table. */
import { can } from '../../../src/lib/domain/permissions.ts'
import { isLocked } from '../../../src/lib/domain/article.ts'
import { PASSWORD, type ArticleHere, type Asker, type Comment, type CharterHere } from '../../support/access-cast.ts'
import {
  ANY_ARTICLE,
  articleFor,
  bothCharters,
  charterSubject,
  eachArticle,
  may,
  ofArticle,
  ofCharter,
  ofWorkingText,
  row,
  SERVICE,
  signedIn,
  type Case,
  type Place,
  type Row,
  type Who,
} from './row.ts'

const always = (status: number) => () => status
const commentSubject = ({ authorId, partyId, visibility, isWithheld }: Comment) =>
  ({ kind: 'comment', authorId, partyId, visibility, isWithheld }) as const

/** Comments of every visibility: made, for each asking, by a person of D01 unless `by` says otherwise. */
const KINDS: [about: string, by: Asker, more: Partial<Comment>][] = [
  ['to all, by D01', 'reviewer', {}],
  ['to all, by D02', 'other reviewer', {}],
  ['to its delegation', 'reviewer', { visibility: 'delegation' }],
  ['private', 'reviewer', { visibility: 'private' }],
  ['withheld', 'reviewer', { isWithheld: true }],
]
/** An act on a comment that is made anew for each asker, since the act changes it. */
const onComment =
  (status: string, body: Record<string, unknown> | undefined, expected: (who: Who, comment: Comment) => number) =>
  ({ charter, make, house }: Place): Case[] =>
    KINDS.map(([about, by, more]) => ({
      about,
      ask: async () => {
        const { id } = await make.comment(charter.articles[0]!.id, by, { ...more, status })
        return { params: { id }, ...(body && { body }) }
      },
      expected: (who) => {
        if (who.actor === null) return 401
        const author = house.people[by].actor!
        const comment = { id: '', words: '', visibility: 'participants' as const, isWithheld: false, ...more }
        const made = { ...comment, authorId: author.id, partyId: author.partyId }
        if (!can(who.actor, 'comment.see', commentSubject(made)) || !can(who.actor, 'article.read', ANY_ARTICLE))
          return 404
        return expected(who, made)
      },
    }))
const settles =
  (yes: number) =>
  ({ actor }: Who, comment: Comment): number =>
    // what was withheld is neither resolved nor reopened by anybody
    !comment.isWithheld && can(actor, 'comment.settle', commentSubject(comment)) ? yes : 403

/** The published version and the other. */
const eachVersion =
  (more: (version: CharterHere['versions'][number], place: Place) => Omit<Case, 'about'>) =>
  (place: Place): Case[] =>
    place.charter.versions.map((version) => ({
      about: version.isPublished ? 'published' : 'not published',
      ...more(version, place),
    }))
const readsVersion = ({ isPublished }: { isPublished: boolean }) =>
  may('version.read', { kind: 'version', isPublished }, 200, 404)
const onVersion =
  (action: 'version.publish' | 'version.withdraw', isPublished: boolean) =>
  (who: Who): number => {
    if (who.actor === null) return 401
    if (!can(who.actor, 'version.read', { kind: 'version', isPublished })) return 404
    return can(who.actor, action, { kind: 'version', isPublished }) ? 200 : 403
  }

const edits = (article: ArticleHere, yes: number) => ofArticle(article, 'article.edit', yes)
/** Who may arrange articles; who may read none is told of none. */
const arranges =
  (action: 'article.place' | 'article.delete', yes: number) =>
  ({ actor }: Who): number =>
    actor === null
      ? 401
      : !can(actor, 'article.read', ANY_ARTICLE)
        ? 404
        : can(actor, action, { kind: 'charter', hasPublishedVersion: true })
          ? yes
          : 403
/** `aa`, `ab` …: for language tags that nobody took. */
const letters = (n: number): string => String.fromCharCode(97 + (Math.floor(n / 26) % 26), 97 + (n % 26))
let last = 0
export const API: Row[] = [
  row('POST /api/v1/sessions', { body: { email: 'chair@concord.example', password: PASSWORD } }, always(201)),
  {
    at: 'DELETE /api/v1/sessions/current',
    cases: ({ make, house }) => [
      {
        about: '',
        ask: async ({ name }) => (house.people[name].actor ? { token: await make.session(name) } : {}),
        expected: signedIn(always(204)),
      },
    ],
  },
  row('GET /api/v1/me', {}, signedIn(always(200))),
  {
    at: 'GET /api/v1/charters',
    cases: ({ charter, house }) => [
      {
        about: '',
        ask: { query: 'limit=500' },
        expected: always(200),
        shows: ({ actor }) =>
          Object.fromEntries(
            [charter, house.unseen].map((one) => [one.slug, can(actor, 'charter.see', charterSubject(one))]),
          ),
      },
    ],
  },
  row(
    'POST /api/v1/charters',
    () => ({ body: { slug: `made-${++last}`, title: 'A', languages: ['en'] } }),
    signedIn(may('charter.create', SERVICE, 201)),
  ),
  row('POST /api/v1/charters/import', { body: { title: 7 } }, signedIn(may('charter.create', SERVICE, 422))),
  {
    at: 'GET /api/v1/charters/[id]',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id } },
      expected: may('charter.see', charterSubject(charter), 200, 404),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/settings',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
  {
    at: 'PATCH /api/v1/charters/[id]/settings',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id }, body: {} },
      expected: ofCharter(charter, 'charter.settings'),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/export',
    cases: (place) => {
      const { charter, make } = place
      const kinds = [...KINDS, ['the secretariat’s own', 'secretariat', { visibility: 'private' }] as (typeof KINDS)[0]]
      const made = (async () => {
        const all: Comment[] = []
        for (const [, by, more] of kinds)
          all.push(await make.contribution(charter.id, charter.articles[0]!.blocks[0]!, by, more))
        return all
      })()
      let past: Comment[] = []
      return bothCharters((one) => ({
        ask: async () => {
          past = await made
          return { params: { id: one.id } }
        },
        expected: ofCharter(one, 'charter.export'),
        shows: ({ actor }) =>
          Object.fromEntries(
            past.map((each) => [
              each.words,
              one === charter &&
                can(actor, 'charter.export', charterSubject(one)) &&
                can(actor, 'comment.see', commentSubject(each)),
            ]),
          ),
      }))(place)
    },
  },
  {
    at: 'PATCH /api/v1/charters/[id]',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id }, body: { titles: {} } },
      expected: ofCharter(charter, 'charter.edit'),
    })),
  },
  {
    at: 'PUT /api/v1/charters/[id]/due',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id }, body: { at: '2099-06-18T12:00:00Z', what: 'Comments' } },
      expected: ofCharter(charter, 'charter.settings'),
    })),
  },
  {
    at: 'DELETE /api/v1/charters/[id]/due',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id } },
      expected: ofCharter(charter, 'charter.settings'),
    })),
  },
  {
    at: 'POST /api/v1/charters/[id]/show',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id } },
      // one that nobody may read does not take the place of one that everybody may
      expected: ofCharter(charter, 'charter.edit', charter.isPublished ? 200 : 409),
    })),
  },
  {
    at: 'POST /api/v1/charters/[id]/languages',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: () => ({ params: { id: charter.id }, body: { lang: `x${letters(++last)}` } }),
      expected: ofCharter(charter, 'charter.edit', 201),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/drafters',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id } },
      expected: ofCharter(charter, 'charter.edit'),
    })),
  },
  {
    at: 'PUT /api/v1/charters/[id]/drafters',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id }, body: { people: [], parties: [] } },
      expected: ofCharter(charter, 'charter.edit'),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/place',
    cases: ({ charter }) =>
      charter.articles.map((article) => ({
        about: article.status,
        ask: { params: { id: article.id }, body: { before: null } },
        // its charter is published: numbers stand
        expected: arranges('article.place', 409),
      })),
  },
  {
    at: 'DELETE /api/v1/articles/[id]',
    cases: ({ charter }) =>
      charter.articles.map((article) => ({
        about: article.status,
        ask: { params: { id: article.id }, body: {} },
        // one in a version goes for a reason alone
        expected: arranges('article.delete', isLocked(article.status) ? 409 : 422),
      })),
  },
  {
    at: 'POST /api/v1/articles/[id]/reinstate',
    cases: ({ charter }) =>
      charter.articles.map((article) => ({
        about: article.status,
        ask: { params: { id: article.id } },
        expected: arranges('article.delete', 409),
      })),
  },
  {
    at: 'GET /api/v1/versions/[id]/checks',
    cases: eachVersion(({ id, isPublished }) => ({
      ask: { params: { id } },
      expected: (who) => {
        if (who.actor === null) return 401
        if (!can(who.actor, 'version.read', { kind: 'version', isPublished })) return 404
        return can(who.actor, 'version.check', { kind: 'version', isPublished }) ? 200 : 403
      },
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/articles',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
  {
    at: 'POST /api/v1/charters/[id]/articles',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id }, body: { heading: 'Another', after: null } },
      expected: ofCharter(charter, 'article.create', 201),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/compilation',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
  {
    at: 'GET /api/v1/articles/[id]/compilation',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/open-matters',
    cases: bothCharters((charter) => ({ ask: { params: { id: charter.id } }, expected: ofWorkingText(charter) })),
  },
  ...(['counts', 'terms', 'find'] as const).map((what): Row => ({
    at: `GET /api/v1/charters/[id]/${what}`,
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id }, ...(what === 'find' && { query: 'q=words' }) },
      expected: ofWorkingText(charter),
    })),
  })),
  {
    at: 'POST /api/v1/charters/[id]/replace',
    changes: true,
    cases: (place) => [
      ...bothCharters((charter) => ({
        ask: {
          params: { id: charter.id },
          body: { q: 'words', by: 'words', articles: charter.articles.map(({ id }) => id) },
        },
        expected: ofWorkingText(charter),
        // what may not be edited is named as left alone
        shows: (who) =>
          can(who.actor, 'article.read', ANY_ARTICLE)
            ? Object.fromEntries(
                charter.articles.map((article) => [
                  `{"articleId":"${article.id}","code"`,
                  !can(who.actor, 'article.edit', articleFor(who, article)),
                ]),
              )
            : {},
      }))(place),
    ],
  },
  {
    at: 'POST /api/v1/replacements/[id]/undo',
    changes: true,
    cases: ({ charter, make }) => [
      {
        about: 'made by the drafter',
        ask: async () => ({ params: { id: await make.replacement(charter.id, charter.articles[0]!.id) } }),
        expected: signedIn(({ name, actor }) =>
          name === 'drafter' ? 200 : can(actor, 'article.read', ANY_ARTICLE) ? 403 : 404,
        ),
      },
    ],
  },
  {
    at: 'GET /api/v1/articles/[id]',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/status',
    changes: true,
    cases: eachArticle((article, { make }) => ({
      ask: {
        params: { id: article.id },
        body: {
          status:
            { draft: 'under_discussion', under_discussion: 'agreed_in_group' }[article.status as string] ??
            'under_discussion',
          reason: 'The group asked for it.',
        },
      },
      expected: ofArticle(article, 'article.setStatus'),
      after: () => make.status(article.id, article.status),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/blocks/move',
    changes: true,
    cases: eachArticle((article, { charter }) => {
      const to = charter.articles.find(({ id, status }) => id !== article.id && !isLocked(status))!
      // a paragraph that is not there: whoever may move is told so
      return {
        ask: { params: { id: article.id }, body: { blockIds: ['no-such-paragraph'], to: to.id, before: null } },
        expected: edits(article, 422),
      }
    }),
  },
  ...(['POST', 'DELETE'] as const).map((method): Row => ({
    at: `${method} /api/v1/articles/[id]/assignments`,
    changes: true,
    cases: eachArticle((article, { house }) => ({
      ask: {
        params: { id: article.id },
        body: { personId: house.people['other reviewer'].actor!.id, kind: 'pen_holder' },
      },
      // assigned before or not: they got in
      expected: ofArticle(article, 'article.assign', method === 'POST' ? 204 : 409),
    })),
  })),
  {
    at: 'GET /api/v1/articles/[id]/translation',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id }, query: 'lang=ar' },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/translation/checks',
    changes: true,
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id }, body: { lang: 'ar', blockId: article.blocks[0]!, sourceSeq: 1 } },
      expected: ofArticle(article, 'translation.check', 201, 'ar'),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/comments',
    cases: (place) => {
      const { charter, make } = place
      const made = Promise.all(KINDS.map(([, by, more]) => make.comment(charter.articles[0]!.id, by, more)))
      let comments: Comment[] = []
      return bothCharters((one) => ({
        ask: async () => {
          comments = await made
          return { params: { id: one.id } }
        },
        expected: ofWorkingText(one),
        shows: ({ actor }) =>
          Object.fromEntries(
            comments.map((each) => [
              each.words,
              one === charter &&
                can(actor, 'article.read', ANY_ARTICLE) &&
                can(actor, 'comment.see', commentSubject(each)),
            ]),
          ),
      }))(place)
    },
  },
  {
    at: 'GET /api/v1/charters/[id]/comments/mark',
    cases: bothCharters((one) => ({ ask: { params: { id: one.id } }, expected: ofWorkingText(one) })),
  },
  row('GET /api/v1/recovered', {}, signedIn(always(200))),
  // with words of two people: tests/routes/contract-socket.test.ts
  row('POST /api/v1/recovered/[id]/dismiss', { params: { id: 'none' } }, signedIn(always(404))),
  {
    at: 'POST /api/v1/articles/[id]/comments/visits',
    changes: true,
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'GET /api/v1/articles/[id]/comments',
    cases: eachArticle((article, { make }) => {
      const made = Promise.all(KINDS.map(([, by, more]) => make.comment(article.id, by, more)))
      let comments: Comment[] = []
      return {
        ask: async () => {
          comments = await made
          return { params: { id: article.id }, query: 'limit=500' }
        },
        expected: ofArticle(article, 'article.read'),
        shows: ({ actor }) =>
          Object.fromEntries(
            comments.map((one) => [
              one.words,
              can(actor, 'article.read', ANY_ARTICLE) && can(actor, 'comment.see', commentSubject(one)),
            ]),
          ),
      }
    }),
  },
  {
    at: 'POST /api/v1/articles/[id]/comments',
    changes: true,
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id }, body: { body: 'A remark', lang: 'en', anchor: null } },
      expected: ofArticle(article, 'article.comment', 201),
    })),
  },
  {
    at: 'POST /api/v1/comments/[id]/replies',
    changes: true,
    // what was withheld is answered by nobody
    cases: onComment('open', { body: 'An answer' }, ({ actor }, { isWithheld }) =>
      !isWithheld && can(actor, 'article.comment', ANY_ARTICLE) ? 201 : 403,
    ),
  },
  { at: 'POST /api/v1/comments/[id]/resolve', changes: true, cases: onComment('open', undefined, settles(200)) },
  {
    at: 'POST /api/v1/comments/[id]/reopen',
    changes: true,
    cases: onComment('resolved', undefined, settles(200)),
  },
  {
    at: 'POST /api/v1/comments/[id]/close',
    changes: true,
    cases: onComment('open', { reason: 'It was answered elsewhere.' }, settles(200)),
  },
  {
    at: 'POST /api/v1/comments/[id]/retract',
    changes: true,
    cases: onComment('open', undefined, ({ actor }, comment) =>
      !comment.isWithheld && can(actor, 'comment.retract', commentSubject(comment)) ? 200 : 403,
    ),
  },
  {
    at: 'POST /api/v1/comments/[id]/withhold',
    changes: true,
    cases: onComment('open', { reason: 'It names a person.' }, ({ actor }, comment) =>
      // what is withheld already is told so
      can(actor, 'comment.withhold', { ...commentSubject(comment), isWithheld: false })
        ? comment.isWithheld
          ? 409
          : 200
        : 403,
    ),
  },
  {
    at: 'POST /api/v1/comments/[id]/release',
    changes: true,
    cases: onComment('open', undefined, ({ actor }, comment) =>
      can(actor, 'comment.release', { ...commentSubject(comment), isWithheld: true })
        ? comment.isWithheld
          ? 200
          : 409
        : 403,
    ),
  },
  {
    at: 'GET /api/v1/charters/[id]/versions',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id } },
      expected: may('charter.see', charterSubject(charter), 200, 404),
      shows: ({ actor }) =>
        Object.fromEntries(
          charter.versions.map(({ id, isPublished }) => [
            id,
            can(actor, 'version.read', { kind: 'version', isPublished }),
          ]),
        ),
    })),
  },
  {
    at: 'POST /api/v1/charters/[id]/versions',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: () => ({ params: { id: charter.id }, body: { label: `cut ${++last}`, notes: '', publish: false } }),
      expected: ofCharter(charter, 'version.cut', 201),
    })),
  },
  {
    at: 'GET /api/v1/versions/[id]',
    cases: eachVersion((one) => ({ ask: { params: { id: one.id } }, expected: readsVersion(one) })),
  },
  {
    at: 'GET /api/v1/versions/[id]/canonical',
    cases: eachVersion((one) => ({ ask: { params: { id: one.id } }, expected: readsVersion(one) })),
  },
  {
    at: 'POST /api/v1/versions/[id]/publish',
    changes: true,
    cases: ({ charter, make }) => [
      {
        about: 'not published',
        ask: async () => ({ params: { id: (await make.version(charter.id, false)).id } }),
        expected: onVersion('version.publish', false),
      },
    ],
  },
  {
    at: 'POST /api/v1/versions/[id]/withdraw',
    changes: true,
    cases: ({ charter, make }) =>
      [true, false].map((isPublished) => ({
        about: isPublished ? 'published' : 'not published',
        ask: async () => ({
          params: { id: (await make.version(charter.id, isPublished)).id },
          body: { reason: 'A mistake.' },
        }),
        expected: onVersion('version.withdraw', isPublished),
      })),
  },
  {
    at: 'GET /api/v1/versions/[id]/compare/[otherId]',
    cases: eachVersion((one, { charter }) => ({
      ask: { params: { id: charter.versions[0]!.id, otherId: one.id } },
      expected: readsVersion(one),
    })),
  },
  {
    at: 'GET /api/v1/versions/[id]/concordance',
    cases: eachVersion((one) => ({ ask: { params: { id: one.id } }, expected: readsVersion(one) })),
  },
  {
    at: 'GET /api/v1/charters/[id]/blocks/[blockId]',
    cases: bothCharters((charter) => ({
      ask: { params: { id: charter.id, blockId: charter.articles[0]!.blocks[0]! } },
      expected: ofWorkingText(charter),
    })),
  },
  {
    at: 'GET /api/v1/articles/[id]/changes',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'GET /api/v1/articles/[id]/authorship',
    cases: eachArticle((article) => ({
      ask: { params: { id: article.id } },
      expected: ofArticle(article, 'article.read'),
    })),
  },
  {
    at: 'POST /api/v1/articles/[id]/restore',
    changes: true,
    cases: eachArticle((article, { charter }) => ({
      ask: { params: { id: article.id }, body: { versionId: charter.versions[0]!.id } },
      expected: edits(article, 200),
    })),
  },
  {
    at: 'GET /api/v1/charters/[id]/compare',
    cases: ({ charter, house }) => [
      ...(['1', 'now', '2'] as const).map((to) => ({
        about: `version 1 with ${to}`,
        ask: { params: { id: charter.id }, query: `from=1&to=${to}` },
        expected: to === 'now' ? may('article.read', ANY_ARTICLE, 200, 404) : readsVersion({ isPublished: to === '1' }),
      })),
      {
        about: 'the working text with itself, in an unpublished charter',
        ask: { params: { id: house.unseen.id }, query: 'from=now&to=now' },
        expected: may('article.read', ANY_ARTICLE, 200, 404),
      },
    ],
  },
  {
    at: 'GET /api/v1/versions/[id]/signoffs',
    cases: eachVersion((one) => ({ ask: { params: { id: one.id } }, expected: readsVersion(one) })),
  },
  {
    at: 'POST /api/v1/versions/[id]/signoffs',
    changes: true,
    cases: eachVersion((one, { make }) => ({
      ask: { params: { id: one.id }, body: { decision: 'endorse', sha256: one.sha256 } },
      expected: signedIn((who) => {
        if (readsVersion(one)(who) !== 200) return 404
        return may('version.sign', { kind: 'version', isPublished: one.isPublished }, one.isPublished ? 201 : 409)(who)
      }),
      after: () => make.unsigned(one.id),
    })),
  },
  {
    at: 'POST /api/v1/signoffs/[id]/withdraw',
    changes: true,
    cases: eachVersion((one, { make, house }) => ({
      ask: async () => ({ params: { id: (await make.signoff(one.id)).id }, body: { reason: 'We think again.' } }),
      expected: signedIn((who) =>
        readsVersion(one)(who) === 200
          ? may('signoff.withdraw', { kind: 'signoff', partyId: house.parties.D01.id })(who)
          : 404,
      ),
    })),
  },
  row('GET /api/v1/audit', {}, signedIn(may('audit.read', SERVICE))),
  row('GET /api/v1/audit/verify', {}, signedIn(may('audit.read', SERVICE))),
  row('GET /api/v1/openapi.json', {}, always(200)),
  row('GET /api/[...rest]', { params: { rest: 'v1/nothing' } }, always(404)),
]
