// Over 250 lines: every shape of the API in one place, each named once.
/**
 * The shapes of the JSON API (contract version 1) as valibot schemas: what comes in is parsed with them, what goes out is described by
 * them in the OpenAPI document. Outgoing objects are strict, so that the document tells of every field.
 */
import * as v from 'valibot'
import { OBSTACLES } from '../../../lib/domain/agreement.ts'
import { ROLES } from '../../../lib/domain/actor.ts'
import { ANCHOR_LIMITS } from '../../../lib/domain/anchor.ts'
import { CAPACITIES } from '../../../lib/domain/people.ts'
import { ARTICLE_STATUSES, BLOCK_KINDS, BRACKET_KINDS } from '../../../lib/domain/article.ts'
import { PROPOSAL_STATUSES } from '../../../lib/domain/proposal.ts'
import { DECISIONS, DISCLOSURES, SHOWINGS } from '../../../lib/domain/contract.ts'
import { HATS } from '../../../lib/domain/hat.ts'
import { POSITION_READERS } from '../../../lib/domain/position.ts'
import { MATTERS } from '../../../lib/domain/open-matters.ts'
import { SIGNOFF_LIMITS } from '../../../lib/domain/signoff.ts'

const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest))
const someText = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest))
const instant = v.pipe(v.string(), v.isoTimestamp())
const lang = someText(35)
const id = v.string()

// what comes in

const partyCode = someText(16)
const roles = v.pipe(v.array(v.picklist(ROLES)), v.minLength(1), v.maxLength(ROLES.length))
const zone = someText(64)
const token = someText(128)
export const invitationInput = v.object({
  email: someText(320),
  name: v.optional(text(200)),
  roles,
  party: v.optional(v.nullable(partyCode), null),
})
export const tokenInput = v.object({ token })
export const acceptInput = v.object({ token, name: v.optional(text(200)), password: someText(1024) })
export const newPasswordInput = v.object({ token, password: someText(1024) })
export const passwordInput = v.object({ old: someText(1024), new: someText(1024) })
const partyFields = {
  names: v.optional(v.record(v.string(), text(200))),
  region: v.optional(v.nullable(text(100))),
  contactLanguage: v.optional(v.nullable(lang)),
  timeZone: v.optional(v.nullable(zone)),
}
export const partyInput = v.object({ code: partyCode, name: someText(200), ...partyFields })
export const partyChangeInput = v.object({ name: v.exactOptional(someText(200)), ...partyFields })
export const rolesInput = v.object({ roles })
export const personMoveInput = v.object({ party: partyCode, roles })
export const accountInput = v.object({
  name: v.optional(someText(200)),
  capacity: v.optional(v.nullable(v.picklist(CAPACITIES))),
  officialTies: v.optional(v.nullable(text(500))),
  language: v.optional(v.nullable(lang)),
  timeZone: v.optional(v.nullable(zone)),
})
export const alternateInput = v.object({
  personId: id,
  role: v.picklist(['head', 'signatory']),
  from: someText(40),
  until: someText(40),
})

const entryNumber = v.pipe(v.number(), v.integer(), v.minValue(1))
export const restoreInput = v.object({
  versionId: v.optional(id),
  seq: v.optional(entryNumber),
  lang: v.optional(lang),
  base: v.optional(entryNumber),
})

export const signInInput = v.object({ email: someText(320), password: someText(1024) })
export const charterInput = v.object({
  slug: someText(80),
  title: someText(300),
  languages: v.pipe(v.array(lang), v.minLength(1), v.maxLength(30)),
})
export const charterSettingsInput = v.object({
  presence: v.exactOptional(v.picklist(DISCLOSURES)),
  authorship: v.exactOptional(v.picklist(DISCLOSURES)),
  capacities: v.exactOptional(v.picklist(SHOWINGS)),
  positions: v.exactOptional(v.picklist(POSITION_READERS)),
})
export const translationCheckInput = v.object({
  lang,
  blockId: someText(200),
  sourceSeq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
})
/** Checked whole by the import itself, which names every fault by its path. */
export const fileInput = v.record(v.string(), v.unknown())
export const articleInput = v.object({
  heading: someText(300),
  after: v.optional(v.nullable(id), null),
  before: v.optional(v.nullable(id)),
  kind: v.optional(v.picklist(['preamble', 'article'])),
  inAllLanguages: v.optional(v.boolean()),
})
export const placeInput = v.object({ before: v.nullable(id) })
export const deletionInput = v.object({ reason: v.optional(text(2_000)) })
export const charterEdit = v.object({ titles: v.record(lang, text(300)) })
export const dueInput = v.object({ at: someText(40), what: text(500) })
export const languageInput = v.object({ lang, title: v.optional(text(300)) })
const ids = v.pipe(v.array(id), v.maxLength(1_000))
export const draftersInput = v.object({ people: ids, parties: ids, alsoExisting: v.optional(v.boolean()) })
export const moveInput = v.object({
  blockIds: v.pipe(v.array(someText(200)), v.maxLength(500)),
  to: id,
  before: v.optional(v.nullable(someText(200))),
})
export const assignmentInput = v.object({
  personId: v.optional(id),
  party: v.optional(partyCode),
  kind: v.picklist(['drafter', 'pen_holder', 'language_reviewer']),
  lang: v.optional(lang),
})
const anchorInput = v.object({
  blockId: someText(200),
  exact: someText(ANCHOR_LIMITS.exact),
  prefix: v.nullish(text(ANCHOR_LIMITS.context), ''),
  suffix: v.nullish(text(ANCHOR_LIMITS.context), ''),
  optionId: v.nullish(text(200), ''),
  start: v.optional(text(200)),
  end: v.optional(text(200)),
})
export const commentInput = v.object({
  body: someText(10_000),
  lang,
  anchor: v.optional(v.nullable(anchorInput), null),
  proposalId: v.optional(id),
})
export const replyInput = v.object({ body: someText(10_000) })
export const versionInput = v.object({
  label: someText(60),
  notes: v.nullish(text(10_000), ''),
  publish: v.optional(v.boolean()),
  renumber: v.optional(v.boolean()),
})
export const reasonInput = v.object({ reason: someText(2_000) })
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

export const replaceInput = v.object({
  q: text(500),
  by: text(500),
  articles: v.pipe(v.array(id), v.minLength(1), v.maxLength(1_000)),
  lang: v.optional(lang),
  matchCase: v.optional(v.boolean()),
  wholeWords: v.optional(v.boolean()),
  looseArabic: v.optional(v.boolean()),
})

// what goes out

export const party = v.strictObject({ code: v.string(), name: v.string() })
export const actor = v.strictObject({
  id,
  name: v.string(),
  email: v.string(),
  party: v.nullable(party),
  roles: v.array(v.picklist(ROLES)),
})
export const signedIn = v.strictObject({ token: v.string(), expiresAt: instant, actor })

export const linkMade = v.strictObject({ id, url: v.string(), expiresAt: instant })
export const invitation = v.strictObject({
  id,
  email: v.string(),
  name: v.nullable(v.string()),
  roles: v.array(v.picklist(ROLES)),
  party: v.nullable(party),
  invitedBy: v.nullable(v.string()),
  createdAt: instant,
  expiresAt: instant,
  state: v.picklist(['open', 'lapsed', 'used', 'revoked', 'expired']),
})
export const invitationFace = v.strictObject({
  email: v.string(),
  name: v.nullable(v.string()),
  roles: v.array(v.picklist(ROLES)),
  party: v.nullable(party),
  invitedBy: v.nullable(v.string()),
  expiresAt: instant,
})
export const passwordFace = v.strictObject({ name: v.string(), email: v.string(), expiresAt: instant })
const membership = v.strictObject({
  party,
  beganAt: instant,
  verifiedAt: v.nullable(instant),
  suspendedAt: v.nullable(instant),
  endedAt: v.nullable(instant),
})
const standing = v.nullable(v.picklist(['unverified', 'active', 'suspended']))
const personFields = {
  id,
  name: v.string(),
  email: v.nullable(v.string()),
  party: v.nullable(party),
  roles: v.array(v.picklist(ROLES)),
  standing,
  capacity: v.nullable(v.picklist(CAPACITIES)),
  officialTies: v.nullable(v.string()),
  createdAt: instant,
  deactivatedAt: v.nullable(instant),
  permissions: v.strictObject({
    setRoles: v.boolean(),
    remove: v.boolean(),
    verify: v.boolean(),
    move: v.boolean(),
    administer: v.boolean(),
    resetPassword: v.boolean(),
  }),
}
export const person = v.strictObject(personFields)
export const personRecord = v.strictObject({ ...personFields, memberships: v.array(membership) })
export const partyView = v.strictObject({
  code: v.string(),
  name: v.string(),
  names: v.record(v.string(), v.string()),
  region: v.nullable(v.string()),
  contactLanguage: v.nullable(v.string()),
  timeZone: v.nullable(v.string()),
})
export const alternate = v.strictObject({
  id,
  party,
  person: v.strictObject({ id, name: v.string() }),
  role: v.picklist(['head', 'signatory']),
  fromAt: instant,
  untilAt: instant,
  endedAt: v.nullable(instant),
  state: v.picklist(['coming', 'acting', 'over']),
})
export const account = v.strictObject({
  id,
  name: v.string(),
  email: v.string(),
  party: v.nullable(party),
  roles: v.array(v.picklist(ROLES)),
  standing,
  capacity: v.nullable(v.picklist(CAPACITIES)),
  officialTies: v.nullable(v.string()),
  language: v.nullable(v.string()),
  timeZone: v.nullable(v.string()),
  memberships: v.array(membership),
  alternates: v.array(alternate),
})
export const session = v.strictObject({
  id,
  beganAt: instant,
  confirmedAt: instant,
  expiresAt: instant,
  isThisOne: v.boolean(),
})
export const assignment = v.strictObject({
  articleId: id,
  kind: v.picklist(['drafter', 'pen_holder', 'language_reviewer']),
  lang: v.string(),
  person: v.nullable(v.strictObject({ id, name: v.string(), party: v.nullable(party) })),
  party: v.nullable(party),
})

export const charterSettings = v.strictObject({
  presence: v.picklist(DISCLOSURES),
  authorship: v.picklist(DISCLOSURES),
  capacities: v.picklist(SHOWINGS),
  positions: v.picklist(POSITION_READERS),
})
export const translation = v.strictObject({
  lang: v.string(),
  sourceLang: v.string(),
  sourceSeq: v.number(),
  behind: v.array(id),
  permissions: v.strictObject({ check: v.boolean() }),
})
const due = v.nullable(v.strictObject({ at: instant, what: v.string() }))
export const dueSet = v.strictObject({ due })
export const charterMade = v.strictObject({ id, slug: v.string() })
export const charter = v.strictObject({
  id,
  slug: v.string(),
  title: v.string(),
  titles: v.record(v.string(), v.string()),
  languages: v.array(v.string()),
  originalLanguage: v.string(),
  notice: v.nullable(v.string()),
  due,
  numbersStand: v.boolean(),
  hasPublishedVersion: v.boolean(),
  permissions: v.strictObject({
    createArticle: v.boolean(),
    cutVersion: v.boolean(),
    export: v.boolean(),
    edit: v.boolean(),
  }),
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

const articleKind = v.picklist(['preamble', 'article'])
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
export const drafters = v.strictObject({
  people: v.array(id),
  parties: v.array(id),
  possible: v.strictObject({
    people: v.array(v.strictObject({ id, name: v.string(), party: v.nullable(party) })),
    parties: v.array(v.strictObject({ id, code: v.string(), name: v.string() })),
  }),
})
export const article = v.strictObject(articleFields)
const numeral = v.strictObject({ main: v.number(), ordinal: v.number() })
const round = v.nullable(
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

const author = v.strictObject({
  name: v.string(),
  party: v.nullable(party),
  role: v.nullable(v.string()),
  capacity: v.nullable(v.picklist(CAPACITIES)),
  ties: v.nullable(v.string()),
  isFormer: v.boolean(),
})
/** As in the file it was imported from. */
const past = v.record(v.string(), v.unknown())
const replyFields = {
  id,
  author,
  body: v.string(),
  createdAt: instant,
  isOwn: v.boolean(),
  isNew: v.boolean(),
  past: v.nullable(past),
  status: v.string(),
  ground: v.nullable(v.string()),
}
const proposalLink = v.strictObject({ id, code: v.nullable(v.string()), status: v.picklist(PROPOSAL_STATUSES) })
const entryPermissions = { retract: v.boolean(), withhold: v.boolean(), release: v.boolean() }
export const thread = v.strictObject({
  ...replyFields,
  articleId: id,
  lang: v.string(),
  visibility: v.picklist(['participants', 'delegation', 'public', 'private']),
  orphaned: v.boolean(),
  anchor: v.nullable(
    v.strictObject({
      blockId: v.string(),
      exact: v.string(),
      prefix: v.optional(v.string()),
      suffix: v.optional(v.string()),
      optionId: v.optional(v.string()),
    }),
  ),
  home: v.nullable(v.string()),
  memory: v.nullable(
    v.strictObject({
      prefix: v.string(),
      suffix: v.string(),
      version: v.nullable(v.string()),
      start: v.nullable(v.string()),
      end: v.nullable(v.string()),
      isSole: v.optional(v.boolean()),
    }),
  ),
  moved: v.nullable(v.picklist(['split', 'joined', 'elsewhere'])),
  settledAt: v.nullable(instant),
  settledBy: v.nullable(v.string()),
  /** Made of it. */
  proposals: v.array(proposalLink),
  /** The proposal that it is about. */
  about: v.nullable(proposalLink),
  replies: v.array(v.strictObject({ ...replyFields, permissions: v.strictObject(entryPermissions) })),
  permissions: v.strictObject({ ...entryPermissions, settle: v.boolean(), reply: v.boolean() }),
})
const pastContribution = v.strictObject({
  id: v.string(),
  articleId: v.nullable(id),
  blockId: v.nullable(v.string()),
  author,
  past,
})
export const commentsMark = v.strictObject({ mark: v.string() })
export const charterComments = v.strictObject({
  items: v.array(
    v.strictObject({
      article: v.strictObject({
        ...{ id, number: v.nullable(v.string()), label: v.string(), heading: v.string() },
        removedAt: v.optional(instant),
      }),
      labels: v.record(v.string(), v.string()),
      blocks: v.array(v.string()),
      threads: v.array(thread),
      past: v.array(pastContribution),
    }),
  ),
  elsewhere: v.array(pastContribution),
})
export const recoveredWords = v.strictObject({
  id,
  documentId: id,
  articleId: id,
  lang: v.string(),
  blockId: v.string(),
  isThere: v.boolean(),
  option: v.nullable(v.string()),
  words: v.string(),
  standsIn: v.nullable(v.string()),
  at: instant,
})
export const commentVisit = v.strictObject({ at: instant })

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
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
const writer = v.strictObject({
  kind: v.picklist(['own', 'person', 'system', 'hidden']),
  name: v.nullable(v.string()),
  party: v.nullable(party),
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
export const flags = v.array(v.picklist(['modal', 'conjunction']))
export const runs = v.array(
  v.strictObject({
    op: v.picklist(['keep', 'ins', 'del']),
    text: v.string(),
    was: v.optional(v.string()),
    moved: v.optional(id),
    flags: v.optional(flags),
  }),
)
const comparedSide = v.nullable(
  v.strictObject({
    articleId: id,
    kind: v.picklist(BLOCK_KINDS),
    depth: v.number(),
    label: v.nullable(v.string()),
    name: v.string(),
  }),
)
const comparedCounts = v.strictObject({
  articles: v.number(),
  changed: v.number(),
  added: v.number(),
  removed: v.number(),
  moved: v.number(),
  modal: v.number(),
  conjunction: v.number(),
})
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
const termPlace = {
  lang: v.string(),
  articleId: id,
  articleNumber: v.nullable(v.string()),
  articleLabel: v.string(),
  blockId: v.string(),
  label: v.nullable(v.string()),
}
export const definedTerms = v.strictObject({
  items: v.array(
    v.strictObject({
      id,
      definitions: v.array(v.strictObject({ ...termPlace, words: v.string(), text: v.string() })),
      useCount: v.number(),
      uses: v.array(
        v.strictObject({
          ...termPlace,
          before: v.string(),
          match: v.string(),
          after: v.string(),
          isLinked: v.boolean(),
        }),
      ),
    }),
  ),
})
const leftAlone = v.array(v.strictObject({ articleId: id, code: v.string() }))
export const counts = v.strictObject({ lang: v.string(), words: v.number(), clauses: v.number() })
export const charterHits = v.strictObject({
  lang: v.string(),
  count: v.number(),
  shownInArticle: v.number(),
  items: v.array(
    v.strictObject({
      article: v.strictObject({
        ...{ id, number: v.nullable(v.string()), label: v.string(), heading: v.string() },
        removedAt: v.optional(instant),
      }),
      isLocked: v.boolean(),
      canEdit: v.boolean(),
      count: v.number(),
      hits: v.array(
        v.strictObject({
          blockId: v.string(),
          label: v.nullable(v.string()),
          before: v.string(),
          match: v.string(),
          after: v.string(),
        }),
      ),
    }),
  ),
})
export const replacement = v.strictObject({
  id: v.nullable(id),
  count: v.number(),
  replaced: v.array(v.strictObject({ articleId: id, count: v.number() })),
  leftAlone,
})
export const replacementUndone = v.strictObject({ undone: v.array(id), leftAlone })
export const blocksMoved = v.strictObject({ moved: v.array(id), to: id })
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
/** A whole file of the exchange format (docs of the import): its parts are the importer's to know. */
export const file = v.record(v.string(), v.unknown())

export const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ items: v.array(item), next: v.nullable(v.string()) })

export const problem = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  code: v.string(),
  errors: v.optional(v.array(v.strictObject({ path: v.string(), message: v.string() }))),
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
export const blockPlace = v.strictObject({ articleId: id, number: v.nullable(v.string()), label: v.string() })
/** What is open in a working text beside its brackets. */
export const openMatters = v.strictObject({
  items: v.array(
    v.strictObject({
      id: v.string(),
      kind: v.picklist(MATTERS),
      article: v.strictObject({ id, slug: v.string(), label: v.string(), heading: v.string() }),
      lang: v.string(),
      blockId: v.nullable(id),
      place: v.nullable(v.string()),
      words: v.string(),
      runs,
      count: v.number(),
    }),
  ),
})
