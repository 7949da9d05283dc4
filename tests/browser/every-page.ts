/** An address, and somebody who may open it, for every page that the route files make: tests of all pages go through this list. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Opened {
  /** The folder of the page below `src/routes`. */
  route: string
  /** `name@concord.example` of the demo; null: a visitor. */
  who: string | null
  path: string
}

const page = (route: string, who: string | null, ...paths: string[]): Opened[] =>
  (paths.length === 0 ? [route] : paths).map((path) => ({ route, who, path }))

/** Charter 1 of the demo: version 1 is published, Article 1 is locked, Article 2 is written in. */
export const EVERY_PAGE: readonly Opened[] = [
  ...page('/', null),
  ...page('/about', null),
  ...page('/accessibility', null),
  ...page('/emblem', null),
  ...page('/privacy', null),
  ...page('/charter', null, '/charter', '/charter?lang=ar'),
  ...page('/charter/v/[n]', null, '/charter/v/1'),
  ...page('/charter/v/[n]/[article]', null, '/charter/v/1/7', '/charter/v/1/14-bis', '/charter/v/1/preamble'),
  ...page('/charter/v/[n]/concordance', null, '/charter/v/1/concordance'),
  ...page('/charter/compare', null, '/charter/compare'),
  ...page('/search', null, '/search', '/search?q=humanitarian'),
  ...page('/charters', null),
  ...page('/signatories', null),
  ...page('/verify', null),
  ...page('/sign-in', null, '/sign-in', '/sign-in?next=%2Fdraft%2F2'),
  // what is not there
  ...page('/', null, '/nowhere', '/charter/v/99'),
  ...page('/home', 'drafter-01'),
  ...page('/account', 'drafter-01'),
  ...page('/kept', 'drafter-01'),
  ...page('/draft', 'drafter-01'),
  ...page('/draft/[article]', 'drafter-01', '/draft/2', '/draft/4?lang=ar', '/draft/1'),
  ...page('/draft/[article]/history', 'drafter-01', '/draft/2/history'),
  ...page('/draft/[article]/changes', 'drafter-01', '/draft/2/changes'),
  ...page('/draft/[article]/restore', 'drafter-01', '/draft/2/restore'),
  ...page('/draft/comments', 'drafter-01', '/draft/comments', '/draft/comments?show=all'),
  ...page('/draft/compare', 'drafter-01', '/draft/compare'),
  ...page('/draft/open-matters', 'drafter-01', '/draft/open-matters'),
  ...page('/draft/[article]/room', 'chair', '/draft/7/room', '/draft/5/room?lang=ar'),
  ...page('/draft/[article]/room', 'drafter-01', '/draft/7/room'),
  ...page('/draft/sittings', 'chair', '/draft/sittings'),
  ...page('/draft/sittings', 'drafter-01', '/draft/sittings'),
  ...page('/draft/compilation', 'drafter-01', '/draft/compilation?lang=ar'),
  ...page('/draft/[article]/clean', 'drafter-01', '/draft/7/clean'),
  ...page('/draft/[article]/compilation', 'drafter-01', '/draft/7/compilation', '/draft/5/compilation?lang=fr'),
  ...page('/draft/brackets', 'drafter-01', '/draft/brackets'),
  ...page('/draft/proposals', 'drafter-01', '/draft/proposals', '/draft/proposals?status=withdrawn&article=7&mine=yes'),
  ...page('/draft/brackets', 'chair', '/draft/brackets?article=7'),
  ...page('/draft/decisions', 'drafter-01', '/draft/decisions'),
  ...page('/draft/board', 'drafter-01'),
  ...page('/draft/[article]/agreement', 'drafter-01', '/draft/7/agreement'),
  ...page('/draft/[article]/agreement', 'chair', '/draft/7/agreement', '/draft/13/agreement?lang=ar'),
  ...page('/draft/board', 'chair'),
  ...page('/draft/find', 'drafter-01', '/draft/find', '/draft/find?q=humanitarian'),
  ...page('/draft/history', 'drafter-01'),
  ...page('/draft/assignments', 'secretariat'),
  ...page('/party', 'head-03'),
  ...page('/party/positions', 'head-03', '/party/positions', '/party/positions?article=7'),
  ...page('/invite/[token]', null, '/invite/no-such-link'),
  ...page('/password/[token]', null, '/password/no-such-link'),
  ...page('/admin/people', 'admin'),
  ...page('/admin/parties', 'admin'),
  ...page('/admin/parties/[code]', 'admin', '/admin/parties/D03'),
  ...page('/home', 'reviewer-05'),
  ...page('/draft/[article]', 'reviewer-05', '/draft/7'),
  ...page('/home', 'chair'),
  ...page('/draft/[article]', 'chair', '/draft/1'),
  ...page('/home', 'secretariat'),
  ...page('/secretariat', 'secretariat'),
  ...page('/secretariat/charters', 'secretariat'),
  ...page('/secretariat/charters/[slug]', 'secretariat', '/secretariat/charters/universal-charter'),
  ...page('/secretariat/publish', 'secretariat'),
  ...page('/secretariat/publish/[n]', 'secretariat', '/secretariat/publish/1'),
  ...page('/secretariat/settings', 'secretariat'),
  ...page('/secretariat/settings', 'chair'),
  ...page('/audit', 'secretariat', '/audit', '/audit?act=version.cut', '/audit?from=yesterday'),
  ...page('/home', 'signatory-20'),
  ...page('/party/sign', 'signatory-20'),
  ...page('/party/sign/[version]', 'signatory-20', '/party/sign/1'),
  // refused
  ...page('/audit', 'signatory-20'),
  ...page('/home', 'admin'),
]

/** Pages that there is nothing to see on before something is done; tests of their own look at them. */
export const AFTER_AN_ACT = [
  '/draft/proposals/new',
  '/draft/proposals/[id]/modify',
  '/draft/proposals/[id]/write',
  '/draft/sittings/[id]',
  '/signatories/[party]',
  '/party/sign/[version]/receipt',
  '/admin/people/[id]',
  '/draft/decisions/[id]',
  '/draft/proposals/[id]',
  '/draft/proposals/[id]/accept',
]

const root = fileURLToPath(new URL('../../src/routes', import.meta.url))
/** The folder of every page. */
export const pageRoutes = (): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('+page.svelte'))
    .map((file) => `/${file.replace(/\/?\+page\.svelte$/, '')}`)

/** The list by who opens it, at most eight pages at a time. */
export function byWho(): [who: string | null, paths: string[]][] {
  const groups = new Map<string | null, string[]>()
  for (const { who, path } of EVERY_PAGE) groups.set(who, [...(groups.get(who) ?? []), path])
  return [...groups].flatMap(([who, paths]) =>
    Array.from({ length: Math.ceil(paths.length / 8) }, (_, i): [string | null, string[]] => [
      who,
      paths.slice(i * 8, i * 8 + 8),
    ]),
  )
}
