// Over 250 lines: the shape of the talks is told once, one list after another.
/** Reads the talks of a charter file (rules EX15-EX18, EX20-EX22): every fault by its path. */
import { reasonNotToAgree } from '../../src/lib/domain/agreement.ts'
import { BRACKET_KINDS, isLocked, PART_STATUSES, type ArticleDoc, type Block } from '../../src/lib/domain/article.ts'
import { ATTRIBUTIONS } from '../../src/lib/domain/attribution.ts'
import { VENUES } from '../../src/lib/domain/contract-brackets.ts'
import { HATS } from '../../src/lib/domain/hat.ts'
import { LONGEST_NOTE, POSITION_READERS, STANDS } from '../../src/lib/domain/position.ts'
import { BRACKET_OPS, PROPOSAL_ACTS, PROPOSAL_KINDS, PROPOSAL_STATUSES } from '../../src/lib/domain/proposal.ts'
import { isUnsaid } from '../../src/lib/domain/permissions-proposals.ts'
import { derivedStatus } from '../../src/lib/domain/provision.ts'
import { SITTING_LIMITS } from '../../src/lib/domain/sitting.ts'
import { member } from './faults.ts'
import type { ArticlePlan } from './format.ts'
import {
  TALKS_VERSION,
  type AgreedFile,
  type PlannedProposal,
  type SittingFile,
  type StepFile,
  type TalksPlan,
} from './format-talks.ts'
import { LIMITS } from './limits.ts'
import { asRead, changed, readBlock, readChange } from './proposed-texts.ts'
import { instant } from './read-records.ts'
import { readCodes, readId, type Gathered } from './read-text.ts'
import { byKey, checkOnce, fields, list, placed, word, yes, type Read } from './shapes.ts'

/** What of the file the talks are about. */
export interface TalkedAbout {
  articles: readonly ArticlePlan[]
  languages: readonly string[]
  /** Ids. */
  contributions: ReadonlySet<string>
  /** Those that open a thread. */
  threads: ReadonlySet<string>
}
/** Something named by an id, and where. */
interface Naming {
  id: string
  path: string
}

/** Null after a fault that leaves nothing to plan. */
export function readTalks(gathered: Gathered, about: TalkedAbout, value: unknown, path: string): TalksPlan | null {
  const { faults } = gathered
  const shapes = shapesOf(gathered, about)
  const read = fields(
    faults,
    { version: shapes.version },
    {
      settings: shapes.settings,
      counters: shapes.counters,
      proposals: placed(faults, shapes.proposal, LIMITS.proposals),
      brackets: placed(faults, shapes.bracket, LIMITS.brackets),
      moves: placed(faults, shapes.move, LIMITS.acts),
      agreed: placed(faults, shapes.agreed, LIMITS.acts),
      positions: list(faults, shapes.position, LIMITS.positions),
      decisions: placed(faults, shapes.decision, LIMITS.acts),
      flags: placed(faults, shapes.flag, LIMITS.acts),
      sittings: placed(faults, shapes.sitting, LIMITS.sittings),
      fixes: placed(faults, shapes.fix, LIMITS.acts),
      threads: placed(faults, shapes.thread, LIMITS.contributions),
    },
  )(value, path)
  if (!read) return null
  const { proposals = [], brackets = [], moves = [], agreed = [], decisions = [], flags = [] } = read
  const { sittings = [], fixes = [], threads = [] } = read
  for (const all of [proposals, brackets, moves, decisions, sittings, fixes] as {
    value: { id: string }
    path: string
  }[][])
    checkOnce(faults, all, 'id', ({ id }) => id)
  checkOnce(faults, proposals, 'code', ({ code }) => code)
  checkOnce(faults, proposals, 'contribution', ({ contribution }) => contribution)
  checkOnce(faults, threads, 'contribution', ({ contribution }) => contribution)
  checkOnce(faults, agreed, 'block', ({ article, block = '' }) => `${article} ${block}`)

  const inText = about.articles.flatMap((article) => article.brackets.map(({ id }) => id))
  const known = {
    proposal: new Set(proposals.map((each) => each.value.id)),
    bracket: new Set([...inText, ...brackets.map((each) => each.value.id)]),
    decision: new Set(decisions.map((each) => each.value.id)),
    move: new Set(moves.map((each) => each.value.id)),
    sitting: new Set(sittings.map((each) => each.value.id)),
  }
  for (const [kind, ids] of Object.entries(known) as [keyof typeof known, Set<string>][])
    for (const { id, path: at } of shapes.named[kind])
      if (!ids.has(id)) faults.add(at, `${id} is no ${kind} of these talks`)

  const texts = new Map<string, PlannedProposal['texts']>()
  const amended = [...proposals].sort(
    (a, b) => Number(a.value.amends !== undefined) - Number(b.value.amends !== undefined),
  )
  const planned = amended.map((each): PlannedProposal => {
    checkProposal(gathered, each)
    const { texts: _, submitted, sponsors, story, ...proposal } = each.value
    const { amends } = proposal
    if (amends !== undefined && proposals.some(({ value }) => value.id === amends && value.amends !== undefined))
      faults.add(member(each.path, 'amends'), `${amends} is an amendment itself`)
    const whole = textsOf(gathered, about, each.value, texts.get(amends ?? '') ?? [])
    texts.set(proposal.id, whole)
    return {
      ...{ ...proposal, sponsors: sponsors.map(valueOf), story: story.map(stepOf), texts: whole },
      submitted: submitted ? submittedOf(gathered, each.value, submitted, member(each.path, 'submitted'), whole) : null,
    }
  })
  checkAgreed(gathered, about, agreed)
  checkSittings(gathered, sittings)
  for (const fix of fixes) checkFix(gathered, about, fix)
  for (const { value: flag, path: at } of flags)
    if (!docIn(about, flag.article, flag.lang)?.content.some(({ attrs }) => attrs.id === flag.block))
      faults.add(member(at, 'block'), `${flag.block} is no block of ${flag.article} in ${flag.lang}`)
  return {
    ...{ settings: read.settings ?? {}, counters: read.counters ?? {}, proposals: planned },
    ...{ brackets: brackets.map(valueOf), moves: moves.map(valueOf), agreed: agreed.map(valueOf) },
    ...{ positions: read.positions ?? [], decisions: decisions.map(valueOf), flags: flags.map(valueOf) },
    ...{ sittings: sittings.map(valueOf), threads: threads.map(valueOf) },
    fixes: fixes.map(({ value: { before, after, ...fix } }) => ({
      ...fix,
      ...{ before: alone(before.block), after: alone(after.block) },
    })),
  }
}

/** As a text says a block. */
const alone = (block: Block): Block => asRead({ type: 'doc', content: [block] }).content[0]!
const valueOf = <T>({ value }: { value: T }): T => value
const docIn = ({ articles }: TalkedAbout, heading: string, lang: string): ArticleDoc | undefined =>
  articles.find(({ headingBlock }) => headingBlock === heading)?.docs.find((each) => each.lang === lang)?.doc

type Shapes = ReturnType<typeof shapesOf>
type ReadProposal = NonNullable<ReturnType<Shapes['proposal']>>
type ReadFix = NonNullable<ReturnType<Shapes['fix']>>

function shapesOf(gathered: Gathered, { articles, languages, contributions, threads }: TalkedAbout) {
  const { faults, codes } = gathered
  const named: Record<'proposal' | 'bracket' | 'decision' | 'move' | 'sitting', Naming[]> = {
    ...{ proposal: [], bracket: [], decision: [], move: [], sitting: [] },
  }
  const text =
    (longest: number, hasLines = true): Read<string> =>
    (value, path) =>
      faults.string(value, path, { longest, hasLines })
  const empty: Read<string> = (value, path) =>
    faults.string(value, path, { longest: LIMITS.text, hasLines: true, mayBeEmpty: true })
  const id: Read<string> = (value, path) => readId(faults, value, path)
  const at: Read<string> = (value, path) => {
    const read = instant(faults)(value, path)
    // as the database keeps instants; one that is none was named
    return read === null || Number.isNaN(Date.parse(read)) ? null : new Date(read).toISOString()
  }
  const party: Read<string> = (value, path) => {
    const code = faults.string(value, path, { longest: LIMITS.token })
    if (code !== null) codes.push({ code, path })
    return code
  }
  const parties: Read<string[]> = (value, path) => readCodes(gathered, value, path)
  const one =
    (known: (name: string) => boolean, what: string): Read<string> =>
    (value, path) => {
      const name = faults.string(value, path, { longest: LIMITS.id })
      if (name !== null && !known(name)) faults.add(path, `${name} is no ${what} of this file`)
      return name
    }
  const article = one((name) => articles.some(({ headingBlock }) => headingBlock === name), 'article')
  const lang = one((name) => languages.includes(name), 'language')
  const contribution = one((name) => contributions.has(name), 'contribution')
  const opening = one((name) => threads.has(name), 'thread')
  /** Of something that is looked for when all of the talks are read. */
  const the =
    (kind: keyof typeof named): Read<string> =>
    (value, path) => {
      const name = id(value, path)
      if (name !== null) named[kind].push({ id: name, path })
      return name
    }
  const hat = word(faults, HATS)
  const status = word(faults, PART_STATUSES)
  const count: Read<number> = (value, path) => {
    if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000_000) return value as number
    faults.add(path, 'must be a whole number from 0 to 1000000000')
    return null
  }
  const version: Read<typeof TALKS_VERSION> = (value, path) => {
    if (value !== TALKS_VERSION) faults.add(path, `must be ${TALKS_VERSION}: this program knows no other form`)
    return value === TALKS_VERSION ? value : null
  }
  const change = readChange(gathered)
  const kind = word(faults, ['original', 'translation', 'modified'] as const)
  const block = readBlock(gathered)
  const group = fields(faults, { group: text(LIMITS.title), members: parties, except: parties }, {})
  const line =
    (longest: number): Read<string> =>
    (value, path) =>
      faults.string(value, path, { longest })
  const option: Read<{ value: string | null }> = (value, path) => (value === null ? { value } : wrap(id(value, path)))
  const demand = fields(faults, { bracket: the('bracket'), option }, {})
  return {
    named,
    version,
    settings: fields(
      faults,
      {},
      { attribution: word(faults, ATTRIBUTIONS), positions: word(faults, POSITION_READERS), proposals_until: at },
    ),
    counters: byKey(faults, text(LIMITS.token, false), count),
    proposal: fields(
      faults,
      {
        ...{ id, article, lang, kind: word(faults, PROPOSAL_KINDS), status: word(faults, PROPOSAL_STATUSES) },
        created_at: at,
        sponsors: placed(
          faults,
          fields(
            faults,
            {
              ...{ party, kind: word(faults, ['main', 'co'] as const), at },
              state: word(faults, ['invited', 'joined', 'left'] as const),
            },
            {},
          ),
          LIMITS.societies,
        ),
        texts: placed(
          faults,
          fields(faults, { lang, kind, at, text: change }, { base: change, held: yes(faults) }),
          LIMITS.texts,
        ),
        story: placed(
          faults,
          fields(
            faults,
            { at, act: word(faults, PROPOSAL_ACTS), to: word(faults, PROPOSAL_STATUSES) },
            {
              ...{
                from: word(faults, PROPOSAL_STATUSES),
                as: hat,
                party,
                about: party,
                heir: party,
                decision: the('decision'),
              },
              ...{ reason: text(LIMITS.body), brackets: list(faults, demand, LIMITS.options) },
            },
          ),
          LIMITS.story,
        ),
      },
      {
        ...{ code: text(LIMITS.token, false), party, submitted_at: at, tabled_at: at, settled_at: at },
        ...{ approval_asked_at: at, rationale: text(LIMITS.body), rationale_lang: lang },
        act: fields(faults, { op: word(faults, BRACKET_OPS), bracket: the('bracket') }, { option: id }),
        on_behalf_of: group,
        ...{ amends: the('proposal'), succeeds: the('proposal'), answers: the('proposal') },
        ...{ contribution, made_of: contribution, late: yes(faults), shown: yes(faults) },
        submitted: fields(
          faults,
          {
            texts: placed(
              faults,
              fields(
                faults,
                { lang, kind: word(faults, ['original', 'translation'] as const), text: change },
                { base: change },
              ),
              LIMITS.texts,
            ),
          },
          {
            ...{ rationale: text(LIMITS.body), rationale_lang: lang, on_behalf_of: group },
            sponsors: list(faults, fields(faults, { party, since: at }, {}), LIMITS.societies),
          },
        ),
      },
    ),
    bracket: fields(
      faults,
      {
        ...{ article, id, kind: word(faults, BRACKET_KINDS), created_at: at },
        level: word(faults, ['inline', 'block', 'article'] as const),
        status: word(faults, ['open', 'settled'] as const),
        options: list(
          faults,
          fields(
            faults,
            { id, status: word(faults, ['open', 'chosen', 'dropped', 'merged'] as const) },
            { origin: word(faults, ['facilitator'] as const), proposal: the('proposal') },
          ),
          LIMITS.options,
        ),
        stands: list(faults, fields(faults, { party, from: at }, { option: id, until: at }), LIMITS.stands),
      },
      {
        ...{ note: text(LIMITS.note), proposal: the('proposal'), owner: party },
        ...{ due_at: at, decision: the('decision') },
      },
    ),
    move: fields(
      faults,
      { id, article, from: status, to: status, as: hat, at },
      {
        ...{ block: id, reason: text(LIMITS.body), group: text(LIMITS.title), objections: parties },
        sitting: the('sitting'),
        confirmations: list(
          faults,
          fields(faults, { party }, { confirmed_at: at, refused_at: at, reason: text(LIMITS.body) }),
          LIMITS.societies,
        ),
      },
    ),
    agreed: fields(
      faults,
      { article, status, since: at },
      { block: id, move: the('move'), confirm_by: at, empty_in: list(faults, lang, LIMITS.translations) },
    ),
    position: fields(
      faults,
      { article, party, stand: word(faults, STANDS), shown_to: word(faults, POSITION_READERS), as: hat, at },
      { block: id, note: text(LONGEST_NOTE) },
    ),
    decision: fields(
      faults,
      { id, article, act: text(LIMITS.token, false), venue: word(faults, VENUES), at },
      {
        ...{ bracket: the('bracket'), proposal: the('proposal'), as: hat, note: text(LIMITS.body) },
        ...{ on_word_of: word(faults, ['chair'] as const), undone_by: the('decision'), sitting: the('sitting') },
        dropped: list(
          faults,
          fields(faults, { id, label: empty, by: parties, words: byKey(faults, lang, empty) }, {}),
          LIMITS.options,
        ),
        texts: list(
          faults,
          fields(faults, { lang, blocks: list(faults, decidedBlock(gathered), LIMITS.blocks * 2) }, {}),
          LIMITS.texts,
        ),
      },
    ),
    flag: fields(
      faults,
      {
        ...{ article, lang, block: id, raised_at: at },
        reason: word(faults, ['grammar', 'words', 'extent', 'concordance'] as const),
      },
      { decision: the('decision') },
    ),
    sitting: fields(
      faults,
      { id, title: line(SITTING_LIMITS.title), began_at: at },
      { place: line(SITTING_LIMITS.place), ended_at: at, at: fields(faults, { article }, { block: id }) },
    ),
    fix: fields(
      faults,
      { id, article, lang, before: block, after: block, why: text(LIMITS.body), proposed_at: at },
      {
        confirmed: fields(faults, { at, until: at }, {}),
        objection: fields(faults, { at }, { party, reason: text(LIMITS.body) }),
        ...{ withdrawn_at: at, taken_back_at: at },
      },
    ),
    thread: fields(faults, { contribution: opening, proposal: the('proposal') }, {}),
  }
}

function decidedBlock({ faults }: Gathered) {
  const words: Read<string> = (value, path) =>
    faults.string(value, path, { longest: LIMITS.text, hasLines: true, mayBeEmpty: true })
  const id: Read<string> = (value, path) => readId(faults, value, path)
  const flags = list(faults, word(faults, ['modal', 'conjunction'] as const), 2)
  const run = fields(
    faults,
    { op: word(faults, ['keep', 'ins', 'del'] as const), text: words },
    { was: words, moved: id, flags },
  )
  return fields(
    faults,
    { id, op: word(faults, ['changed', 'added', 'removed', 'moved'] as const), runs: list(faults, run, LIMITS.pieces) },
    { label: words, flags },
  )
}

const wrap = (value: string | null): { value: string } | null => (value === null ? null : { value })
const stepOf = ({ value: { brackets, ...step } }: ReadProposal['story'][number]): StepFile => ({
  ...step,
  ...(brackets && { brackets: brackets.map(({ bracket, option }) => ({ bracket, option: option.value })) }),
})

/** What a code looks like (PS2). */
const CODE = /^(PRE|ART-[^\s/]{1,30})\/P-[1-9]\d{0,8}(\/A-[1-9]\d{0,8})?$/

/** EX16: what is said of one proposal agrees with itself. */
function checkProposal({ faults }: Gathered, { value, path }: { value: ReadProposal; path: string }): void {
  const { code, status, kind, act, party, sponsors, story } = value
  if (code !== undefined && !CODE.test(code)) faults.add(member(path, 'code'), 'must be a code such as ART-7/P-3')
  if (code === undefined && status !== 'draft' && status !== 'discarded')
    faults.add(member(path, 'code'), `is missing, and it is ${status}`)
  if ((kind === 'bracket') !== (act !== undefined))
    faults.add(member(path, 'act'), 'belongs to proposals of kind bracket, and to each of them')
  if (act?.op === 'choose' && act.option === undefined) faults.add(member(member(path, 'act'), 'option'), 'is missing')
  if (kind === 'bridging' && party !== undefined)
    faults.add(member(path, 'party'), 'must be left out: bridging text is the chair’s')
  checkOnce(faults, sponsors, 'party', (each) => each.party)
  for (const each of sponsors)
    if (each.value.kind === 'main' && each.value.party !== party)
      faults.add(member(each.path, 'kind'), 'is main, and the proposal is another’s')
  const steps = member(path, 'story')
  story.forEach(({ value: { from }, path: at }, i) => {
    const before = story[i - 1]?.value.to
    if (before !== undefined && from !== before) faults.add(member(at, 'from'), `must be ${before}, where it was`)
  })
  if (story.length === 0) faults.add(steps, 'must not be empty')
  else if (story.at(-1)!.value.to !== status) faults.add(steps, `must lead to ${status}`)
}

/** The texts of a proposal whole. `of`: of what it amends. */
function textsOf(
  gathered: Gathered,
  about: TalkedAbout,
  { article, texts }: ReadProposal,
  of: PlannedProposal['texts'],
): PlannedProposal['texts'] {
  const { faults } = gathered
  checkOnce(faults, texts, 'lang', ({ lang, kind }) => `${kind} ${lang}`)
  return texts.flatMap(({ value: { lang, kind, at, base, text, held }, path }) => {
    const amended = of.find((one) => one.lang === lang && one.kind !== 'modified')?.doc
    const found = amended ?? docIn(about, article, lang)
    if (!found) {
      faults.add(member(path, 'lang'), `${article} has no text in ${lang}`)
      return []
    }
    const source = asRead(found)
    const before = base && changed(gathered, base, source)
    const isOther = before !== undefined && JSON.stringify(before) !== JSON.stringify(source)
    const doc = changed(gathered, text, before ?? source)
    return [{ lang, kind, at, source, base: isOther ? before : null, doc, isHeld: held === true }]
  })
}

/** EX20: what it said when it was submitted last, of the texts that it has. */
function submittedOf(
  gathered: Gathered,
  { status, story }: ReadProposal,
  { texts, ...rest }: NonNullable<ReadProposal['submitted']>,
  path: string,
  whole: PlannedProposal['texts'],
): PlannedProposal['submitted'] {
  const { faults } = gathered
  if (!isUnsaid({ status, isShown: false }) || !story.some(({ value: { act } }) => act === 'submit'))
    faults.add(path, 'belongs to what was submitted and is with its sponsors again')
  checkOnce(faults, texts, 'lang', ({ lang, kind }) => `${kind} ${lang}`)
  return {
    ...rest,
    texts: texts.flatMap(({ value: { lang, kind, base, text }, path: at }) => {
      const own = whole.find((one) => one.lang === lang && one.kind === kind)
      if (!own) {
        faults.add(member(at, 'lang'), `is no text of the proposal`)
        return []
      }
      const before = base && changed(gathered, base, own.source)
      const isOther = before !== undefined && JSON.stringify(before) !== JSON.stringify(own.source)
      return [{ lang, kind, base: isOther ? before : null, doc: changed(gathered, text, before ?? own.source) }]
    }),
  }
}

/** EX21: one goes on at a time (SI1), and the room is where it goes on (SI4). */
function checkSittings({ faults }: Gathered, sittings: readonly { value: SittingFile; path: string }[]): void {
  let isOpen = false
  for (const { value, path } of sittings) {
    if (value.ended_at === undefined && isOpen) faults.add(member(path, 'ended_at'), 'is missing: another goes on')
    if (value.ended_at === undefined) isOpen = true
    else if (value.at) faults.add(member(path, 'at'), 'must be left out: it is over')
  }
}

/** EX22: a fix is of one block, and what became of it came in its order (EF2-EF4). */
function checkFix({ faults }: Gathered, about: TalkedAbout, { value, path }: { value: ReadFix; path: string }): void {
  const { article, lang, before, after, confirmed, objection, withdrawn_at: withdrawn, taken_back_at: back } = value
  if (!docIn(about, article, lang)) faults.add(member(path, 'lang'), `${article} has no text in ${lang}`)
  if (after.block.attrs.id !== before.block.attrs.id) faults.add(member(path, 'after'), 'must be the block of before')
  if (objection && !confirmed) faults.add(member(path, 'objection'), 'is to what nobody confirmed')
  if (withdrawn !== undefined && confirmed) faults.add(member(path, 'withdrawn_at'), 'is of what was confirmed')
  if (back !== undefined && !objection) faults.add(member(path, 'taken_back_at'), 'is of what nobody objected to')
}

/** EX17: what is agreed by itself holds no bracket (AG2), and an article is as far agreed as its parts (AG6). */
function checkAgreed(
  { faults }: Gathered,
  { articles }: TalkedAbout,
  agreed: readonly { value: AgreedFile; path: string }[],
): void {
  for (const { headingBlock, status, docs } of articles) {
    const own = agreed.filter(({ value }) => value.article === headingBlock)
    const lead = docs[0]!.doc
    const all = docs.map(({ doc }) => doc)
    for (const { value, path } of own) {
      const { block } = value
      if (block === undefined) {
        if (value.status !== status) faults.add(member(path, 'status'), `must be ${status}, as the article is`)
      } else if (!lead.content.some(({ attrs }) => attrs.id === block))
        faults.add(member(path, 'block'), `${block} is no block of ${headingBlock}`)
      else if (value.status === 'deleted') {
        if (block === headingBlock) faults.add(member(path, 'status'), 'of a heading is not deleted')
      } else if (!isLocked(value.status)) faults.add(member(path, 'status'), 'must be a state of agreement')
      else if (reasonNotToAgree({ docs: all }, new Set([block])) !== null)
        faults.add(member(path, 'status'), `is ${value.status}, and words of ${block} stand in brackets`)
    }
    const parts = new Map(own.flatMap(({ value: { block, status } }) => (block === undefined ? [] : [[block, status]])))
    const derived = derivedStatus(status, parts, lead)
    if (derived !== status && own[0])
      faults.add(member(own[0].path, 'article'), `${headingBlock} is ${status}, and its parts say ${derived}`)
  }
}
