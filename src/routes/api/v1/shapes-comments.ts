/** The shapes of comments and of words that came too late in the JSON API. */
import * as v from 'valibot'
import { ANCHOR_LIMITS } from '../../../lib/domain/anchor.ts'
import { CAPACITIES } from '../../../lib/domain/people.ts'
import { PROPOSAL_STATUSES } from '../../../lib/domain/proposal.ts'
import { id, instant, lang, someText, text } from './shapes-parts.ts'
import { party } from './shapes.ts'

// what comes in

const anchorInput = v.object({
  blockId: someText(200),
  exact: someText(ANCHOR_LIMITS.exact),
  prefix: v.nullish(text(ANCHOR_LIMITS.context), ''),
  suffix: v.nullish(text(ANCHOR_LIMITS.context), ''),
  optionId: v.nullish(text(200), ''),
  start: v.optional(text(200)),
  end: v.optional(text(200)),
})
export const commentInput = v.object({
  body: someText(10_000),
  lang,
  anchor: v.optional(v.nullable(anchorInput), null),
  proposalId: v.optional(id),
})
export const replyInput = v.object({ body: someText(10_000) })

// what goes out

const author = v.strictObject({
  name: v.string(),
  party: v.nullable(party),
  role: v.nullable(v.string()),
  capacity: v.nullable(v.picklist(CAPACITIES)),
  ties: v.nullable(v.string()),
  isFormer: v.boolean(),
})
/** As in the file it was imported from. */
const past = v.record(v.string(), v.unknown())
const replyFields = {
  id,
  author,
  body: v.string(),
  createdAt: instant,
  isOwn: v.boolean(),
  isNew: v.boolean(),
  past: v.nullable(past),
  status: v.string(),
  ground: v.nullable(v.string()),
}
const proposalLink = v.strictObject({ id, code: v.nullable(v.string()), status: v.picklist(PROPOSAL_STATUSES) })
const entryPermissions = { retract: v.boolean(), withhold: v.boolean(), release: v.boolean() }
export const thread = v.strictObject({
  ...replyFields,
  articleId: id,
  lang: v.string(),
  visibility: v.picklist(['participants', 'delegation', 'public', 'private']),
  orphaned: v.boolean(),
  anchor: v.nullable(
    v.strictObject({
      blockId: v.string(),
      exact: v.string(),
      prefix: v.optional(v.string()),
      suffix: v.optional(v.string()),
      optionId: v.optional(v.string()),
    }),
  ),
  home: v.nullable(v.string()),
  memory: v.nullable(
    v.strictObject({
      prefix: v.string(),
      suffix: v.string(),
      version: v.nullable(v.string()),
      start: v.nullable(v.string()),
      end: v.nullable(v.string()),
      isSole: v.optional(v.boolean()),
    }),
  ),
  moved: v.nullable(v.picklist(['split', 'joined', 'elsewhere'])),
  settledAt: v.nullable(instant),
  settledBy: v.nullable(v.string()),
  /** Made of it. */
  proposals: v.array(proposalLink),
  /** The proposal that it is about. */
  about: v.nullable(proposalLink),
  replies: v.array(v.strictObject({ ...replyFields, permissions: v.strictObject(entryPermissions) })),
  permissions: v.strictObject({ ...entryPermissions, settle: v.boolean(), reply: v.boolean(), propose: v.boolean() }),
})
const pastContribution = v.strictObject({
  id: v.string(),
  articleId: v.nullable(id),
  blockId: v.nullable(v.string()),
  author,
  past,
})
export const commentsMark = v.strictObject({ mark: v.string() })
export const charterComments = v.strictObject({
  items: v.array(
    v.strictObject({
      article: v.strictObject({
        ...{ id, number: v.nullable(v.string()), label: v.string(), heading: v.string() },
        removedAt: v.optional(instant),
      }),
      labels: v.record(v.string(), v.string()),
      blocks: v.array(v.string()),
      threads: v.array(thread),
      counts: v.strictObject({ open: v.number(), answered: v.number(), settled: v.number(), orphaned: v.number() }),
      past: v.array(pastContribution),
    }),
  ),
  elsewhere: v.array(pastContribution),
})
export const recoveredWords = v.strictObject({
  id,
  documentId: id,
  articleId: id,
  lang: v.string(),
  blockId: v.string(),
  isThere: v.boolean(),
  option: v.nullable(v.string()),
  words: v.string(),
  standsIn: v.nullable(v.string()),
  at: instant,
})
export const commentVisit = v.strictObject({ at: instant })
