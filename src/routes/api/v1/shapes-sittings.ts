/** The shapes of sittings of the talks in the JSON API. */
import * as v from 'valibot'
import { PART_STATUSES } from '../../../lib/domain/article.ts'
import { SITTING_ACTS, SITTING_LIMITS } from '../../../lib/domain/sitting.ts'
import { id, instant } from './shapes-parts.ts'

const someId = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
const hat = v.optional(v.picklist(['chair', 'secretariat']))

// what comes in

export const sittingInput = v.object({
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(SITTING_LIMITS.title)),
  place: v.optional(v.pipe(v.string(), v.maxLength(SITTING_LIMITS.place))),
  chairId: v.optional(someId),
  articleId: v.optional(someId),
  as: hat,
})
export const sittingEnd = v.object({ as: hat })
export const roomPlace = v.object({ articleId: someId, blockId: v.nullable(someId) })

// what goes out

const sittingFields = {
  id,
  charterId: id,
  title: v.string(),
  place: v.string(),
  chair: v.nullable(v.strictObject({ id, name: v.string() })),
  beganAt: instant,
  endedAt: v.nullable(instant),
  at: v.nullable(v.strictObject({ articleId: id, blockId: v.nullable(v.string()) })),
  permissions: v.strictObject({ hold: v.boolean() }),
}
export const sitting = v.strictObject(sittingFields)
export const sittingRecord = v.strictObject({
  ...sittingFields,
  acts: v.array(
    v.strictObject({
      id,
      at: instant,
      kind: v.picklist(SITTING_ACTS),
      articleId: id,
      blockId: v.nullable(v.string()),
      label: v.string(),
      status: v.nullable(v.picklist(PART_STATUSES)),
      act: v.nullable(v.string()),
      code: v.nullable(v.string()),
      isUndone: v.boolean(),
    }),
  ),
})
