// Over 250 lines: one row for each page and form.
/** Rows of the pages, their forms, and the addresses beside them. */
import type { Actor } from '../../../src/lib/domain/actor.ts'
import { can } from '../../../src/lib/domain/permissions.ts'
import { PASSWORD, type ArticleHere, type CharterHere } from '../../support/access-cast.ts'
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
const query = ({ slug }: CharterHere, more = '') => `charter=${slug}${more}`
const seesCharter = (charter: CharterHere, yes = 200) => may('charter.see', charterSubject(charter), yes, 404)

/** Published text: a charter without any has none to show to anybody. */
const published = (at: string, params: Record<string, string> = {}): Row => ({
  at,
  cases: bothCharters((charter) => ({
    ask: { params, query: query(charter) },
    expected: charter.isPublished ? always(200) : always(404),
  })),
})
/** The versions of a charter by number: 1 is published, 2 is not. */
const byNumber = (at: string, params: Record<string, string> = {}): Row => ({
  at,
  cases: ({ charter }) =>
    charter.versions.map(({ number, isPublished }) => ({
      about: isPublished ? 'published' : 'not published',
      ask: { params: { n: String(number), ...params }, query: query(charter) },
      expected: may('version.read', { kind: 'version', isPublished }, 200, 404),
    })),
})

/** A page of the working text as a whole. */
const workspace = (at: string, more = ''): Row => ({
  at,
  cases: bothCharters((charter) => ({ ask: { query: query(charter, more) }, expected: ofWorkingText(charter) })),
})

/** A page of one article; whoever may not read working texts is told so of all of them at once. */
const ofArticlePage = (at: string): Row => ({
  at,
  cases: eachArticle((article, { charter }) => ({
    ask: { params: { article: article.slug }, query: query(charter) },
    expected: ofWorkingText(charter),
  })),
})

/** As `ofArticle`, on a page that those who read no working text are turned away from before. */
const onArticlePage =
  (article: ArticleHere, expected: (who: Who) => number) =>
  (who: Who): number => {
    const found = expected(who)
    return found === 404 && !can(who.actor, 'article.read', articleFor(who, article)) ? 403 : found
  }

/** The acts by which a charter is made, and what they come to on one whose numbers stand. */
const MAKING: [act: string, body: (charter: CharterHere) => Record<string, unknown>, yes: number][] = [
  ['add', () => ({ heading: 'Another' }), 303],
  ['place', ({ articles }) => ({ article: articles[0]!.id, way: 'down' }), 409],
  ['remove', ({ articles }) => ({ article: articles[0]!.id }), 422],
  ['reinstate', ({ articles }) => ({ article: articles[0]!.id }), 409],
  ['titles', () => ({ 'title-en': 'A title' }), 303],
  ['language', () => ({ lang: `y${String.fromCharCode(97 + (++last % 26))}` }), 303],
  ['drafters', () => ({}), 303],
]
const signs = may('version.sign', { kind: 'version', isPublished: true })

const onThread =
  (
    status: string,
    expected: (who: Who, author: Actor) => boolean,
    /** The page on which it stands. */
    page: (place: Place) => Promise<Record<string, string>> | Record<string, string> = ({ charter }) => ({
      article: charter.articles[0]!.slug,
    }),
  ) =>
  (place: Place): Case[] =>
    (['reviewer', 'other reviewer'] as const).map((by) => ({
      about: `by ${by}`,
      ask: async () => {
        const { charter, make } = place
        const { id } = await make.comment(charter.articles[0]!.id, by, { status })
        return {
          params: await page(place),
          query: query(charter),
          body: { thread: id, body: 'An answer', reason: 'It was answered elsewhere.' },
        }
      },
      expected: (who) => {
        if (who.actor === null) return 401
        if (!can(who.actor, 'article.read', ANY_ARTICLE)) return 404
        return expected(who, place.house.people[by].actor!) ? 303 : 403
      },
    }))
/** What was withheld is there for its author, the secretariat and the chair alone. */
const onWithheld =
  (page?: Parameters<typeof onThread>[2]) =>
  (place: Place): Case[] =>
    onThread(
      'withheld',
      (who, author) => can(who.actor, 'comment.release', withheldBy(author)),
      page,
    )(place).map((one, i): Case => ({
      ...one,
      expected: (who) => {
        const author = place.house.people[i === 0 ? 'reviewer' : 'other reviewer'].actor!
        const isHidden = who.actor !== null && !can(who.actor, 'comment.see', withheldBy(author))
        return isHidden ? 404 : one.expected(who)
      },
    }))
const onProposalPage = async ({ charter, make }: Place): Promise<Record<string, string>> => ({
  id: (await make.proposal(charter.id, charter.articles[0]!.id, 'under_discussion')).id,
})
const withheldBy = ({ id: authorId, partyId }: Actor) =>
  ({ kind: 'comment', authorId, partyId, visibility: 'participants', isWithheld: true }) as const
const onSaid =
  (action: 'comment.retract' | 'comment.withhold') =>
  ({ actor }: Who, author: Actor): boolean =>
    can(actor, action, { ...withheldBy(author), isWithheld: false })
const settles = ({ actor }: Who, { id: authorId, partyId }: Actor): boolean =>
  can(actor, 'comment.settle', {
    ...{ kind: 'comment', authorId, partyId, visibility: 'participants', isWithheld: false },
  })

let last = 0
const trusted = ['/about', '/accessibility', '/emblem', '/privacy']

export const PAGES: Row[] = [
  row('page /', {}, always(200)),
  ...trusted.map((path) => row(`page ${path}`, {}, always(200))),
  published('page /charter'),
  byNumber('page /charter/v/[n]'),
  byNumber('page /charter/v/[n]/[article]', { article: '1' }),
  byNumber('page /charter/v/[n]/concordance'),
  byNumber('GET /charter/v/[n]/canonical.json'),
  byNumber('GET /charter/v/[n]/text.html'),
  byNumber('GET /charter/v/[n]/text.txt'),
  {
    at: 'page /charter/compare',
    cases: ({ charter }) =>
      (['1', 'now', '2'] as const).map((to) => ({
        about: `version 1 with ${to}`,
        ask: { query: query(charter, `&from=1&to=${to}`) },
        // the public comparison knows no working text, whoever asks
        expected:
          to === 'now' ? always(404) : may('version.read', { kind: 'version', isPublished: to === '1' }, 200, 404),
      })),
  },
  ...['page /signatories', 'GET /signatories.csv', 'GET /signatories.json'].map((at): Row => ({
    at,
    cases: bothCharters((charter) => ({ ask: { query: query(charter) }, expected: seesCharter(charter) })),
  })),
  {
    at: 'page /signatories/[party]',
    cases: ({ charter, make }) => [
      {
        about: 'signed',
        ask: async () => {
          await make.signoff(charter.versions[0]!.id)
          return { params: { party: 'D01' }, query: query(charter) }
        },
        expected: always(200),
      },
      { about: 'not signed', ask: { params: { party: 'D02' }, query: query(charter) }, expected: always(404) },
    ],
  },
  {
    at: 'page /verify',
    cases: bothCharters((charter) => ({ ask: { query: query(charter) }, expected: seesCharter(charter) })),
  },
  {
    at: 'form /verify?/default',
    cases: ({ charter }) =>
      charter.versions.map(({ number, isPublished }) => ({
        about: isPublished ? 'published' : 'not published',
        ask: { query: query(charter), body: { version: String(number), hash: '' } },
        expected: may('version.read', { kind: 'version', isPublished }, 200, 404),
      })),
  },
  row('page /sign-in', {}, ({ actor }) => (actor === null ? 200 : 303)),
  row('form /sign-in?/default', { body: { email: 'chair@concord.example', password: PASSWORD } }, always(303)),
  {
    at: 'POST /sign-in/again',
    cases: ({ house }) => [
      {
        about: 'as the person of the page',
        ask: {
          body: { person: house.people.chair.actor!.id, email: 'chair@concord.example', password: PASSWORD },
        },
        expected: always(204),
      },
    ],
  },
  {
    at: 'POST /sign-out',
    cases: ({ make, house }) => [
      {
        about: '',
        ask: async ({ name }) =>
          house.people[name].actor ? { token: await make.session(name), body: {} } : { body: {} },
        expected: always(303),
      },
    ],
  },
  row('POST /preferences', { body: { theme: 'dark', back: '/about' } }, always(303)),
  row('page /account', {}, signedIn(always(200))),
  row('page /home', {}, signedIn(always(200))),
  row('page /kept', {}, signedIn(always(200))),
  row('page /audit', {}, signedIn(may('audit.read', SERVICE))),
  row('GET /audit.csv', {}, signedIn(may('audit.read', SERVICE))),
  {
    at: 'page /search',
    cases: bothCharters((charter) => ({
      ask: { query: query(charter, '&q=words') },
      expected: always(200),
      shows: ({ actor }) => ({
        // whoever reads the working text is led to it, or told that nothing in it is found
        ...(charter.isPublished && { '/draft/1?lang=en': can(actor, 'article.read', ANY_ARTICLE) }),
      }),
    })),
  },
  row('form /audit?/verify', { body: {} }, signedIn(may('audit.read', SERVICE))),
  workspace('page /draft'),
  workspace('page /draft/find', '&q=words'),
  workspace('page /draft/comments', '&show=all'),
  workspace('page /draft/open-matters'),
  workspace('page /draft/compilation', '&lang=fr'),
  ofArticlePage('page /draft/[article]/compilation'),
  ofArticlePage('page /draft/[article]/clean'),
  workspace('page /draft/brackets'),
  workspace('page /draft/proposals', '&status=all'),
  workspace('page /draft/decisions'),
  workspace('page /draft/board'),
  {
    at: 'page /draft/history',
    cases: bothCharters((charter) => ({ ask: { query: query(charter) }, expected: signedIn(seesCharter(charter)) })),
  },
  {
    at: 'page /draft/compare',
    cases: ({ charter }) =>
      (['1', 'now', '2'] as const).map((to) => ({
        about: `version 1 with ${to}`,
        ask: { query: query(charter, `&from=1&to=${to}`) },
        expected: signedIn(
          to === 'now'
            ? may('article.read', ANY_ARTICLE, 200, 404)
            : may('version.read', { kind: 'version', isPublished: to === '1' }, 200, 404),
        ),
      })),
  },
  ofArticlePage('page /draft/[article]'),
  ofArticlePage('page /draft/[article]/history'),
  ofArticlePage('page /draft/[article]/changes'),
  ofArticlePage('page /draft/[article]/restore'),
  {
    at: 'form /draft?/create',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: () => ({ query: query(charter), body: { heading: `Another ${++last}`, after: '' } }),
      expected: (who) => {
        const read = ofWorkingText(charter)(who)
        return read === 200 ? ofCharter(charter, 'article.create', 303)(who) : read
      },
    })),
  },
  {
    at: 'form /draft/find?/replace',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { query: query(charter), body: { q: 'words', by: 'words', lang: 'en', article: charter.articles[0]!.id } },
      expected: ofWorkingText(charter),
    })),
  },
  {
    at: 'form /draft/find?/undo',
    changes: true,
    cases: ({ charter, make }) => [
      {
        about: 'made by the drafter',
        ask: async () => ({
          query: query(charter),
          body: { replacement: await make.replacement(charter.id, charter.articles[0]!.id) },
        }),
        expected: signedIn(({ name, actor }) =>
          name === 'drafter' ? 200 : can(actor, 'article.read', ANY_ARTICLE) ? 403 : 404,
        ),
      },
    ],
  },
  {
    at: 'form /draft/[article]?/comment',
    changes: true,
    cases: eachArticle((article, { charter }) => ({
      ask: { params: { article: article.slug }, query: query(charter), body: { body: 'A remark' } },
      expected: onArticlePage(article, ofArticle(article, 'article.comment', 303)),
    })),
  },
  ...(
    [
      ['/draft/[article]', undefined],
      ['/draft/proposals/[id]', onProposalPage],
    ] as const
  ).flatMap(([page, at]): Row[] =>
    (
      [
        ['reply', onThread('open', ({ actor }) => can(actor, 'article.comment', ANY_ARTICLE), at)],
        ['resolve', onThread('open', settles, at)],
        ['reopen', onThread('resolved', settles, at)],
        ['close', onThread('open', settles, at)],
        ['retract', onThread('open', onSaid('comment.retract'), at)],
        ['withhold', onThread('open', onSaid('comment.withhold'), at)],
        ['release', onWithheld(at)],
      ] as const
    ).map(([act, cases]) => ({ at: `form ${page}?/${act}`, changes: true, cases })),
  ),
  {
    at: 'form /draft/[article]?/status',
    changes: true,
    cases: eachArticle((article, { charter, make }) => ({
      ask: {
        params: { article: article.slug },
        query: query(charter),
        body: {
          status: article.status === 'under_discussion' ? 'agreed_in_group' : 'under_discussion',
          reason: 'The group asked for it.',
        },
      },
      expected: onArticlePage(article, ofArticle(article, 'article.setStatus', 303)),
      after: () => make.status(article.id, article.status),
    })),
  },
  {
    at: 'form /draft/[article]/restore?/default',
    changes: true,
    cases: eachArticle((article, { charter }) => ({
      ask: { params: { article: article.slug }, query: query(charter), body: { version: '1' } },
      expected: onArticlePage(article, ofArticle(article, 'article.edit', 303)),
    })),
  },
  {
    at: 'page /party/sign',
    cases: ({ charter }) => [{ about: '', ask: { query: query(charter) }, expected: signedIn(signs) }],
  },
  {
    at: 'page /party/sign/[version]',
    changes: true,
    cases: ({ charter }) =>
      charter.versions.map(({ number, isPublished }) => ({
        about: isPublished ? 'published' : 'not published',
        ask: { params: { version: String(number) }, query: query(charter) },
        expected: signedIn((who) => (signs(who) === 200 && !isPublished ? 404 : signs(who))),
      })),
  },
  {
    at: 'page /party/sign/[version]/receipt',
    changes: true,
    cases: ({ charter, house, make }) => [
      {
        about: 'signed by D01',
        ask: async () => {
          await make.signoff(charter.versions[0]!.id)
          return { params: { version: '1' }, query: query(charter) }
        },
        // the other party is shown the way to its own signature
        expected: signedIn((who) =>
          signs(who) === 200 && who.actor?.partyId !== house.parties.D01.id ? 303 : signs(who),
        ),
      },
    ],
  },
  {
    at: 'form /party/sign/[version]?/default',
    changes: true,
    cases: ({ charter, make }) =>
      charter.versions.map(({ id, number, sha256, isPublished }) => ({
        about: isPublished ? 'published' : 'not published',
        ask: {
          params: { version: String(number) },
          query: query(charter),
          body: { decision: 'endorse', sha256, password: PASSWORD },
        },
        expected: signedIn((who) => (signs(who) !== 200 ? 403 : isPublished ? 303 : 404)),
        after: () => make.unsigned(id),
      })),
  },
  {
    at: 'form /party/sign/[version]/receipt?/withdraw',
    changes: true,
    cases: ({ charter, make }) => [
      {
        about: 'signed by D01',
        ask: async () => {
          await make.signoff(charter.versions[0]!.id)
          return { params: { version: '1' }, query: query(charter), body: { reason: 'We think again.' } }
        },
        // withdrawn, or led back to where nothing is signed
        expected: signedIn((who) => (signs(who) === 200 ? 303 : 403)),
      },
    ],
  },
  {
    at: 'page /secretariat',
    cases: bothCharters((charter) => ({
      ask: { query: query(charter) },
      expected: ofCharter(charter, 'charter.settings'),
    })),
  },
  ...(['resolve', 'answer'] as const).map((act): Row => ({
    at: `form /secretariat?/${act}`,
    changes: true,
    cases: ({ charter, make }) => [
      {
        about: '',
        ask: async () => ({
          query: query(charter),
          body: { thread: (await make.comment(charter.articles[0]!.id, 'reviewer')).id, body: 'An answer' },
        }),
        // whoever may not see the list may not act from it
        expected: ofCharter(charter, 'charter.settings', 303),
      },
    ],
  })),
  {
    at: 'form /secretariat?/due',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { query: query(charter), body: { what: 'Comments', day: '2099-06-18', time: '12:00' } },
      expected: ofCharter(charter, 'charter.settings', 303),
    })),
  },
  {
    at: 'form /secretariat?/until',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { query: query(charter), body: { day: '2099-06-18', time: '12:00' } },
      expected: ofCharter(charter, 'charter.settings', 303),
    })),
  },
  {
    at: 'page /secretariat/settings',
    cases: bothCharters((charter) => ({
      ask: { query: query(charter) },
      // the chair confirms whom the charter names
      expected: (who) =>
        can(who.actor, 'attribution.confirm', charterSubject(charter))
          ? seesCharter(charter)(who)
          : ofCharter(charter, 'charter.settings')(who),
    })),
  },
  {
    at: 'form /secretariat/settings?/settings',
    changes: true,
    cases: bothCharters((charter) => ({
      ask: { query: query(charter), body: { presence: 'all', authorship: 'all' } },
      expected: ofCharter(charter, 'charter.settings'),
    })),
  },
  {
    at: 'page /secretariat/publish',
    cases: bothCharters((charter) => ({
      ask: { query: query(charter) },
      expected: ofCharter(charter, 'version.cut'),
    })),
  },
  {
    at: 'form /secretariat/publish?/cut',
    changes: true,
    cases: ({ charter }) => [
      {
        about: '',
        ask: () => ({ query: query(charter), body: { label: `Cut ${++last}`, notes: '' } }),
        expected: ofCharter(charter, 'version.cut', 303),
      },
    ],
  },
  {
    at: 'page /secretariat/publish/[n]',
    cases: ({ charter }) =>
      charter.versions.map(({ number, isPublished }) => ({
        about: isPublished ? 'published' : 'not published',
        ask: { params: { n: String(number) }, query: query(charter) },
        expected: signedIn((who) =>
          can(who.actor, 'version.read', { kind: 'version', isPublished })
            ? may('version.check', { kind: 'version', isPublished })(who)
            : 404,
        ),
      })),
  },
  ...(['publish', 'withdraw'] as const).map((act): Row => ({
    at: `form /secretariat/publish/[n]?/${act}`,
    changes: true,
    cases: ({ charter, make }) => [
      {
        about: 'not published',
        ask: async () => {
          const n = String(await make.nextNumber(charter.id))
          await make.version(charter.id, false)
          return { params: { n }, query: query(charter), body: { number: n, reason: 'A mistake.' } }
        },
        expected: signedIn((who) =>
          can(who.actor, 'version.read', { kind: 'version', isPublished: false })
            ? may(`version.${act}`, { kind: 'version', isPublished: false }, 303)(who)
            : 404,
        ),
      },
    ],
  })),
  row('page /charters', {}, always(200)),
  row('page /secretariat/charters', {}, signedIn(may('charter.create', SERVICE))),
  row(
    'form /secretariat/charters?/create',
    () => ({ body: { slug: `paged-${++last}`, title: 'A', original: 'en' } }),
    signedIn(may('charter.create', SERVICE, 303)),
  ),
  row('form /secretariat/charters?/import', { body: {} }, signedIn(may('charter.create', SERVICE, 422))),
  row('form /secretariat/charters?/show', { body: { charter: 'none' } }, signedIn(may('charter.create', SERVICE, 404))),
  {
    at: 'page /secretariat/charters/[slug]',
    cases: bothCharters((charter) => ({
      ask: { params: { slug: charter.slug } },
      expected: ofCharter(charter, 'charter.edit'),
    })),
  },
  ...MAKING.map(([act, bodyOf, yes]): Row => ({
    at: `form /secretariat/charters/[slug]?/${act}`,
    changes: true,
    cases: ({ charter }) => [
      {
        about: '',
        ask: () => ({ params: { slug: charter.slug }, body: bodyOf(charter) }),
        expected: ofCharter(charter, 'charter.edit', yes),
      },
    ],
  })),
]
