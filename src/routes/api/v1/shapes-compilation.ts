/** The shapes of the compilation text as the API sends it. */
import * as v from 'valibot'
import { ARTICLE_STATUSES, BLOCK_KINDS, BRACKET_KINDS } from '../../../lib/domain/article.ts'
import { ATTRIBUTIONS } from '../../../lib/domain/attribution.ts'
import { BRACKET_OPS, PROPOSAL_KINDS, PROPOSAL_STATUSES } from '../../../lib/domain/proposal.ts'
import { shownFix } from './shapes-agreement.ts'
import { instant } from './shapes-parts.ts'

const text = v.string()
const maybe = v.nullable(v.string())
const party = v.strictObject({ code: text, name: text })
const standing = v.strictObject({ parties: v.array(party), areOthers: v.boolean() })
const author = v.strictObject({ name: text, party: v.nullable(party), role: maybe })
const flags = v.array(v.picklist(['modal', 'conjunction']))
const change = v.strictObject({
  proposal: text,
  blockId: text,
  op: v.picklist(['changed', 'added', 'removed', 'moved', 'bracket']),
  isFirst: v.boolean(),
  label: maybe,
  behind: maybe,
  act: v.nullable(v.strictObject({ op: v.picklist(BRACKET_OPS), bracket: text, option: v.optional(text) })),
  lang: text,
  isOtherLanguage: v.boolean(),
  runs: v.array(
    v.strictObject({
      op: v.picklist(['keep', 'ins', 'del']),
      text,
      was: v.optional(text),
      moved: v.optional(text),
      flags: v.optional(flags),
    }),
  ),
  flags,
})
const comment = v.strictObject({
  id: text,
  author,
  lang: text,
  quote: maybe,
  isOrphaned: v.boolean(),
  about: maybe,
  body: text,
  createdAt: instant,
  replies: v.array(v.strictObject({ author, body: text, createdAt: instant })),
})
const bracket = v.strictObject({
  id: text,
  kind: v.picklist(BRACKET_KINDS),
  level: v.picklist(['inline', 'block', 'article']),
  options: v.array(v.strictObject({ id: text, label: text, words: text, by: standing, isChairs: v.boolean() })),
  reservedBy: standing,
  owner: v.nullable(
    v.strictObject({ party: v.nullable(party), person: v.nullable(v.strictObject({ id: text, name: text })) }),
  ),
  dueAt: v.nullable(instant),
  note: maybe,
})
const proposal = v.strictObject({
  id: text,
  code: text,
  kind: v.picklist(PROPOSAL_KINDS),
  status: v.picklist(PROPOSAL_STATUSES),
  isChairs: v.boolean(),
  sponsors: standing,
  group: v.nullable(v.strictObject({ name: text, members: v.array(party), except: v.array(party) })),
  amends: maybe,
  rationale: text,
  rationaleLang: maybe,
  lang: text,
  isOtherLanguage: v.boolean(),
  isHeld: v.boolean(),
  isLate: v.boolean(),
})
const article = v.strictObject({
  id: text,
  number: maybe,
  slug: text,
  label: text,
  lang: text,
  status: v.picklist(ARTICLE_STATUSES),
  proposals: v.array(proposal),
  blocks: v.array(
    v.strictObject({
      id: text,
      kind: v.picklist(BLOCK_KINDS),
      depth: v.number(),
      label: maybe,
      text,
      isDeleted: v.boolean(),
      fixes: v.array(shownFix),
      brackets: v.array(bracket),
      changes: v.array(change),
      comments: v.array(comment),
    }),
  ),
  adrift: v.array(change),
  comments: v.array(comment),
  openBrackets: v.number(),
})
export const compilation = v.strictObject({
  charterId: text,
  symbol: text,
  title: text,
  lang: text,
  original: text,
  at: instant,
  attribution: v.picklist(ATTRIBUTIONS),
  articles: v.array(article),
})
