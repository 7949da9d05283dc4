/** The shapes of brackets, decisions and languages to look at in the JSON API: what comes in is parsed with them, what goes out is described by them. */
import * as v from 'valibot'
import { ANCHOR_LIMITS } from '../../../lib/domain/anchor.ts'
import { BRACKET_KINDS } from '../../../lib/domain/article.ts'
import { ATTRIBUTIONS } from '../../../lib/domain/attribution.ts'
import { VENUES } from '../../../lib/domain/contract-brackets.ts'
import { HATS } from '../../../lib/domain/hat.ts'
import { SETTLEMENTS } from '../../../lib/domain/settling.ts'
import { id, instant, lang, seenWords, shownWords, someText, text } from './shapes-parts.ts'
import { flags, party, runs } from './shapes.ts'

// what comes in

const words = v.record(lang, text(10_000))
const quotes = v.record(
  lang,
  v.object({
    exact: someText(ANCHOR_LIMITS.exact),
    prefix: v.optional(text(ANCHOR_LIMITS.context)),
    suffix: v.optional(text(ANCHOR_LIMITS.context)),
  }),
)
const by = v.optional(v.nullable(v.union([v.pipe(v.array(someText(16)), v.maxLength(200)), v.literal('chair')])))
const note = text(2_000)
const as = v.optional(v.picklist(HATS))
export const bracketInput = v.object({
  blockId: v.nullable(someText(200)),
  kind: v.picklist(BRACKET_KINDS),
  quotes: v.optional(quotes),
  alternative: v.optional(words),
  by,
  note: v.optional(note),
  as,
})
export const optionInput = v.object({ words, by, as })
export const placeholderInput = v.object({
  owner: v.optional(v.nullable(v.object({ party: v.optional(someText(16)), person: v.optional(id) }))),
  dueAt: v.optional(v.nullable(someText(40))),
  note: v.optional(v.nullable(note)),
  as,
})
export const settleInput = v.object({
  act: v.picklist(SETTLEMENTS),
  option: v.optional(someText(200)),
  options: v.optional(v.pipe(v.array(someText(200)), v.maxLength(50))),
  words: v.optional(words),
  quotes: v.optional(quotes),
  note: v.optional(note),
  venue: v.optional(v.picklist(VENUES)),
  sittingId: v.optional(someText(200)),
  onWordOf: v.optional(v.literal('chair')),
  as,
  seen: v.optional(seenWords),
})
export const attributionInput = v.object({ attribution: v.picklist(ATTRIBUTIONS), as })

// what goes out

const standing = v.strictObject({ parties: v.array(party), areOthers: v.boolean() })
export const bracket = v.strictObject({
  id,
  articleId: id,
  kind: v.picklist(BRACKET_KINDS),
  level: v.picklist(['inline', 'block', 'article']),
  blockId: v.string(),
  label: v.string(),
  options: v.array(
    v.strictObject({
      id: v.string(),
      label: v.string(),
      words: v.record(v.string(), v.string()),
      by: standing,
      isChairs: v.boolean(),
      place: v.nullable(v.string()),
    }),
  ),
  reservedBy: standing,
  owner: v.nullable(
    v.strictObject({ party: v.nullable(party), person: v.nullable(v.strictObject({ id, name: v.string() })) }),
  ),
  dueAt: v.nullable(instant),
  note: v.nullable(v.string()),
  createdAt: v.nullable(instant),
  words: shownWords,
  permissions: v.strictObject({
    put: v.boolean(),
    join: v.boolean(),
    settle: v.boolean(),
    setPlaceholder: v.boolean(),
    propose: v.boolean(),
  }),
})
export const languageFlag = v.strictObject({
  id,
  articleId: id,
  lang: v.string(),
  blockId: v.string(),
  reason: v.picklist(['grammar', 'words', 'extent', 'concordance']),
  decisionId: v.nullable(id),
  raisedAt: instant,
  words: v.nullable(v.string()),
  mark: v.nullable(v.string()),
  permissions: v.strictObject({ clear: v.boolean() }),
})
const lists = {
  items: v.array(bracket),
  flags: v.array(languageFlag),
  permissions: v.strictObject({ put: v.boolean() }),
}
const attributionSetting = v.picklist(ATTRIBUTIONS)
export const articleBrackets = v.strictObject(lists)
export const charterBrackets = v.strictObject({
  ...lists,
  counts: v.array(v.strictObject({ articleId: id, open: v.number(), flags: v.number() })),
  attribution: attributionSetting,
})
export const attribution = v.strictObject({
  attribution: attributionSetting,
  asked: v.nullable(attributionSetting),
})
const decisionFields = {
  id,
  articleId: id,
  bracketId: v.nullable(v.string()),
  proposalId: v.nullable(id),
  act: v.string(),
  venue: v.picklist(VENUES),
  sittingId: v.nullable(v.string()),
  by: v.nullable(v.strictObject({ id, name: v.string(), hat: v.nullable(v.string()) })),
  onWordOf: v.nullable(v.literal('chair')),
  at: instant,
  note: v.string(),
  dropped: v.array(
    v.strictObject({
      id: v.string(),
      label: v.string(),
      words: v.record(v.string(), v.string()),
      by: standing,
    }),
  ),
  seqs: v.record(v.string(), v.tuple([v.number(), v.number()])),
  undoneBy: v.nullable(id),
}
export const decisionMade = v.strictObject(decisionFields)
export const decisionChange = v.strictObject({
  ...decisionFields,
  texts: v.array(
    v.strictObject({
      lang: v.string(),
      blocks: v.array(
        v.strictObject({
          id: v.string(),
          label: v.nullable(v.string()),
          op: v.picklist(['changed', 'added', 'removed', 'moved']),
          runs,
          flags,
        }),
      ),
    }),
  ),
})
