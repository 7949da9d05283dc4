/**
 * Every limit of the sync engine, in one place; docs/limits.md has them as a table, and a test holds the two together. Units are told by the end of
 * a name: `Bytes` (written in KiB and MiB), `PerSecond`, `Ms`, `Percent`; what ends otherwise is counted. Those with a variable of the environment
 * are defaults (`server/config.ts`).
 */
const KIB = 1024
const MIB = 1024 * KIB

export interface SyncLimits {
  /** One update (sync message of subtype 2). */
  readonly updateBytes: number
  /** The state of an article in one language, encoded; so also one sync step 2, which may bring all of it. */
  readonly articleBytes: number
  /** Structs of one update: pieces that were typed, pasted or formatted apart. */
  readonly structs: number
  /** Of `articleBytes`: from here on writers are told. */
  readonly nearlyFullPercent: number
  /** One presence message: stock clients repeat the carets of everybody they see, some 300 bytes each. */
  readonly presenceBytes: number
  /** One state vector: ten bytes a client id, of 100,000 pages that ever wrote here. */
  readonly stateVectorBytes: number
  /** Updates of one socket, on average. */
  readonly updatesPerSecond: number
  /** Carets and questions of one socket, on average; apart from words, so that a moving caret never slows them. */
  readonly presencePerSecond: number
  /** What one socket may do at once, in seconds' worth of either. */
  readonly burstSeconds: number
  /** What may wait of one socket before it is no longer read. */
  readonly waitingBytes: number
  /** What a socket may leave unread before it is cut off. */
  readonly unreadBytes: number
  /** Fragments that one websocket message may come in: each costs more than its bytes. */
  readonly fragments: number
  /** Pieces in which the network may deliver one message, for the same reason. */
  readonly chunks: number
  readonly socketsPerPerson: number
  readonly socketsPerArticle: number
  /** Upgrades that wait for an answer at once, of everybody. */
  readonly waitingUpgrades: number
  /** An upgrade that is not decided by then is cut off. */
  readonly upgradeMs: number
  /** A socket that was sent away and does not go is cut off. */
  readonly farewellMs: number
  /** Bytes of one message of a socket that was sent away; nothing of it is read by anybody. */
  readonly farewellBytes: number
  /** A line without a sign of life for so long is cut off. */
  readonly silenceMs: number
  /** Sockets of one person that may end with a refused frame (4400) within `refusedMs`. */
  readonly refusedSockets: number
  /** For so long a person's refused frames are counted; at the limit nothing more of them is let in until one is older than this. */
  readonly refusedMs: number
  /** The head of an http request is there by then, also that of an upgrade, or its connection is cut off. */
  readonly requestHeadMs: number
  /** The whole of an http request is there by then. */
  readonly requestMs: number
}

export const SYNC_LIMITS: SyncLimits = {
  updateBytes: 256 * KIB,
  articleBytes: 4 * MIB,
  structs: 200_000,
  nearlyFullPercent: 75,
  presenceBytes: 256 * KIB,
  stateVectorBytes: 1 * MIB,
  updatesPerSecond: 50,
  presencePerSecond: 50,
  burstSeconds: 4,
  waitingBytes: 4 * MIB,
  unreadBytes: 8 * MIB,
  fragments: 1024,
  chunks: 16_384,
  socketsPerPerson: 20,
  socketsPerArticle: 500,
  waitingUpgrades: 1_000,
  upgradeMs: 10_000,
  farewellMs: 5_000,
  farewellBytes: 4 * KIB,
  silenceMs: 30_000,
  refusedSockets: 5,
  refusedMs: 60_000,
  requestHeadMs: 10_000,
  requestMs: 120_000,
}

/** How full an article is, in whole percent of what it may hold, rounded down; 0 where nobody need be told yet. */
export function fullness(
  bytes: number,
  { articleBytes, nearlyFullPercent }: Pick<SyncLimits, 'articleBytes' | 'nearlyFullPercent'>,
): number {
  const percent = Math.floor((bytes * 100) / articleBytes)
  return percent < nearlyFullPercent ? 0 : percent
}
