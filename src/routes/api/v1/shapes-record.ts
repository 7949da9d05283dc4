/** The shapes of the record in the JSON API: changes, authorship, restoring, the audit. */
import * as v from 'valibot'
import { BLOCK_KINDS } from '../../../lib/domain/article.ts'
import { DISCLOSURES } from '../../../lib/domain/contract.ts'
import { HATS } from '../../../lib/domain/hat.ts'
import { articleDoc } from './shapes-articles.ts'
import { id, instant, lang, sha256 } from './shapes-parts.ts'
import { party } from './shapes.ts'

// what comes in

const entryNumber = v.pipe(v.number(), v.integer(), v.minValue(1))
export const restoreInput = v.object({
  versionId: v.optional(id),
  seq: v.optional(entryNumber),
  lang: v.optional(lang),
  base: v.optional(entryNumber),
  as: v.optional(v.picklist(HATS)),
})

// what goes out

const writer = v.strictObject({
  kind: v.picklist(['own', 'person', 'system', 'hidden']),
  name: v.nullable(v.string()),
  party: v.nullable(party),
  hat: v.nullable(v.picklist(HATS)),
})
export const change = v.strictObject({
  id,
  articleId: id,
  documentId: id,
  lang: v.string(),
  from: v.number(),
  to: v.number(),
  begun: instant,
  at: instant,
  act: v.string(),
  by: writer,
  hat: v.nullable(v.picklist(HATS)),
  onWordOf: v.nullable(v.literal('chair')),
  reason: v.nullable(v.string()),
  decisionId: v.nullable(id),
  bracketId: v.nullable(v.string()),
  proposalId: v.nullable(id),
  blocks: v.array(
    v.strictObject({
      id: v.string(),
      label: v.nullable(v.string()),
      op: v.picklist(['changed', 'added', 'removed', 'moved']),
      before: v.nullable(articleDoc.entries.content.item),
      after: v.nullable(articleDoc.entries.content.item),
      prevBefore: v.nullable(v.string()),
      prevAfter: v.nullable(v.string()),
      runs: v.array(
        v.strictObject({
          op: v.picklist(['keep', 'ins', 'del']),
          text: v.string(),
          was: v.optional(v.string()),
          moved: v.optional(v.string()),
          flags: v.optional(v.array(v.picklist(['modal', 'conjunction']))),
        }),
      ),
      flags: v.array(v.picklist(['modal', 'conjunction'])),
    }),
  ),
})
export const authorship = v.strictObject({
  document: v.strictObject({ id, lang: v.string() }),
  shownTo: v.picklist(DISCLOSURES),
  seq: v.number(),
  last: v.number(),
  at: instant,
  blocks: v.array(
    v.strictObject({
      id,
      kind: v.picklist(BLOCK_KINDS),
      depth: v.number(),
      label: v.nullable(v.string()),
      runs: v.array(v.strictObject({ text: v.string(), by: writer, seq: v.number(), at: instant })),
    }),
  ),
  sittings: v.array(
    v.strictObject({ from: v.number(), to: v.number(), begun: instant, ended: instant, by: v.array(writer) }),
  ),
})
export const restoration = v.strictObject({
  articleId: id,
  lang: v.string(),
  documentId: id,
  base: v.number(),
  seq: v.nullable(v.number()),
  last: v.number(),
})
export const auditRow = v.strictObject({
  seq: v.number(),
  at: instant,
  actor: v.nullable(
    v.strictObject({
      id,
      role: v.string(),
      party: v.nullable(party),
      alternate: v.optional(v.literal(true)),
    }),
  ),
  act: v.string(),
  subject: v.strictObject({ kind: v.string(), id }),
  data: v.record(v.string(), v.unknown()),
  prevHash: sha256,
  hash: sha256,
})
export const auditVerdict = v.strictObject({
  ok: v.boolean(),
  length: v.number(),
  head: sha256,
  brokenAt: v.nullable(v.number()),
})
