/**
 * Which requests ask for a page that is the same for everybody, and all that such a page may depend on (rules CW*). A page that is kept for others is
 * made from this alone: what is not here has no say in it, so nobody can put anything into a page that others are shown.
 */
import { DATA_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, THEME_COOKIE, TYPE_COOKIE, ZONE_COOKIE } from './cookies.ts'
import { INTERFACE_LANGUAGES, interfaceLanguage } from './language.ts'
import { readPreferences, type DataChoice, type Theme, type TypeSize } from './preferences.ts'

/** A request as the server hears it: header names in small letters. */
export interface Asked {
  method?: string | undefined
  /** Path and query. */
  url?: string | undefined
  headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface PublicPage {
  /** Path and query: only what the page reads of it, in one order. */
  address: string
  lang: (typeof INTERFACE_LANGUAGES)[number]
  theme: Theme
  typeSize: TypeSize
  data: DataChoice
  /** As the reader's browser said it, looked at only where it is used; null: unknown. */
  zone: string | null
}

const VERSION = '/charter/v/[1-9][0-9]{0,5}'
const READ = ['charter', 'lang'] as const
/** Pages that are the same for everybody, each with what it reads of the query; what everybody asks for in words of their own is not among them. */
const PAGES: readonly { path: RegExp; reads: readonly string[]; never?: string }[] = [
  { path: /^\/(?:about|accessibility|charters|emblem|privacy)?$/, reads: ['charter'] },
  {
    path: new RegExp(`^(?:/charter|${VERSION}(?:/[A-Za-z0-9-]{1,40}|/text\\.(?:txt|html)|/canonical\\.json)?)$`),
    reads: READ,
  },
  { path: /^\/charter\/compare$/, reads: ['charter', 'from', 'to', 'lang', 'article', 'all', 'view'] },
  { path: /^\/signatories$/, reads: ['charter', 'version', 'page'], never: 'q' },
  { path: /^\/signatories\/[A-Za-z0-9-]{1,40}$/, reads: ['charter'] },
]
/** No name, number or language in an address is longer. */
const MOST_LETTERS = 100
const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]{0,60}$/

function addressOf(url: string): string | null {
  const [path = '', query] = url.split('?', 2)
  const page = PAGES.find((one) => one.path.test(path))
  if (!page) return null
  if (query === undefined) return path
  const given = new URLSearchParams(query)
  if (page.never !== undefined && given.has(page.never)) return null
  const read = page.reads.flatMap((name) => {
    const value = given.get(name)
    return value === null ? [] : [[name, value]]
  })
  if (read.some(([, value]) => value!.length > MOST_LETTERS)) return null
  return read.length === 0 ? path : `${path}?${new URLSearchParams(read).toString()}`
}

/** Cookie by name; of two with one name the first. */
function cookiesOf(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const one of header === '' ? [] : header.split(';')) {
    const at = one.indexOf('=')
    const name = one.slice(0, at).trim()
    if (at > 0 && !cookies.has(name)) cookies.set(name, decoded(one.slice(at + 1).trim()))
  }
  return cookies
}

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** CW1: the page that is asked for, if it is the same for everybody; null: it is answered to this request alone. */
export function publicPage({ method, url, headers }: Asked): PublicPage | null {
  if ((method !== 'GET' && method !== 'HEAD') || url === undefined) return null
  const { cookie = '', authorization, 'accept-language': accepted = '' } = headers
  if (authorization !== undefined || typeof cookie !== 'string' || typeof accepted !== 'string') return null
  // wherever it stands and whatever it says: who has one may be somebody
  if (cookie.includes(SESSION_COOKIE)) return null
  if (headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0') return null
  const address = addressOf(url)
  if (address === null) return null
  const cookies = cookiesOf(cookie)
  const chosen = INTERFACE_LANGUAGES.find((lang) => lang === cookies.get(LANGUAGE_COOKIE))
  const zone = cookies.get(ZONE_COOKIE) ?? null
  if (zone !== null && !ZONE.test(zone)) return null
  cookies.delete(ZONE_COOKIE)
  const { theme, typeSize, data } = readPreferences(cookies, headers['save-data'] === 'on')
  return { address, lang: chosen ?? interfaceLanguage(accepted), theme, typeSize, data, zone }
}

/** CW2: two requests with one key are shown one page. */
export const keyOf = ({ address, lang, theme, typeSize, data, zone }: PublicPage): string =>
  [lang, theme, typeSize, data, zone ?? '', address].join('\n')

/** What a page that is kept for others is asked for with, in place of the headers of whoever came first. */
export function headersFor({ lang, theme, typeSize, data, zone }: PublicPage): Record<string, string> {
  const cookies = { [LANGUAGE_COOKIE]: lang, [THEME_COOKIE]: theme, [TYPE_COOKIE]: typeSize, [DATA_COOKIE]: data }
  const all = zone === null ? cookies : { ...cookies, [ZONE_COOKIE]: encodeURIComponent(zone) }
  return {
    accept: 'text/html, */*;q=0.8',
    cookie: Object.entries(all)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  }
}

/** An answer, as far as it decides whether it may be kept. Header names in small letters. */
export interface Given {
  status: number
  headers: Readonly<Record<string, string | number | string[] | undefined>>
}

const KEPT_STATUS = new Set([200, 301, 303, 307, 308, 404])

/** CW3: whether others may be shown this answer: it sets nothing, was not for one alone, and no script in it is let run by a word used once. */
export const mayBeShownToOthers = (given: Given): boolean => KEPT_STATUS.has(given.status) && !isForOne(given)

/** CW3: whether it is a fault that says nothing to one alone: those who waited for the page are given it, and nobody later. */
export const isSharedFault = (given: Given): boolean => given.status >= 500 && !isForOne(given)

const isForOne = ({ headers }: Given): boolean =>
  headers['set-cookie'] !== undefined ||
  String(headers['content-security-policy'] ?? '').includes("'nonce-") ||
  /no-store/.test(String(headers['cache-control'] ?? ''))

/** Acts that no public page shows anything of: words and talks on their way. Any other may change what everybody sees. */
const BEHIND_DOORS =
  /^(?:alternate|article|bracket|comment|invitation|language|proposal|provision|sitting|translation)\./

/** CW4: whether an act of the record may change a public page. */
export const mayChangePublicPages = (act: string): boolean => !BEHIND_DOORS.test(act)

export type Coding = 'br' | 'gzip' | null

/** The best coding of those that `Accept-Encoding` takes; null: as it is. */
export function codingFor(accepted: string): Coding {
  const takes = (coding: string): boolean =>
    accepted.split(',').some((one) => {
      const [name = '', ...rest] = one.split(';')
      return name.trim().toLowerCase() === coding && !rest.some((part) => /^\s*q=0(?:\.0*)?\s*$/.test(part))
    })
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : null
}

/** The validator of an answer in a coding: each coding is other bytes. */
export const tagIn = (tag: string, coding: Coding): string => `"${coding === null ? tag : `${tag}-${coding}`}"`

/** CW6: whether `If-None-Match` names this answer, in whatever coding. */
export const isKnown = (known: string, tag: string): boolean =>
  known.split(',').some((one) => {
    const given = one.trim().replace(/^W\//, '')
    return given === '*' || [null, 'br', 'gzip'].some((coding) => given === tagIn(tag, coding as Coding))
  })
