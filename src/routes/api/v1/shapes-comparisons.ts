/** The shapes of comparisons of texts in the JSON API. */
import * as v from 'valibot'
import { BLOCK_KINDS } from '../../../lib/domain/article.ts'
import { comparedCounts, id } from './shapes-parts.ts'
import { flags, runs } from './shapes.ts'

// what goes out

const comparedSide = v.nullable(
  v.strictObject({
    articleId: id,
    kind: v.picklist(BLOCK_KINDS),
    depth: v.number(),
    label: v.nullable(v.string()),
    name: v.string(),
  }),
)
const comparisonFields = {
  lang: v.string(),
  counts: comparedCounts,
  articles: v.array(
    v.strictObject({
      id,
      before: v.optional(v.nullable(v.string())),
      after: v.optional(v.nullable(v.string())),
      blocks: v.array(
        v.strictObject({
          id,
          change: v.picklist(['same', 'changed', 'added', 'removed', 'moved']),
          runs,
          flags,
          shape: v.array(
            v.strictObject({
              what: v.picklist(['kind', 'bracket', 'option', 'emphasis', 'reference']),
              before: v.nullable(v.string()),
              after: v.nullable(v.string()),
            }),
          ),
          before: comparedSide,
          after: comparedSide,
          from: v.nullable(id),
          into: v.nullable(id),
        }),
      ),
      movedFrom: v.array(v.strictObject({ id, behind: v.nullable(id) })),
    }),
  ),
}
export const comparison = v.strictObject(comparisonFields)
const point = v.strictObject({
  kind: v.picklist(['version', 'working']),
  id: v.nullable(id),
  number: v.nullable(v.number()),
  label: v.nullable(v.string()),
  at: v.nullable(v.string()),
})
export const comparedPoints = v.strictObject({ ...comparisonFields, from: point, to: point })
