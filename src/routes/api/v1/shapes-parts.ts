/** What the shapes of the API are made of; nothing here is named in the OpenAPI document. */
import * as v from 'valibot'
import { ROLES } from '../../../lib/domain/actor.ts'
import { MARK_LENGTH } from '../../../lib/domain/words-seen.ts'

export const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest))
export const someText = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest))
export const instant = v.pipe(v.string(), v.isoTimestamp())
export const lang = someText(35)
export const id = v.string()
/** Of each language a mark of the words that were shown. */
export const seenWords = v.pipe(v.array(v.object({ lang, mark: someText(MARK_LENGTH) })), v.maxLength(100))
export const shownWords = v.array(v.strictObject({ lang: v.string(), mark: v.string() }))
export const partyCode = someText(16)
export const roles = v.pipe(v.array(v.picklist(ROLES)), v.minLength(1), v.maxLength(ROLES.length))
export const zone = someText(64)
export const standing = v.nullable(v.picklist(['unverified', 'active', 'suspended']))
export const articleKind = v.picklist(['preamble', 'article'])
export const numeral = v.strictObject({ main: v.number(), ordinal: v.number() })
export const round = v.nullable(
  v.record(
    v.string(),
    v.strictObject({
      level: v.picklist(['paragraph', 'item', 'subitem', 'recital']),
      within: v.nullable(id),
      main: v.number(),
      ordinal: v.number(),
    }),
  ),
)
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
export const comparedCounts = v.strictObject({
  articles: v.number(),
  changed: v.number(),
  added: v.number(),
  removed: v.number(),
  moved: v.number(),
  modal: v.number(),
  conjunction: v.number(),
})
