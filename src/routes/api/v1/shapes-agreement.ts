/** The shapes of agreement: parts of articles, editorial fixes, positions, the board. */
import * as v from 'valibot'
import { ARTICLE_STATUSES, PART_STATUSES } from '../../../lib/domain/article.ts'
import { LONGEST_FIX } from '../../../lib/domain/editorial-fix.ts'
import { HATS } from '../../../lib/domain/hat.ts'
import { LONGEST_NOTE, POSITION_READERS, STANDS } from '../../../lib/domain/position.ts'
import { id, instant, partyCode, seenWords, shownWords, someText, text } from './shapes-parts.ts'
import { party } from './shapes.ts'

const status = v.picklist(ARTICLE_STATUSES)
/** Of a part, which may be deleted by agreement. */
const partStatus = v.picklist(PART_STATUSES)
/** The capacity in which the act is done; needed where several are possible. */
const as = v.optional(v.picklist(HATS))

// what comes in

const statusFields = {
  reason: v.optional(text(2_000)),
  group: v.optional(text(200)),
  confirmBy: v.optional(someText(40)),
  parties: v.optional(v.union([v.literal('all'), v.pipe(v.array(partyCode), v.maxLength(1_000))])),
  seen: v.optional(seenWords),
  as,
}
export const statusInput = v.object({ status, ...statusFields })
export const partStatusInput = v.object({ status: partStatus, ...statusFields })
export const asInput = v.object({ as })
export const refusalInput = v.object({ reason: someText(2_000), as })
/** Which act is confirmed or refused. */
const eventId = v.optional(someText(200))
export const confirmInput = v.object({ eventId, as })
export const notConfirmInput = v.object({ reason: someText(2_000), eventId, as })
export const fixInput = v.object({
  lang: someText(35),
  blockId: someText(200),
  exact: text(LONGEST_FIX),
  words: text(LONGEST_FIX),
  why: someText(2_000),
  as,
})
export const positionInput = v.object({ stand: v.picklist(STANDS), note: v.optional(text(LONGEST_NOTE)), as })
export const positionRuleInput = v.object({ needsHead: v.boolean(), as })

// what goes out

const agreed = {
  since: v.nullable(instant),
  eventId: v.nullable(id),
  confirmBy: v.nullable(instant),
  confirmations: v.array(
    v.strictObject({
      party: v.nullable(party),
      state: v.picklist(['open', 'confirmed', 'refused']),
      at: v.nullable(instant),
      reason: v.nullable(v.string()),
    }),
  ),
  words: shownWords,
}
const run = v.strictObject({
  op: v.picklist(['keep', 'ins', 'del']),
  text: v.string(),
  was: v.optional(v.string()),
  moved: v.optional(v.string()),
  flags: v.optional(v.array(v.picklist(['modal', 'conjunction']))),
})
/** A fix that can be objected to, as it is shown at its words. */
export const shownFix = v.strictObject({
  ...{ id, blockId: id, lang: v.string(), runs: v.array(run) },
  ...{ confirmedAt: instant, until: instant },
})
const permissions = v.strictObject({ set: v.array(partStatus), answer: v.boolean() })
export const provisions = v.strictObject({
  articleId: id,
  status,
  ...agreed,
  parts: v.array(
    v.strictObject({
      status: partStatus,
      ...agreed,
      blockId: id,
      blocks: v.array(id),
      label: v.nullable(v.string()),
      isBracketed: v.boolean(),
      isUnchecked: v.boolean(),
      permissions,
    }),
  ),
  permissions,
  askable: v.array(party),
  history: v.array(
    v.strictObject({
      id,
      blockId: v.nullable(id),
      from: partStatus,
      to: partStatus,
      at: instant,
      by: v.nullable(v.string()),
      hat: v.picklist(HATS),
      reason: v.nullable(v.string()),
      group: v.nullable(v.string()),
    }),
  ),
  removed: v.array(
    v.strictObject({
      ...{ id, at: instant, number: v.number() },
      parts: v.array(v.strictObject({ blockId: id, label: v.nullable(v.string()) })),
    }),
  ),
  fixes: v.array(shownFix),
})

export const fix = v.strictObject({
  id,
  articleId: id,
  lang: v.string(),
  blockId: id,
  state: v.picklist(['proposed', 'shown', 'stands', 'objected', 'withdrawn']),
  runs: v.array(run),
  why: v.string(),
  proposedBy: v.nullable(v.string()),
  proposedAt: instant,
  confirmedBy: v.nullable(v.string()),
  confirmedAt: v.nullable(instant),
  until: v.nullable(instant),
  objection: v.nullable(v.strictObject({ party: v.nullable(party), at: instant, reason: v.nullable(v.string()) })),
  takenBackAt: v.nullable(instant),
  permissions: v.strictObject({
    confirm: v.boolean(),
    withdraw: v.boolean(),
    object: v.boolean(),
    takeBack: v.boolean(),
  }),
})

export const positions = v.strictObject({
  items: v.array(
    v.strictObject({
      blockId: v.nullable(id),
      party: v.nullable(party),
      stand: v.picklist(STANDS),
      note: v.nullable(v.string()),
      at: instant,
      shownTo: v.picklist(POSITION_READERS),
    }),
  ),
  permissions: v.strictObject({ set: v.boolean() }),
})
export const positionRule = v.strictObject({ needsHead: v.boolean() })

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
export const boardRow = v.strictObject({
  articleId: id,
  number: v.nullable(v.string()),
  label: v.string(),
  heading: v.string(),
  status,
  /** Status -> how many of its parts. */
  parts: v.record(v.string(), count),
  openBrackets: count,
  openComments: count,
  orphanedComments: count,
  proposals: v.record(v.string(), count),
  positions: v.nullable(count),
  stands: v.nullable(v.record(v.string(), count)),
  unchecked: count,
  fixes: count,
  reopenedAt: v.nullable(instant),
})
