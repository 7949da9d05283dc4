/** The shapes of proposals in the JSON API: what comes in is parsed with them, what goes out is described by them. */
import * as v from 'valibot'
import { BLOCK_KINDS } from '../../../lib/domain/article.ts'
import { HATS } from '../../../lib/domain/hat.ts'
import { TAKES } from '../../../lib/domain/merge-settled.ts'
import {
  BRACKET_OPS,
  PROPOSAL_ACTS,
  PROPOSAL_KINDS,
  PROPOSAL_LIMITS,
  PROPOSAL_STATUSES,
  RETURN_GROUNDS,
} from '../../../lib/domain/proposal.ts'
import { articleDoc, target } from './shapes-articles.ts'
import { comparison } from './shapes-comparisons.ts'
import { id, instant, lang, seenWords, someText, text } from './shapes-parts.ts'
import { party } from './shapes.ts'

const code = someText(16)
const codes = v.pipe(v.array(code), v.maxLength(PROPOSAL_LIMITS.sponsors))

// what comes in

const hat = v.optional(v.picklist(HATS))
const rev = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)))
const group = v.object({ name: text(PROPOSAL_LIMITS.group), members: codes, except: v.optional(codes) })
const rationale = v.optional(text(PROPOSAL_LIMITS.rationale))
/** Of every act: in which capacity, and the `rev` that was seen. */
export const actInput = v.object({ as: hat, rev })
/** Of an act that decides about words: `texts` as they were read, or those of the preview. */
const seen = v.pipe(
  v.array(
    v.object({
      documentId: id,
      seq: v.pipe(v.number(), v.integer(), v.minValue(0)),
      baseSeq: v.pipe(v.number(), v.integer(), v.minValue(0)),
    }),
  ),
  v.maxLength(50),
)
export const sightInput = v.object({ as: hat, rev, seen })
/** `bracket`: of what asks for a bracket's end, its `words` as they were read. */
export const acceptInput = v.object({ as: hat, rev, seen, bracket: v.optional(seenWords) })
/** Needed of a head alone, whose approval the delegation wants. */
export const submitInput = v.object({ as: hat, rev, seen: v.optional(seen) })
export const actWithReason = v.object({ as: hat, rev, reason: text(2_000) })
export const returnInput = v.object({
  ...{ as: hat, rev, reason: text(2_000) },
  ground: v.optional(v.picklist(RETURN_GROUNDS)),
})
export const proposalInput = v.object({
  ...{ lang: v.optional(lang), rationale, group: v.optional(v.nullable(group)), as: hat },
  ...{ amends: v.optional(id), succeeds: v.optional(id), answers: v.optional(id), commentId: v.optional(id) },
  act: v.optional(v.object({ op: v.picklist(BRACKET_OPS), bracket: someText(200), option: v.optional(someText(200)) })),
})
export const proposalEdit = v.object({
  ...{ as: hat, rev, rationale, lang: v.optional(lang) },
  group: v.optional(v.nullable(group)),
})
export const proposalLanguage = v.object({ lang })
export const proposalWords = v.object({
  as: hat,
  blocks: v.pipe(
    v.array(
      v.object({
        id: v.nullable(someText(200)),
        after: v.optional(someText(200)),
        kind: v.optional(v.picklist(BLOCK_KINDS)),
        depth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2))),
        find: v.optional(someText(5_000)),
        option: v.optional(someText(200)),
        place: v.optional(v.picklist(['instead', 'behind'])),
        text: v.nullable(text(50_000)),
      }),
    ),
    v.minLength(1),
    v.maxLength(PROPOSAL_LIMITS.blocks),
  ),
})
export const sponsorInput = v.object({ as: hat, rev, party: code })
export const heldInput = v.object({ as: hat, rev, lang, block: someText(200), take: v.picklist(TAKES) })
export const modifyInput = v.object({ as: hat, rev, held: v.optional(v.picklist(['article', 'proposal'])) })
export const disputeInput = v.object({
  ...{ as: hat, rev, with: v.optional(v.pipe(v.array(id), v.maxLength(20))), seen: v.optional(seen) },
})
export const deadline = v.strictObject({ until: v.nullable(someText(40)) })
export const headsApproval = v.strictObject({ needHead: v.boolean() })

// what goes out

const status = v.picklist(PROPOSAL_STATUSES)
const op = v.picklist(['changed', 'added', 'removed', 'moved'])
const flags = v.array(v.picklist(['modal', 'conjunction']))
const link = v.strictObject({ id, code: v.nullable(v.string()), status })
const block = v.nullable(articleDoc.entries.content.item)
const may = v.boolean()
const runs = v.array(
  v.strictObject({
    op: v.picklist(['keep', 'ins', 'del']),
    text: v.string(),
    was: v.optional(v.string()),
    moved: v.optional(id),
    flags: v.optional(flags),
  }),
)
/** How the copy that is accepted differs from the sponsors' words. */
const modified = v.array(
  v.strictObject({ lang: v.string(), blocks: v.array(v.strictObject({ id: v.string(), op, runs, flags })) }),
)
const summaryFields = {
  id,
  articleId: id,
  code: v.nullable(v.string()),
  kind: v.picklist(PROPOSAL_KINDS),
  act: v.nullable(v.strictObject({ op: v.picklist(BRACKET_OPS), bracket: v.string(), option: v.optional(v.string()) })),
  status,
  lang: v.string(),
  isChairs: v.boolean(),
  party: v.nullable(party),
  areOthers: v.boolean(),
  sponsors: v.array(
    v.strictObject({
      party,
      kind: v.picklist(['main', 'co']),
      state: v.picklist(['invited', 'joined', 'left']),
      at: instant,
    }),
  ),
  group: v.nullable(v.strictObject({ name: v.string(), members: v.array(party), except: v.array(party) })),
  opening: v.string(),
  rationaleLang: v.nullable(v.string()),
  blocks: v.array(v.strictObject({ id: v.string(), lang: v.string(), op })),
  isHeld: v.boolean(),
  isLate: v.boolean(),
  rev: v.number(),
  submittedAt: v.nullable(instant),
  tabledAt: v.nullable(instant),
  settledAt: v.nullable(instant),
  amends: v.nullable(link),
  permissions: v.strictObject({
    ...{ write: may, submit: may, askApproval: may, approve: may, discard: may, invite: may, join: may, leave: may },
    ...{ admit: may, return: may, decline: may, takeUp: may, decide: may, notRetain: may, merge: may, undo: may },
    ...{
      takeOver: may,
      carryOver: may,
      reword: may,
      amend: may,
      answer: may,
      settleHeld: may,
      modify: may,
      acceptModified: may,
    },
    ...{ bracket: may, takeIn: may },
  }),
}
export const proposalSummary = v.strictObject(summaryFields)
export const proposal = v.strictObject({
  ...summaryFields,
  charterId: id,
  isShown: v.boolean(),
  createdAt: v.nullable(instant),
  rationale: v.string(),
  approval: v.nullable(
    v.strictObject({ askedAt: v.nullable(instant), isApproved: v.boolean(), isCurrent: v.boolean() }),
  ),
  texts: v.array(
    v.strictObject({
      lang: v.string(),
      kind: v.picklist(['original', 'translation', 'modified']),
      documentId: id,
      /** As of which entry of its own journal, and based on which of the article's. */
      seq: v.number(),
      baseSeq: v.number(),
      isHeld: v.boolean(),
      blocks: v.array(
        v.strictObject({
          id: v.string(),
          op,
          label: v.nullable(v.string()),
          runs,
          flags,
          base: block,
          text: block,
          basePrev: v.nullable(v.string()),
          prev: v.nullable(v.string()),
          /** What collides, with the three texts. */
          held: v.nullable(v.record(v.string(), v.unknown())),
        }),
      ),
    }),
  ),
  events: v.array(
    v.strictObject({
      n: v.number(),
      at: instant,
      act: v.picklist(PROPOSAL_ACTS),
      from: v.nullable(status),
      to: status,
      hat: v.nullable(v.picklist(HATS)),
      party: v.nullable(party),
      name: v.nullable(v.string()),
      reason: v.nullable(v.string()),
      about: v.nullable(party),
      modified,
    }),
  ),
  succeeds: v.nullable(link),
  successor: v.nullable(link),
  answers: v.nullable(link),
  answeredBy: v.array(link),
  amendments: v.array(link),
  madeOf: v.nullable(id),
  threads: v.array(id),
  brackets: v.array(v.strictObject({ bracket: v.string(), option: v.nullable(v.string()) })),
  modified,
})
export const proposalWording = v.strictObject({
  lang: v.string(),
  kind: v.picklist(['original', 'translation', 'modified']),
  documentId: id,
  seq: v.number(),
  baseSeq: v.number(),
  base: articleDoc,
  text: articleDoc,
  targets: v.record(v.string(), target),
  permissions: v.strictObject({ write: may }),
  readOnly: v.nullable(v.string()),
})
const blocks = v.array(articleDoc.entries.content.item)
const proposalPreview = v.strictObject({
  lang: v.string(),
  documentId: id,
  seq: v.number(),
  baseSeq: v.number(),
  comparison,
  held: v.array(
    v.strictObject({
      kind: v.picklist(['words', 'removed', 'attribute', 'format', 'order', 'unsound', 'ids', 'books']),
      blocks: v.array(id),
      ...{ base: blocks, main: blocks, fork: blocks },
      what: v.optional(v.string()),
    }),
  ),
})
export const proposalPreviews = v.strictObject({ texts: v.array(proposalPreview) })
