/**
 * Who may open a socket (rules SY5, SY6): the cookie of a same-origin page or a bearer token, then the document, then its schema.
 * Browsers cannot read a refused upgrade, and would try again for ever: a request with an Origin is told by a close code instead.
 */
import type { IncomingMessage } from 'node:http'
import { isHat } from '../../src/lib/domain/hat.ts'
import {
  CLOSE,
  NOT_YOUR_CAPACITY,
  OTHER_PERSON,
  TOO_MANY_REFUSALS,
  TOO_MANY_SOCKETS,
} from '../../src/lib/domain/sync.ts'
import { SCHEMA_VERSION } from '../../src/lib/domain/text.ts'
import type { SyncPorts } from './ports.ts'
import { readWishes, type Wishes } from './wishes.ts'
import type { Admission } from './socket.ts'

/** So many client ids may be named: more than one page holds words under. */
const MOST_CLIENTS = 32

/** Why not: the code of the close, and what it is called as an answer to http. */
export interface Rejection {
  /** Null: nothing is opened to say it, so that whoever stands in front may ask another node (ND13). */
  close: number | null
  status: 401 | 403 | 404 | 409 | 503
  reason: string
}

/** ND13: the database cannot be reached. */
export const AWAY = { close: null, status: 503, reason: 'away' } as const satisfies Rejection

/** Every reason that an upgrade may be told, but those of the rules of an article, which are refusals of their own. */
export const TURNED_AWAY = [
  'not-signed-in',
  OTHER_PERSON,
  'other-origin',
  'not-found',
  'not-allowed',
  NOT_YOUR_CAPACITY,
  'other-schema',
  TOO_MANY_SOCKETS,
  TOO_MANY_REFUSALS,
  'busy',
  'away',
  'restarting',
] as const

export interface Request {
  documentId: string
  hasOrigin: boolean
  /** The session token; null: none that counts. */
  token: string | null
  /** A cookie came with a page of another origin. */
  isForeign: boolean
  schema: string | null
  /** The page's own first, then those under which it holds words that may not be here yet. */
  clients: number[]
  /** Whose words the page holds; null: it does not say. */
  person: string | null
  /** The capacity in which it is to write, as it was said; null: it is not said. */
  as: string | null
  wishes: Wishes
}

/** Reads an upgrade. Null: not an address of a document. `origin`: our own, null: that of the request's Host. */
export function readRequest(request: IncomingMessage, origin: string | null): Request | null {
  const url = URL.parse(request.url ?? '', 'http://sync')
  const name = url?.pathname.match(/^\/sync\/([^/]+)$/)?.[1]
  const documentId = name === undefined ? null : decode(name)
  // no id has U+0000, and PostgreSQL refuses to look
  if (url === null || documentId === null || documentId.includes('\0')) return null
  const { origin: from, host, authorization, cookie } = request.headers
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? null
  const session = sessionCookie(cookie ?? '')
  const isSameOrigin = from !== undefined && (origin === null ? URL.parse(from)?.host === host : from === origin)
  const clients = (url.searchParams.get('client') ?? '').split(',').slice(0, MOST_CLIENTS)
  return {
    documentId,
    hasOrigin: from !== undefined,
    token: bearer ?? (isSameOrigin ? session : null),
    isForeign: bearer === null && session !== null && from !== undefined && !isSameOrigin,
    schema: url.searchParams.get('schema'),
    clients: clients.flatMap((one) => (/^\d{1,10}$/.test(one) && Number(one) < 2 ** 32 ? [Number(one)] : [])),
    person: url.searchParams.get('person'),
    as: url.searchParams.get('as'),
    wishes: readWishes(url.searchParams),
  }
}

/** Decides. Rejects if the store cannot be asked. */
export async function admit(request: Request, ports: SyncPorts): Promise<Admission | Rejection> {
  const { documentId, token, clients, person, wishes } = request
  if (request.isForeign) return { close: CLOSE.accessLost, status: 403, reason: 'other-origin' }
  const actor = token === null ? null : await ports.actorOf(token)
  if (token === null || actor === null) return { close: CLOSE.signIn, status: 401, reason: 'not-signed-in' }
  // SY13: somebody else signed in in this browser meanwhile; what the page holds is not theirs to send
  if (person !== null && person !== actor.id) return { close: CLOSE.signIn, status: 401, reason: OTHER_PERSON }
  // what is no capacity at all is nobody's
  const as = request.as === null || !isHat(request.as) ? null : request.as
  const access = await ports.access(actor, documentId, as)
  if (access === null) return { close: CLOSE.noSuchDocument, status: 404, reason: 'not-found' }
  if (!access.read) return { close: CLOSE.accessLost, status: 403, reason: access.reason ?? 'not-allowed' }
  if (as !== request.as || !access.isTheirs) return { close: CLOSE.accessLost, status: 403, reason: NOT_YOUR_CAPACITY }
  if (request.schema !== null && request.schema !== String(SCHEMA_VERSION))
    return { close: CLOSE.otherSchema, status: 409, reason: 'other-schema' }
  return { documentId, token, actor, access, as, clients, wishes }
}

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null // not an address that anybody was given
  }
}

function sessionCookie(header: string): string | null {
  for (const pair of header.split(';')) {
    const [name, value] = pair.split('=', 2)
    if (name!.trim() === 'concord_session' && value !== undefined) return decode(value.trim())
  }
  return null
}
