/** The shapes of versions and of sign-off in the JSON API. */
import * as v from 'valibot'
import { OBSTACLES } from '../../../lib/domain/agreement.ts'
import { ARTICLE_STATUSES } from '../../../lib/domain/article.ts'
import { DECISIONS } from '../../../lib/domain/contract.ts'
import { CAPACITIES } from '../../../lib/domain/people.ts'
import { SIGNOFF_LIMITS } from '../../../lib/domain/signoff.ts'
import { articleDoc } from './shapes-articles.ts'
import { articleKind, comparedCounts, id, instant, round, sha256, someText, text } from './shapes-parts.ts'
import { party } from './shapes.ts'

// what comes in

export const versionInput = v.object({
  label: someText(60),
  notes: v.nullish(text(10_000), ''),
  publish: v.optional(v.boolean()),
  renumber: v.optional(v.boolean()),
})
/** What is left out may be null, as it is where it is told. */
export const signoffInput = v.object({
  decision: v.picklist(DECISIONS),
  sha256: someText(64),
  statement: v.nullish(text(20_000), ''),
  articles: v.nullish(
    v.pipe(
      v.array(v.object({ articleId: id, kind: v.picklist(['reservation', 'declaration']), text: someText(20_000) })),
      v.maxLength(SIGNOFF_LIMITS.articles),
    ),
    [],
  ),
  capacity: v.nullish(text(200), ''),
  place: v.nullish(text(200), ''),
  password: v.nullish(someText(1024)),
})

// what goes out

const versionFields = {
  id,
  charterId: id,
  number: v.number(),
  label: v.string(),
  notes: v.string(),
  stage: v.string(),
  sha256,
  cutAt: instant,
  publishedAt: v.nullable(instant),
  withdrawnAt: v.nullable(instant),
  withdrawnReason: v.nullable(v.string()),
  url: v.string(),
}
export const version = v.strictObject(versionFields)
export const versionText = v.strictObject({
  ...versionFields,
  titles: v.record(v.string(), v.string()),
  languages: v.array(v.string()),
  notice: v.nullable(v.string()),
  articles: v.array(
    v.strictObject({
      id,
      kind: articleKind,
      number: v.nullable(v.string()),
      lang: v.string(),
      label: v.string(),
      heading: v.string(),
      status: v.string(),
      json: articleDoc,
      text: v.string(),
      round,
    }),
  ),
  positions: v.array(
    v.strictObject({
      id: v.string(),
      articleId: id,
      party: v.nullable(party),
      partyNames: v.record(v.string(), v.string()),
      position: v.nullable(v.string()),
      lang: v.string(),
      body: v.string(),
      at: instant,
    }),
  ),
})
/** The bytes that a version's hash covers; frozen as format 1. */
export const canonical = v.strictObject({
  format: v.literal(1),
  charter: v.string(),
  number: v.number(),
  label: v.string(),
  languages: v.array(v.string()),
  articles: v.array(
    v.strictObject({ id, number: v.nullable(v.string()), lang: v.string(), heading: v.string(), doc: articleDoc }),
  ),
})
export const signoff = v.strictObject({
  id,
  versionId: id,
  party,
  partyNames: v.record(v.string(), v.string()),
  decision: v.picklist(DECISIONS),
  stage: v.string(),
  sha256,
  signedAt: instant,
  signatory: v.strictObject({
    name: v.string(),
    capacity: v.nullable(v.string()),
    alternate: v.optional(v.literal(true)),
    speaksAs: v.optional(v.nullable(v.picklist(CAPACITIES))),
    ties: v.optional(v.nullable(v.string())),
  }),
  place: v.nullable(v.string()),
  statement: v.nullable(v.string()),
  articles: v.array(
    v.strictObject({ articleId: id, kind: v.picklist(['reservation', 'declaration']), text: v.string() }),
  ),
  withdrawnAt: v.nullable(instant),
})
/** What the secretariat should have seen before it publishes. */
export const versionChecks = v.strictObject({
  version,
  articles: v.array(
    v.strictObject({
      articleId: id,
      number: v.nullable(v.string()),
      label: v.string(),
      heading: v.string(),
      status: v.picklist(ARTICLE_STATUSES),
      brackets: v.number(),
      dangling: v.array(v.strictObject({ lang: v.string(), blockId: id, words: v.string() })),
      turned: v.array(v.strictObject({ lang: v.string(), blockId: id })),
      missing: v.array(v.string()),
      behind: v.record(v.string(), v.number()),
      openComments: v.number(),
    }),
  ),
  languages: v.array(v.string()),
  previous: v.nullable(
    v.strictObject({
      id,
      number: v.number(),
      label: v.string(),
      counts: comparedCounts,
      languages: v.array(v.string()),
    }),
  ),
  since: comparedCounts,
  sinceLanguages: v.array(v.string()),
  obstacles: v.array(v.strictObject({ of: v.picklist(OBSTACLES), count: v.number() })),
  leftOut: v.array(v.strictObject({ number: v.nullable(v.string()), heading: v.string() })),
})
/** What a version made of the numbers that were quoted until then. */
export const concordance = v.strictObject({
  items: v.array(
    v.strictObject({ articleId: id, blockId: v.nullable(id), was: v.string(), is: v.nullable(v.string()) }),
  ),
})
