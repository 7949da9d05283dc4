/**
 * What browser and server say to each other about a document's socket (rules SY*, contract "The websocket"):
 * message types of the y-websocket protocol with Concord's two additions, close codes, the codes of refused frames.
 */
import type { Hat } from './hat.ts'

/** First number of every message. */
export const MESSAGE = {
  sync: 0,
  presence: 1,
  queryPresence: 3,
  /** Server to a client with `ack=1`: varUint n, so many sync messages of subtype 1 or 2 of this socket are durable. */
  acknowledged: 100,
  /**
   * Server to a client with `ack=1`: varString code, why nothing may be written; the empty string: writing is allowed again.
   * With `rights=1` it is the first thing said.
   */
  readOnly: 101,
  /** Server to a client with `people=1`: varString JSON, `PersonHere[]`: everybody in the charter's texts whom this person sees. */
  people: 102,
  /** Server to a client with `notices=1`: varString JSON, `Notice`: something beside the text changed, to be asked for again. */
  notice: 103,
  /** Server to a client with `stands=1`: varString JSON, `Standing`: what it may not touch in a text that it may write; at first and whenever it is another. */
  standing: 105,
  /** Server to a client with `hats=1`: varString JSON, `Capacity`: in which capacity its words are kept; at first and whenever that is another. */
  capacity: 106,
  /** Server to a client with `deflate=1`: varUint8Array, one of the messages above in raw deflate (RFC 1951). Long answers come so. */
  deflated: 104,
} as const

export type Notice =
  /** TH7: something was said, settled or moved among the comments of this article; what it was is asked for, and answered to whom it may concern. */
  | { kind: 'comments'; articleId: string }
  /** AG10: how far this article or a part of it is agreed, a confirmation, an editorial fix or a position on it is other than it was. */
  | { kind: 'talks'; articleId: string }
  /** A proposal to this article began, or is another than it was; of a draft, to its sponsors alone. */
  | { kind: 'proposals'; articleId: string }
  /** TX29: words of the socket's own person came too late for their place; to them alone. */
  | { kind: 'recovered'; documentId: string }
  /** SY17: the text that the socket is for is nearly as large as it may be, in whole percent of that; 0: it no longer is. To writers alone. */
  | { kind: 'article-nearly-full'; percent: number }

/** HW4: in which capacity the words of a socket are kept (null: its person may not write), and in which they may write here. */
export interface Capacity {
  hat: Hat | null
  hats: readonly Hat[]
}

/** Somebody who has texts of the charter open (rule PR7). */
export interface PersonHere {
  id: string
  name: string
  /** The party's code; null: none. */
  party: string | null
  /** `#rrggbb` */
  color: string
  /** `proposalId`: in that proposal to the article, told to who has it open alone (PR9). */
  at: { articleId: string; lang: string; proposalId?: string }[]
}

/** Second number of a sync message. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** The reason of a 4401: the page holds one person's words (`person=`), and another is signed in. */
export const OTHER_PERSON = 'other-person'

/** The reason of a 4403: the capacity that was asked for (`as=`) is none of this person's here. */
export const NOT_YOUR_CAPACITY = 'not-your-capacity'

/** The reason of a 4401: the account was closed while its person had the text open; somebody else learns this of nobody (SE3). */
export const ACCOUNT_CLOSED = 'account-closed'

/** 4400-4499 are final for a y-websocket client; after the others it comes back. */
export const CLOSE = {
  restarting: 1012,
  tooMany: 1013,
  /** A frame was refused; the reason of the close is its `FrameRefusal`. */
  refused: 4400,
  signIn: 4401,
  accessLost: 4403,
  noSuchDocument: 4404,
  otherSchema: 4409,
} as const

/** The reason of a 4400: words stand under a client id that is somebody else's (GA3). */
export const FOREIGN_CLIENT = 'foreign-client'

/** Why a frame was refused (rules GA*): the reason of the close. */
export const FRAME_REFUSALS = [
  'too-large',
  'undecodable',
  'unknown-message',
  'missing-dependency',
  FOREIGN_CLIENT,
  'content-not-allowed',
  'root-not-allowed',
  'splits-character',
  'too-many-clients',
  'structure-follows',
  'misplaced',
  /** What the article would be with it is more than an article may be (`articleBytes` of limits.ts). */
  'article-too-large',
] as const
export type FrameRefusal = (typeof FRAME_REFUSALS)[number]

/** The reason of a 1013: as many sockets are open as may be, of this person or in this article (SY6). */
export const TOO_MANY_SOCKETS = 'too-many-sockets'
/** The reason of a 1013: too many frames of this person were refused a moment ago (SY16). */
export const TOO_MANY_REFUSALS = 'too-many-refusals'
