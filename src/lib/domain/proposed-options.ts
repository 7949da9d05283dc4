// Over 250 lines: what becomes of one paragraph, and of all of them, is told in one place.
/**
 * What is disputed becomes brackets (rule PS18; practice 8.2: two proposals on the same words are alternatives, and no conflict to solve): of each paragraph
 * that proposals change, the article's words and theirs as options of one bracket, a new or removed one in brackets as a whole. Pure.
 */
import canonicalize from 'canonicalize'
import { bracketsIn } from './agreement.ts'
import type { ArticleDoc, Block, BracketKind, Inline } from './article.ts'
import { putBracket, sizeOfContent, wordsOf, type BracketRefusal } from './brackets.ts'
import { merge3 } from './merge.ts'
import { countOf, isLight, isSame, tokensOf, type Origin, type Token } from './merge-tokens.ts'
import { alternative } from './option-labels.ts'
import { carriedIn, type Carrying } from './proposed-carried.ts'
import { faultsOf } from './soundness.ts'
import { deltaFromBlock, docFromDelta, type DeltaInsert } from './text.ts'

/** What one proposal makes of the article in one language. */
export interface Version {
  /** Block -> as it would be; null: it would go. Blocks that it does not change are left out. */
  blocks: ReadonlyMap<string, Block | null>
  /** Of a new block, the one that it stands behind. */
  behind: ReadonlyMap<string, string>
  /** Where each unit of a block comes from. */
  originOf: (block: string, unit: number) => Origin | null
  /** Blocks that it moves, and those that it makes into something else: neither is an option of a bracket. */
  moved: readonly string[]
  reshaped: readonly string[]
  /** Blocks that it changes and the article has no more: they were removed, or joined to others with their words. */
  gone: readonly string[]
  /** Blocks whose words, as it says them, stand in another block of the article by now. */
  doubled: readonly string[]
  /** Blocks that it says with a bracket that the article had, and has no more: it is settled. */
  settled: readonly string[]
}

/** What a proposal asks for in one language, as blocks of the article with its words; what collides is the proposal's. */
export function versionOf(base: ArticleDoc, main: ArticleDoc, fork: ArticleDoc): Version {
  const merged = merge3(base, main, fork)
  const held = new Set(merged.held.flatMap(({ blocks }) => blocks))
  const [inBase, inMain, inFork, inMerge] = [base, main, fork, merged.doc].map(blocksById) as [
    Blocks,
    Blocks,
    Blocks,
    Blocks,
  ]
  const says = (blocks: Blocks, id: string): string => JSON.stringify(blocks.get(id)?.block ?? null)
  const source = (id: string): Blocks => (held.has(id) ? inFork : inMerge)
  const blocks = new Map<string, Block | null>()
  const behind = new Map<string, string>()
  const moved: string[] = []
  const reshaped: string[] = []
  const gone: string[] = []
  for (const id of new Set([...inMain.keys(), ...inMerge.keys(), ...held])) {
    // what is held with words of others, and is none of its own
    if (held.has(id) && says(inFork, id) === says(inBase, id)) continue
    const [was, is] = [inMain.get(id)?.block, source(id).get(id)]
    if (JSON.stringify(was) === JSON.stringify(is?.block)) continue
    if (!was && inBase.has(id)) gone.push(id)
    blocks.set(id, is?.block ?? null)
    if (!was && is) behind.set(id, is.behind ?? '')
    if (was && is && canonicalize(was.attrs) !== canonicalize(is.block.attrs)) reshaped.push(id)
  }
  // whatever else stands in another order
  const kept = (doc: ArticleDoc): string[] =>
    doc.content.map(({ attrs }) => attrs.id).filter((id) => inMain.has(id) && inMerge.has(id))
  const [before, after] = [kept(main), kept(merged.doc)]
  after.forEach((id, i) => id !== before[i] && moved.push(id))
  for (const one of merged.held) if (one.kind === 'order') moved.push(...one.blocks)
  const originOf = (block: string, unit: number): Origin | null => {
    if (held.has(block)) return { from: 'fork', block, at: unit }
    const units = merged.origins.get(block)
    return units ? (units[unit] ?? null) : { from: 'main', block, at: unit }
  }
  const had = bracketsIn(base)
  const has = bracketsIn(main)
  const settled = [...blocks].flatMap(([id, block]) => {
    const own = block ? [...bracketsIn({ type: 'doc', content: [block] })] : []
    return own.some((bracket) => had.has(bracket) && !has.has(bracket)) ? [id] : []
  })
  const doubled = doubledIn({ base, main, fork }, blocks)
  return { blocks, behind, originOf, moved: [...new Set(moved)], reshaped, gone, doubled, settled }
}

/** Blocks with words that stand more often, the article with these blocks, than either text has them and both changes make them. */
function doubledIn(
  { base, main, fork }: Record<'base' | 'main' | 'fork', ArticleDoc>,
  blocks: ReadonlyMap<string, Block | null>,
): string[] {
  const known = new Set(main.content.map(({ attrs }) => attrs.id))
  const own = main.content.flatMap((block) => {
    const said = blocks.get(block.attrs.id)
    return said === undefined ? [block] : said === null ? [] : [said]
  })
  const added = [...blocks].flatMap(([id, block]) => (block && !known.has(id) ? [block] : []))
  const countIn = (content: readonly Block[]) => countOf(content.flatMap((block) => tokensOf(block, null)))
  const [inBase, inMain, inFork, inAll] = [base.content, main.content, fork.content, [...own, ...added]].map(countIn)
  const often = (counts: ReadonlyMap<string, number> | undefined, key: string): number => counts?.get(key) ?? 0
  const tooOften = [...inAll!].flatMap(([key, n]) => {
    const [b, m, f] = [often(inBase, key), often(inMain, key), often(inFork, key)]
    return n > Math.max(m, f, m + f - b) && isWord(key) ? [key] : []
  })
  return [...blocks].flatMap(([id, block]) =>
    block && tokensOf(block, null).some(({ key, start }) => start === null && tooOften.includes(key)) ? [id] : [],
  )
}

/** Small words, signs and embeds are found anywhere. */
const isWord = (key: string): boolean => !isLight(key) && /^[\p{L}\p{N}]/u.test(key)

type Blocks = Map<string, { block: Block; behind: string | null }>
const blocksById = ({ content }: ArticleDoc): Blocks =>
  new Map(content.map((block, i) => [block.attrs.id, { block, behind: content[i - 1]?.attrs.id ?? null }]))

/** A bracket that is to be put, the same in every language. */
export interface PlannedBracket {
  id: string
  blockId: string
  kind: BracketKind
  /** words: among the words of its block. block: around it. added: around a block that the article does not have yet, which is `added`'s. */
  where: 'words' | 'block' | 'added'
  /** Proposal of each option, by its place in the list; null: the article's own. */
  options: { id: string; label: string; proposal: number | null }[]
  /** Proposals that ask for all of it to go: none of the options is theirs. */
  against: number[]
}

/** Why it cannot be; `blocks` in question. */
export interface NotOptions {
  blocks: readonly string[]
  why: 'moved' | 'reshaped' | 'gone' | 'settled' | 'doubled' | Carrying['why'] | 'note' | BracketRefusal
}

/** An article in one language, with what each proposal makes of it; null: it has no text in this language. */
export interface Disputed {
  lang: string
  main: ArticleDoc
  versions: readonly (Version | null)[]
}

/** PS18: the brackets of a dispute, in the order of the text, the leading language's first. `newId`: of each. */
export function planBrackets(languages: readonly Disputed[], newId: () => string): PlannedBracket[] | NotOptions {
  const versions = languages.flatMap(({ main, versions }) => versions.flatMap((one) => (one ? [{ main, ...one }] : [])))
  for (const why of ['moved', 'reshaped', 'gone', 'settled', 'doubled'] as const) {
    const blocks = versions.flatMap((version) => version[why])
    if (blocks.length > 0) return { blocks: [...new Set(blocks)], why }
  }
  for (const { main, blocks } of versions) {
    const carried = carriedIn(main, blocks)
    if (carried) return carried
  }
  const ids = new Set(
    languages.flatMap(({ main, versions }) => {
      const changed = new Set(versions.flatMap((version) => [...(version?.blocks.keys() ?? [])]))
      const own = main.content.map(({ attrs }) => attrs.id).filter((id) => changed.has(id))
      return [...own, ...[...changed].filter((id) => !own.includes(id))]
    }),
  )
  const planned: PlannedBracket[] = []
  for (const blockId of ids) {
    const bracket = planOne(languages, blockId, newId)
    if (!bracket) continue
    if ('why' in bracket) return bracket
    planned.push(bracket)
  }
  return planned
}

function planOne(
  languages: readonly Disputed[],
  blockId: string,
  newId: () => string,
): PlannedBracket | NotOptions | null {
  const asked = languages.map((one) => stretch(one, blockId))
  const count = languages[0]!.versions.length
  const [first] = languages.flatMap(({ main, versions }) => [
    ...main.content.filter(({ attrs }) => attrs.id === blockId),
    ...versions.flatMap((version) => version?.blocks.get(blockId) ?? []),
  ])
  if (first?.attrs.kind === 'note') return { blocks: [blockId], why: 'note' }
  const isAdded = languages.every(({ main }) => !main.content.some(({ attrs }) => attrs.id === blockId))
  const numbers = Array.from({ length: count }, (_, n) => n)
  const changing = numbers.filter((n) => languages.some(({ versions }) => versions[n]?.blocks.has(blockId)))
  const removing = changing.filter((n) => languages.some(({ versions }) => versions[n]?.blocks.get(blockId) === null))
  const id = newId()
  const optionOf = (n: number, i: number, all: unknown[], proposal: number | null) => ({
    id: `${id}.${n}`,
    label: all.length > 1 ? alternative(i + 1) : '',
    proposal,
  })
  if (isAdded) {
    // only the leading language says what paragraphs there are (ST2)
    if (!changing.some((n) => languages[0]!.versions[n]?.blocks.get(blockId))) return { blocks: [blockId], why: 'gone' }
    const own = optionOf(1, 0, [1], changing[0]!)
    return { id, blockId, kind: 'optional', where: 'added', options: [own], against: [] }
  }
  const writing = changing.filter((n) => !removing.includes(n))
  const isWhole = removing.length > 0
  if (isWhole && writing.length === 0)
    return {
      ...{ id, blockId, kind: 'optional', where: 'block', against: removing },
      options: [optionOf(1, 0, [1], null)],
    }
  // who says nothing there asks for the words to go
  const says = (n: number): boolean => asked.some((one) => one !== null && wordsIn(one.says[n] ?? []) !== '')
  const hasOwn = isWhole || asked.some((one) => one !== null && wordsIn(one.own) !== '')
  const speaking = writing.filter(says)
  const against = [...removing, ...writing.filter((n) => !says(n))]
  const whose = [...(hasOwn ? [null] : []), ...speaking]
  // formats alone are other than before: nothing to choose between
  const isAlike = asked.every(
    (one) => one === null || one.says.every((units) => units === undefined || wordsIn(units) === wordsIn(one.own)),
  )
  if (whose.length === 0 || (isAlike && !isWhole)) return null
  return {
    ...{ id, blockId, where: isWhole ? 'block' : 'words', against },
    kind: whose.length > 1 ? 'alternatives' : 'optional',
    options: whose.map((proposal, i) => optionOf(i + 1, i, whose, proposal)),
  }
}

/** Where the words of a block begin to differ and where they end, over all proposals; and what each says there. */
interface Stretch {
  from: number
  to: number
  own: DeltaInsert[]
  /** By proposal; undefined: it does not change the block here. */
  says: (DeltaInsert[] | undefined)[]
  /** Where, in the proposal's own block, that begins. */
  starts: number[]
  /** The space behind words that are only put in, which stays outside of the bracket. */
  gap: DeltaInsert[]
}

function stretch({ main, versions }: Disputed, blockId: string): Stretch | null {
  const block = main.content.find(({ attrs }) => attrs.id === blockId)
  const changing = versions.map((version) => version?.blocks.get(blockId) ?? undefined)
  if (!block || changing.every((one) => one === undefined)) return null
  const own = tokensOf(block, null).slice(1)
  const all = changing.map((one) => one && tokensOf(one, null).slice(1))
  let [start, end] = [own.length, own.length]
  for (const tokens of all) {
    if (!tokens) continue
    let head = 0
    while (head < Math.min(own.length, tokens.length) && isSame([own[head]!], [tokens[head]!])) head++
    let tail = 0
    while (
      tail < Math.min(own.length, tokens.length) - head &&
      isSame([own[own.length - 1 - tail]!], [tokens[tokens.length - 1 - tail]!])
    )
      tail++
    start = Math.min(start, head)
    end = Math.min(end, tail)
  }
  // what keeps the words apart from the one before, where the article has nothing to be kept apart there
  const space = own[start - 1]?.space.length ?? 0
  const sliceOf = (tokens: readonly Token[]): { units: DeltaInsert[]; from: number } => {
    const from = unitsIn(tokens.slice(0, start)).length
    const lead = space === 0 ? (tokens[start - 1]?.space.length ?? 0) : 0
    const units = unitsIn(tokens.slice(0, tokens.length - end)).slice(from - lead)
    return units.every(isSpace) ? { units: [], from } : { units, from: from - lead }
  }
  const here = sliceOf(own)
  const theirs = all.map((tokens) => tokens && sliceOf(tokens))
  const said = [here, ...theirs].flatMap((one) => (one && one.units.length > 0 ? [one.units] : []))
  const isApart = said.every((units) => isSpace(units.at(-1)!))
  const bare = (units: DeltaInsert[]): DeltaInsert[] =>
    isApart ? units.slice(0, units.findLastIndex((unit) => !isSpace(unit)) + 1) : units
  const rest = bare(here.units)
  const first = theirs.find((one) => one && one.units.length > 0)?.units ?? []
  return {
    ...{ from: here.from, to: here.from + rest.length, own: rest },
    says: theirs.map((one) => one && bare(one.units)),
    starts: theirs.map((one) => one?.from ?? 0),
    gap: here.units.length === 0 ? first.slice(bare(first).length) : [],
  }
}

const isSpace = ({ insert }: DeltaInsert): boolean => typeof insert === 'string' && /\s/.test(insert)

const unitsIn = (tokens: readonly Token[]): DeltaInsert[] =>
  tokens.flatMap(({ body, space }) =>
    [...body, ...space].map(({ insert, formats }) => ({ insert, attributes: formats })),
  )

/** Units as content: in a block of its own, which is taken off again. */
function contentFrom(units: readonly DeltaInsert[]): Inline[] {
  const start = deltaFromBlock({
    type: 'block',
    attrs: { id: 'x', kind: 'para', depth: 0, bracket: null, bracketKind: null, extra: null },
  })
  return [...(docFromDelta([...start, ...units]).content[0]!.content ?? [])]
}

const wordsIn = (units: readonly DeltaInsert[]): string => wordsOf(contentFrom(units)).trim()

/** A unit of a proposal (by its place), or (null) of the article, and where it stands there. */
export interface Whose {
  proposal: number | null
  origin: Origin | null
}

/** One language with its brackets. `origins`: of words of options that proposals brought, whose they are. */
export interface WithBrackets {
  doc: ArticleDoc
  /** Block -> for each unit of its content whose it is. Blocks that are not here say what the article says, unit by unit. */
  origins: ReadonlyMap<string, readonly (Whose | null)[]>
  /** Blocks in which an option has no words here though it has some in another language. */
  wordless: readonly string[]
}

/** PS18: puts the planned brackets into one language. A language in which nothing is proposed gets them empty, at the end of the block (BD2). */
export function withBrackets(one: Disputed, planned: readonly PlannedBracket[]): WithBrackets | NotOptions {
  let doc = one.main
  const origins = new Map<string, (Whose | null)[]>()
  const wordless = new Set<string>()
  for (const bracket of planned) {
    const made = putOne(doc, one, bracket)
    if ('why' in made) return made
    doc = made.doc
    if (made.isWordless) wordless.add(bracket.blockId)
    if (made.origins) origins.set(bracket.blockId, made.origins)
  }
  const known = new Set(faultsOf(one.main).map(({ rule, what }) => `${rule} ${what ?? ''}`))
  const fault = faultsOf(doc).find(({ rule, what }) => !known.has(`${rule} ${what ?? ''}`))
  if (fault) return { blocks: [doc.content[fault.index]!.attrs.id], why: 'crosses' }
  return { doc, origins, wordless: [...wordless] }
}

interface Put {
  doc: ArticleDoc
  isWordless: boolean
  origins?: (Whose | null)[]
}

function putOne(doc: ArticleDoc, one: Disputed, bracket: PlannedBracket): Put | NotOptions {
  const { blockId, where } = bracket
  const refused = (why: NotOptions['why']): NotOptions => ({ blocks: [blockId], why })
  if (where === 'added') return putAdded(doc, one, bracket)
  const block = doc.content.find(({ attrs }) => attrs.id === blockId)
  // languages need not be alike (ST1): what is not there cannot be in brackets
  if (!block) return { doc, isWordless: false }
  if (where === 'block' && bracket.kind === 'optional') {
    const made = putBracket(doc, { blockId }, { id: bracket.id, kind: 'optional', options: [bracket.options[0]!] })
    return typeof made === 'string' ? refused(made) : { doc: made, isWordless: false }
  }
  const size = sizeOfContent(block.content ?? [])
  const here = stretch(one, blockId) ?? { from: size, to: size, own: [], says: [], starts: [], gap: [] }
  const isWhole = where === 'block'
  const [from, to] = isWhole ? [0, size] : [here.from, here.to]
  const wordsFor = (proposal: number): Inline[] => {
    const version = one.versions[proposal]?.blocks.get(blockId)
    if (isWhole) return [...(version?.content ?? [])]
    return contentFrom(here.says[proposal] ?? [])
  }
  const [head, ...others] = bracket.options
  const isOwnFirst = head!.proposal === null
  // a bracket of proposals' words alone begins with the first of theirs, put in behind what stands there
  const fresh = {
    id: bracket.id,
    kind: bracket.kind,
    options: [head!, ...others].map((option, i) => ({
      ...option,
      ...(i > 0 && { words: wordsFor(option.proposal!) }),
    })),
  }
  const inserted = isOwnFirst
    ? doc
    : inserting(doc, blockId, from, [...wordsFor(head!.proposal!), ...contentFrom(here.gap)])
  const end = isOwnFirst ? to : from + sizeOfContent(wordsFor(head!.proposal!))
  const made = putBracket(inserted, isWhole ? { blockId } : { blockId, from, to: end }, fresh)
  if (typeof made === 'string') return refused(made)
  const now = made.content.find(({ attrs }) => attrs.id === blockId)!
  const lacks = bracket.options.some(
    ({ proposal }) => wordsOf(proposal === null ? slice(block, from, to) : wordsFor(proposal)).trim() === '',
  )
  return {
    doc: made,
    isWordless: lacks && wordsOf(block.content ?? []).trim() !== '',
    origins: originsOf(now, bracket, isOwnFirst ? 0 : here.gap.length, (proposal, unit) =>
      one.versions[proposal]!.originOf(blockId, unit + (isWhole ? 0 : (here.starts[proposal] ?? 0))),
    ),
  }
}

const slice = (block: Block, from: number, to: number): Inline[] =>
  contentFrom(
    deltaFromBlock(block)
      .slice(1)
      .flatMap(({ insert, attributes }) =>
        (typeof insert === 'string' ? insert.split('') : [insert]).map((unit) => ({
          insert: unit,
          ...(attributes && { attributes }),
        })),
      )
      .slice(from, to),
  )

/** Words put into a block, in front of unit `at`. */
function inserting(doc: ArticleDoc, blockId: string, at: number, words: readonly Inline[]): ArticleDoc {
  return {
    type: 'doc',
    content: doc.content.map((block) => {
      if (block.attrs.id !== blockId) return block
      const content = [...slice(block, 0, at), ...words, ...slice(block, at, Infinity)]
      const { content: _old, ...bare } = block
      return content.length === 0 ? bare : { ...bare, content }
    }),
  }
}

/** A block that only a proposal has, in brackets, behind what it stands behind there; empty where the proposal has no words in this language. */
function putAdded(doc: ArticleDoc, { versions }: Disputed, bracket: PlannedBracket): Put | NotOptions {
  const { blockId } = bracket
  const proposal = bracket.options[0]!.proposal!
  const version = versions[proposal]
  const block = version?.blocks.get(blockId)
  // it follows the leading language, which has it by now (`followStructure`)
  if (!block) return { doc, isWordless: false }
  const behind = version!.behind.get(blockId)
  const place = doc.content.findIndex(({ attrs }) => attrs.id === behind)
  // behind what other proposals put in the same place
  let at = place + 1
  while (at > 0 && at < doc.content.length && isPutThere(doc.content[at]!, versions)) at++
  const put: Block = { ...block, attrs: { ...block.attrs, bracket: bracket.id, bracketKind: 'optional' } }
  const content = doc.content.toSpliced(at, 0, put)
  const units = sizeOfContent(block.content ?? [])
  return {
    doc: { type: 'doc', content },
    isWordless: false,
    origins: Array.from({ length: units }, (_, unit) => ({ proposal, origin: version!.originOf(blockId, unit) })),
  }
}

const isPutThere = ({ attrs }: Block, versions: Disputed['versions']): boolean =>
  versions.some((version) => version?.behind.has(attrs.id))

/** Whose each unit of a block is: of a proposal in its option, else the article's, one after another. `gap`: units behind the bracket that are nobody's. */
function originsOf(
  block: Block,
  bracket: PlannedBracket,
  gap: number,
  originIn: (proposal: number, unit: number) => Origin | null,
): (Whose | null)[] {
  const key = `br:${bracket.id}`
  const proposalOf = new Map(bracket.options.map(({ id, proposal }) => [id, proposal]))
  const counts = new Map<number | null, number>()
  const next = (whose: number | null): number => {
    const n = counts.get(whose) ?? 0
    counts.set(whose, n + 1)
    return n
  }
  let left = gap
  let isBehind = false
  return deltaFromBlock(block)
    .slice(1)
    .flatMap(({ insert, attributes = {} }) =>
      (typeof insert === 'string' ? insert.split('') : [insert]).map((unit): Whose | null => {
        const option = attributes[key] as string | undefined
        if (typeof unit === 'object' && unit['br'] === bracket.id) return null
        if (option !== undefined) isBehind = true
        else if (isBehind && left-- > 0) return null
        const proposal = option === undefined ? null : (proposalOf.get(option) ?? null)
        if (proposal !== null) return { proposal, origin: originIn(proposal, next(proposal)) }
        return { proposal, origin: { from: 'main', block: block.attrs.id, at: next(null) } }
      }),
    )
}
