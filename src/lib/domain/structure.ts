// Over 250 lines: what languages have in common, and every way in which one follows another.
/**
 * Structure is shared by the languages of an article, words are not (rules ST*; practice 3.2, 10.3).
 * The charter's original language leads: what happens there to blocks and brackets happens in the others, where only words are edited.
 */
import type { ArticleDoc, Block, Inline, Mark } from './article.ts'

type Option = Extract<Inline, { type: 'opt' }>

const textOf = (content: readonly Inline[]): string =>
  content.map((node) => (node.type === 'text' ? node.text : '')).join('')

const contentOf = (block: Block | undefined): readonly Inline[] => block?.content ?? []

const optionsOf = (content: readonly Inline[]): Option[] =>
  content.filter((node): node is Option => node.type === 'opt')

const optionMarks = (node: Inline): Extract<Mark, { type: 'br' }>[] =>
  (node.marks ?? []).filter((mark) => mark.type === 'br')

/** The words inside one option, brackets nested in it included. */
const wordsOfOption = (content: readonly Inline[], option: string): string =>
  textOf(content.filter((node) => optionMarks(node).some((mark) => mark.attrs.option === option)))

/**
 * What two languages of an article must have in common, as one comparable string (ST1):
 * blocks in order with kind and depth, the brackets around whole blocks, and the options in each block in order.
 */
export function structureOf(doc: ArticleDoc): string {
  return JSON.stringify(
    doc.content.map(({ attrs: { id, kind, depth, bracket, bracketKind }, content }) => [
      ...[id, kind, depth, bracket, bracketKind],
      optionsOf(content ?? []).map(({ attrs }) => [attrs.br, attrs.id, attrs.kind, attrs.label]),
    ]),
  )
}

/**
 * ST2: an edit in a language that follows must leave the structure as it was.
 * Order of options inside a block is free there (languages put the same alternatives in another place of the sentence).
 */
export function keepsStructure(before: ArticleDoc, after: ArticleDoc): boolean {
  const unordered = (doc: ArticleDoc): ArticleDoc => ({
    type: 'doc',
    content: doc.content.map((block) => ({
      ...block,
      content: optionsOf(block.content ?? []).sort((a, b) => (a.attrs.id < b.attrs.id ? -1 : 1)),
    })),
  })
  return structureOf(unordered(before)) === structureOf(unordered(after))
}

/** In how many blocks two languages differ, wherever those stand; 0 where they are alike (ST1) but for order. */
export function differences(one: ArticleDoc, other: ArticleDoc): number {
  const entries = ({ content }: ArticleDoc): Set<string> =>
    new Set(
      content.map(({ attrs: { id, kind, depth, bracket, bracketKind }, content: inlines }) => {
        const options = optionsOf(inlines ?? []).map(({ attrs }) => [attrs.br, attrs.id, attrs.kind])
        return JSON.stringify([id, kind, depth, bracket, bracketKind, options.sort()])
      }),
    )
  const [a, b] = [entries(one), entries(other)]
  return [...a].filter((entry) => !b.has(entry)).length + [...b].filter((entry) => !a.has(entry)).length
}

/**
 * ST3: the text of another language after the leading one changed from `before` to `after`.
 * Its words stay; blocks are added (empty), removed, moved and re-labelled as there; a joined block's words go where the leading language's went;
 * words of a block or option that was removed with its words are removed, calls of a removed note with it (ST5). Blocks that only `other` has keep their place.
 */
export function followStructure(before: ArticleDoc, after: ArticleDoc, other: ArticleDoc): ArticleDoc {
  const was = new Map(before.content.map((block) => [block.attrs.id, block]))
  const is = new Map(after.content.map((block) => [block.attrs.id, block]))
  const heirs = joinedInto(before, is)
  const { stayed, arrived } = withTheirOptions(before, after, other, heirs)
  const mine = new Map(stayed.map((block) => [block.attrs.id, block]))
  const inherited = new Map<string, Block[]>()
  for (const block of stayed) {
    const heir = heirs.get(block.attrs.id)
    if (heir !== undefined) inherited.set(heir, [...(inherited.get(heir) ?? []), block])
  }

  const removedNotes = new Set(
    before.content.filter(({ attrs }) => attrs.kind === 'note' && !is.has(attrs.id)).map(({ attrs }) => attrs.id),
  )
  const isCallOfRemoved = (node: Inline): boolean => node.type === 'note' && removedNotes.has(node.attrs.to)

  const blocks: Block[] = after.content.map((lead) => {
    const own = mine.get(lead.attrs.id)
    const content = followOptions(
      [
        ...contentOf(was.get(lead.attrs.id)),
        ...[...heirs].filter(([, heir]) => heir === lead.attrs.id).flatMap(([id]) => contentOf(was.get(id))),
      ],
      contentOf(lead),
      behind(joined(own, inherited.get(lead.attrs.id) ?? []), arrived.get(lead.attrs.id) ?? []).filter(
        (node) => !isCallOfRemoved(node),
      ),
    )
    const attrs = { ...lead.attrs, extra: own?.attrs.extra ?? lead.attrs.extra }
    // as it is read again, so that a text that stays is the same
    return { type: 'block', attrs, ...(content.length > 0 ? { content } : {}) }
  })

  // what only this language has stays behind the block it followed
  for (const [i, block] of stayed.entries()) {
    const { id } = block.attrs
    if (was.has(id) || is.has(id)) continue
    const neighbour = stayed.slice(0, i).findLast((b) => blocks.some((known) => known.attrs.id === b.attrs.id))
    const at = neighbour ? blocks.findIndex((known) => known.attrs.id === neighbour.attrs.id) + 1 : 0
    blocks.splice(at, 0, block)
  }
  return { type: 'doc', content: blocks }
}

/**
 * Options that stand in another block of the leading language than before (it was split before them, or they were carried there) take their words along.
 * What stays in each block of `other`, and what comes to which.
 */
function withTheirOptions(
  before: ArticleDoc,
  after: ArticleDoc,
  other: ArticleDoc,
  heirs: ReadonlyMap<string, string>,
): { stayed: Block[]; arrived: Map<string, Inline[]> } {
  const [wasAt, isAt] = [placesOf(before), placesOf(after)]
  const arrived = new Map<string, Inline[]>()
  const stayed = other.content.map((block): Block => {
    const { id } = block.attrs
    const home = heirs.get(id) ?? id
    const goesTo = (option: string): string | undefined => {
      const to = isAt.get(option)
      return wasAt.get(option) === id && to !== home ? to : undefined
    }
    const stays: Inline[] = []
    for (const node of contentOf(block)) {
      const to = optionMarks(node).flatMap(({ attrs }) => goesTo(attrs.option) ?? [])[0]
      if (to === undefined) stays.push(node)
      else {
        // brackets around it that did not come along end before it
        const marks = (node.marks ?? []).filter((mark) => mark.type !== 'br' || isAt.get(mark.attrs.option) === to)
        arrived.set(to, [...(arrived.get(to) ?? []), withMarks(node, marks)])
      }
    }
    return stays.length === contentOf(block).length ? block : { ...block, content: stays }
  })
  return { stayed, arrived }
}

/** Option -> the block in which its head stands. */
const placesOf = ({ content }: ArticleDoc): Map<string, string> =>
  new Map(content.flatMap((block) => optionsOf(contentOf(block)).map(({ attrs }) => [attrs.id, block.attrs.id])))

/** One behind the other, words apart. */
const behind = (content: readonly Inline[], more: readonly Inline[]): Inline[] =>
  more.length === 0 || textOf(content) === '' || /\s$/.test(textOf(content))
    ? [...content, ...more]
    : [...content, { type: 'text', text: ' ' }, ...more]

/** The words of a block with those of others that were joined to it. */
const joined = (own: Block | undefined, others: readonly Block[]): Inline[] =>
  others.reduce<Inline[]>(
    (all, block) => (textOf(contentOf(block)) === '' ? [...all, ...contentOf(block)] : behind(all, contentOf(block))),
    [...contentOf(own)],
  )

/** Blocks that are gone but whose words are still in the leading text -> the block that has them now. */
function joinedInto(before: ArticleDoc, is: Map<string, Block>): Map<string, string> {
  const heirs = new Map<string, string>()
  const was = new Set(before.content.map(({ attrs }) => attrs.id))
  before.content.forEach((block, i) => {
    const { id } = block.attrs
    // A note that is gone was removed, words and all (NT4): nothing joins notes.
    if (is.has(id) || block.attrs.kind === 'note') return
    const previous = before.content.slice(0, i).findLast((b) => is.has(b.attrs.id))
    if (previous === undefined) return
    const words = textOf(contentOf(block))
    const grown = textOf(contentOf(is.get(previous.attrs.id)))
    const already = occurrences(textOf(contentOf(previous)), words)
    const isThere = occurrences(grown, words) > already || shareOf(words, grown, textOf(contentOf(previous))) > 0.5
    if (words === '' || isThere) return void heirs.set(id, previous.attrs.id)
    // split and joined in one change: its words are in several blocks, or in a new half of the one before, and go where most of them are
    const shares = [...is.values()]
      .filter(({ attrs }) => attrs.id === previous.attrs.id || attrs.from === id || !was.has(attrs.id))
      .map((one) => ({ id: one.attrs.id, share: shareOf(words, textOf(contentOf(one)), saidBy(before, one.attrs.id)) }))
    const [most] = shares.toSorted((a, b) => b.share - a.share)
    if (shares.reduce((sum, { share }) => sum + share, 0) > 0.5) heirs.set(id, most!.id)
  })
  return heirs
}

const saidBy = ({ content }: ArticleDoc, id: string): string =>
  textOf(contentOf(content.find(({ attrs }) => attrs.id === id)))

/**
 * How much of `words` a text has beyond `before`, 0 to 1, counted in words whatever their order: what was joined or unwrapped may
 * have been edited at the same time (offline work comes as one change), and is not gone for that.
 */
function shareOf(words: string, text: string, before: string): number {
  const wordsIn = (some: string): string[] => some.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const left = new Map<string, number>()
  const count = (word: string, n: number): number => {
    const known = left.get(word) ?? 0
    left.set(word, known + n)
    return known
  }
  for (const word of wordsIn(text)) count(word, 1)
  for (const word of wordsIn(before)) count(word, -1)
  const all = wordsIn(words)
  return all.filter((word) => count(word, -1) > 0).length / Math.max(1, all.length)
}

const occurrences = (text: string, words: string): number => (words === '' ? 0 : text.split(words).length - 1)

/** ST4: options appear and go as in the leading text; an option taken away with its words takes its words here, one that was unwrapped leaves them. */
function followOptions(was: readonly Inline[], is: readonly Inline[], own: readonly Inline[]): Inline[] {
  const leading = optionsOf(is)
  const known = new Set(optionsOf(was).map(({ attrs }) => attrs.id))
  const kept = new Map(leading.map((option) => [option.attrs.id, option]))
  const unwrapped = unwrappedOptions(was, is)
  let content: Inline[] = []
  for (const node of own) {
    const gone = optionMarks(node).filter(({ attrs }) => known.has(attrs.option) && !kept.has(attrs.option))
    const marks = (node.marks ?? []).filter((mark) => !gone.some((g) => g === mark))
    if (node.type === 'opt') {
      const option = kept.get(node.attrs.id)
      // one that stays where another around it goes stands outside of that
      const head = option ? { ...node, attrs: option.attrs } : node
      if (option || !known.has(node.attrs.id)) content.push(gone.length === 0 ? head : withMarks(head, marks))
      continue
    }
    if (gone.some(({ attrs }) => !unwrapped.has(attrs.option))) continue
    content.push(gone.length === 0 ? node : withMarks(node, marks))
  }
  for (const option of leading) {
    if (content.some((node) => node.type === 'opt' && node.attrs.id === option.attrs.id)) continue
    const mark: Mark = { type: 'br', attrs: { id: option.attrs.br, option: option.attrs.id } }
    const sibling = content.find((node) => node.type === 'opt' && node.attrs.br === option.attrs.br)
    const outer = (sibling ? optionMarks(sibling) : []).filter(({ attrs }) => attrs.id !== option.attrs.br)
    const added: Inline = { type: 'opt', attrs: option.attrs, marks: [...outer, mark] }
    const last = content.findLastIndex((node) => optionMarks(node).some(({ attrs }) => attrs.id === option.attrs.br))
    const at = last < 0 ? content.length : last + 1
    content = [...content.slice(0, at), added, ...content.slice(at)]
  }
  return content
}

/** Options that are gone but whose words are still there: as they were or, where none of a bracket's are, the one most of whose words are. */
function unwrappedOptions(was: readonly Inline[], is: readonly Inline[]): Set<string> {
  const kept = new Set(optionsOf(is).map(({ attrs }) => attrs.id))
  const unwrapped = new Set<string>()
  const brackets = Map.groupBy(
    optionsOf(was).filter(({ attrs }) => !kept.has(attrs.id)),
    ({ attrs }) => attrs.br,
  )
  for (const [bracket, options] of brackets) {
    const rest = textOf(was.filter((node) => !optionMarks(node).some(({ attrs }) => attrs.id === bracket)))
    const gone = options.map(({ attrs }) => ({ id: attrs.id, words: wordsOfOption(was, attrs.id) }))
    const whole = gone.filter(({ words }) => textOf(is).includes(words))
    for (const { id } of whole) unwrapped.add(id)
    if (whole.some(({ words }) => words !== '')) continue
    const shares = gone.map(({ id, words }) => ({ id, share: shareOf(words, textOf(is), rest) }))
    const [most] = shares.sort((a, b) => b.share - a.share)
    if (most!.share > 0.5) unwrapped.add(most!.id)
  }
  return unwrapped
}

function withMarks(node: Inline, marks: Mark[]): Inline {
  const { marks: _old, ...rest } = node
  return marks.length === 0 ? rest : { ...rest, marks }
}
