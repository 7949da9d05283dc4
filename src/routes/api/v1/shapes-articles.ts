/** The shapes of articles, their texts, who drafts them and their translations in the JSON API. */
import * as v from 'valibot'
import { HATS } from '../../../lib/domain/hat.ts'
import { ARTICLE_STATUSES, BLOCK_KINDS, BRACKET_KINDS } from '../../../lib/domain/article.ts'
import { articleKind, id, instant, lang, numeral, partyCode, round, someText, text } from './shapes-parts.ts'
import { party } from './shapes.ts'

// what comes in

export const translationCheckInput = v.object({
  lang,
  blockId: someText(200),
  sourceSeq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
})
export const articleInput = v.object({
  heading: someText(300),
  after: v.optional(v.nullable(id), null),
  before: v.optional(v.nullable(id)),
  kind: v.optional(v.picklist(['preamble', 'article'])),
  alternativeTo: v.optional(id),
  inAllLanguages: v.optional(v.boolean()),
  as: v.optional(v.picklist(HATS)),
})
export const placeInput = v.object({ before: v.nullable(id), as: v.optional(v.picklist(HATS)) })
export const deletionInput = v.object({ reason: v.optional(text(2_000)), as: v.optional(v.picklist(HATS)) })
export const moveInput = v.object({
  blockIds: v.pipe(v.array(someText(200)), v.maxLength(500)),
  to: id,
  before: v.optional(v.nullable(someText(200))),
  as: v.optional(v.picklist(HATS)),
})
export const assignmentInput = v.object({
  personId: v.optional(id),
  party: v.optional(partyCode),
  kind: v.picklist(['drafter', 'pen_holder', 'language_reviewer']),
  lang: v.optional(lang),
})

// what goes out

export const assignment = v.strictObject({
  articleId: id,
  kind: v.picklist(['drafter', 'pen_holder', 'language_reviewer']),
  lang: v.string(),
  person: v.nullable(v.strictObject({ id, name: v.string(), party: v.nullable(party) })),
  party: v.nullable(party),
})
export const translation = v.strictObject({
  lang: v.string(),
  sourceLang: v.string(),
  sourceSeq: v.number(),
  behind: v.array(id),
  permissions: v.strictObject({ check: v.boolean() }),
})
const bracketKind = v.picklist(BRACKET_KINDS)
const mark = v.variant('type', [
  v.strictObject({ type: v.literal('bold') }),
  v.strictObject({ type: v.literal('italic') }),
  v.strictObject({ type: v.literal('br'), attrs: v.strictObject({ id, option: id }) }),
  v.strictObject({ type: v.literal('def'), attrs: v.strictObject({ id }) }),
  v.strictObject({ type: v.literal('term'), attrs: v.strictObject({ to: id }) }),
  v.strictObject({ type: v.literal('unknownMark'), attrs: v.strictObject({ key: v.string(), value: v.string() }) }),
])
const marks = v.optional(v.array(mark))
const inline = v.variant('type', [
  v.strictObject({ type: v.literal('text'), text: v.string(), marks }),
  v.strictObject({
    type: v.literal('ref'),
    attrs: v.strictObject({
      id,
      to: id,
      form: v.nullable(v.picklist(['full', 'relative'])),
      as: v.nullable(v.string()),
    }),
    marks,
  }),
  v.strictObject({
    type: v.literal('opt'),
    attrs: v.strictObject({ id, br: id, kind: bracketKind, label: v.string() }),
    marks,
  }),
  v.strictObject({ type: v.literal('note'), attrs: v.strictObject({ id, to: id }), marks }),
  v.strictObject({ type: v.literal('unknown'), attrs: v.strictObject({ raw: v.string() }), marks }),
])
export const articleDoc = v.strictObject({
  type: v.literal('doc'),
  content: v.array(
    v.strictObject({
      type: v.literal('block'),
      attrs: v.strictObject({
        id,
        kind: v.picklist(BLOCK_KINDS),
        depth: v.number(),
        bracket: v.nullable(id),
        bracketKind: v.nullable(bracketKind),
        from: v.optional(v.nullable(id)),
        extra: v.nullable(v.string()),
      }),
      content: v.optional(v.array(inline)),
    }),
  ),
})
const document = v.strictObject({ id, lang: v.string() })
const articleFields = {
  id,
  kind: articleKind,
  number: v.nullable(v.string()),
  label: v.string(),
  heading: v.string(),
  status: v.picklist(ARTICLE_STATUSES),
  openBrackets: v.number(),
  documents: v.array(document),
  deletedAt: v.nullable(instant),
  deletedReason: v.nullable(v.string()),
  permissions: v.strictObject({ read: v.boolean(), edit: v.boolean(), comment: v.boolean(), propose: v.boolean() }),
}
export const articleRemoval = v.strictObject({
  outcome: v.picklist(['removed', 'marked']),
  article: v.nullable(v.strictObject(articleFields)),
})
export const article = v.strictObject(articleFields)
export const target = v.strictObject({
  articleId: id,
  articleNumber: v.nullable(v.string()),
  kind: v.picklist(BLOCK_KINDS),
  paragraph: v.nullable(numeral),
  item: v.nullable(numeral),
  subitem: v.nullable(numeral),
  recital: v.nullable(numeral),
  isOnlyParagraph: v.boolean(),
  doubt: v.nullable(v.picklist(['deleted', 'not-agreed'])),
})
export const articleText = v.strictObject({
  ...articleFields,
  charterId: id,
  document,
  json: articleDoc,
  text: v.string(),
  sources: v.array(v.strictObject({ label: v.string(), note: v.string() })),
  targets: v.record(v.string(), target),
  round,
  deletedBlocks: v.array(id),
})
export const blocksMoved = v.strictObject({ moved: v.array(id), to: id })
