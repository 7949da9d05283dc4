/** Holds contributions against the text they speak of (rule EX8). */
import { occurrences } from '../../src/lib/domain/anchor.ts'
import type { Anchor } from '../../src/lib/domain/contract.ts'
import { indexBlocks, type ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { anchorText, optionRanges } from '../../src/lib/domain/rendering.ts'
import { member, type Faults } from './faults.ts'
import type { ContributionFile, ContributionPlan } from './format.ts'
import { docOf, type ReadArticle, type ReadBlock } from './read-articles.ts'
import type { ReadContribution } from './read-contributions.ts'
import { blocksOf, type Expression } from './read-languages.ts'
import type { FoundBracket } from './read-text.ts'

/** The texts of the file, for looking up what contributions quote. */
export class Texts {
  readonly index: ReferenceIndex
  private readonly found = new Map<string, { article: ReadArticle; block: ReadBlock }>()
  private readonly expressions: Expression[]

  constructor(expressions: Expression[]) {
    this.expressions = expressions
    for (const expression of expressions)
      for (const article of expression.preamble ? [expression.preamble, ...expression.articles] : expression.articles)
        for (const block of article.blocks) {
          const key = `${expression.lang} ${block.block.attrs.id}`
          if (!this.found.has(key)) this.found.set(key, { article, block })
        }
    const { preamble, articles } = expressions[0]!
    this.index = indexBlocks(
      (preamble ? [preamble, ...articles] : articles).map((article) => ({
        id: article.blocks[0]!.block.attrs.id,
        number: article.number,
        doc: docOf(article),
        round: null,
      })),
    )
  }

  hasLanguage(lang: string): boolean {
    return this.expressions.some((expression) => expression.lang === lang)
  }

  /** The heading of the article that holds a block of the original language. */
  headingOf(id: string): string | null {
    return this.index.get(id)?.articleId ?? null
  }

  /** Own text of a block and where an option of that label stands in it; null where that language lacks the block. */
  read(
    id: string,
    lang: string,
  ): { text: string; optionIds: (label: string) => string[]; ranges: (id: string) => [number, number][] } | null {
    const found = this.found.get(`${lang} ${id}`)
    if (!found) return null
    const { block, brackets } = found.block
    const context = { lang, index: this.index, articleId: this.headingOf(id) ?? '', number: found.article.number }
    return {
      text: anchorText(block, context),
      optionIds: (label) =>
        brackets.flatMap((bracket) =>
          bracket.options.filter((_, i) => bracket.labels[i] === label).map((option) => option.id),
        ),
      ranges: (option) => optionRanges(block, option, context),
    }
  }

  /** A bracket of the original language, and the article it stands in. */
  bracket(id: string): { bracket: FoundBracket; headingBlock: string } | null {
    for (const block of blocksOf(this.expressions[0]!)) {
      const bracket = block.brackets.find((each) => each.id === id)
      if (bracket) return { bracket, headingBlock: this.headingOf(block.block.attrs.id) ?? '' }
    }
    return null
  }
}

/** EX8: a contribution points at what the file holds, and what it quotes stands there exactly once. Null after a fault that leaves nothing to plan. */
export function checkContribution(
  faults: Faults,
  contribution: ReadContribution,
  texts: Texts,
  version: string,
  languages: readonly string[],
): ContributionPlan | null {
  const { path, target, anchor, change, isOrphan } = contribution
  if (target === null) return null
  const headingBlock = texts.headingOf(target)
  if (headingBlock === null && !isOrphan) {
    faults.add(member(path, 'target'), `${target} is no block of this charter`)
    return null
  }
  let planned: Anchor | null = null
  if (anchor) {
    const at = member(path, 'anchor')
    const isCurrent = anchor.version === version && !isOrphan
    if (!languages.includes(anchor.lang)) faults.add(member(at, 'lang'), `${anchor.lang} is no language of this file`)
    else if (isCurrent)
      planned = findQuote(faults, texts, target, anchor.lang, anchor.exact, anchor.option, at, 'exact')
    planned ??= { blockId: target, exact: anchor.exact }
  }
  if (change && !isOrphan) {
    const at = member(path, 'change')
    const bracket = change.bracket === null ? null : texts.bracket(change.bracket)
    if (change.bracket !== null && bracket?.headingBlock !== headingBlock)
      faults.add(member(at, 'bracket'), `${change.bracket} is no bracket of the article it is about`)
    else if (change.option !== null && bracket && !bracket.bracket.labels.includes(change.option))
      faults.add(member(at, 'option'), `${change.option} is no option of ${change.bracket}`)
    const lang = change.lang ?? languages[0]!
    if (!languages.includes(lang)) faults.add(member(at, 'lang'), `${lang} is no language of this file`)
    else if (change.find !== null)
      findQuote(faults, texts, target, lang, change.find, change.bracket === null ? change.option : null, at, 'find')
  }
  return { id: contribution.id, headingBlock, anchor: planned, data: contribution.json as ContributionFile }
}

/** Looks a quote up in the own text of its block: there once, and inside the option of that label. */
function findQuote(
  faults: Faults,
  texts: Texts,
  target: string,
  lang: string,
  exact: string,
  label: string | null,
  path: string,
  key: 'exact' | 'find',
): Anchor | null {
  const block = texts.read(target, lang)
  if (!block) {
    faults.add(path, `${target} has no text in ${lang}`)
    return null
  }
  const count = occurrences({ exact }, { text: block.text, rangesOf: block.ranges }).length
  if (count !== 1) {
    faults.add(
      member(path, key),
      `must occur exactly once in ${target}, and occurs ${count === 0 ? 'nowhere' : `${count} times`}`,
    )
    return null
  }
  if (label === null) return { blockId: target, exact }
  const optionId = block
    .optionIds(label)
    .find((id) => occurrences({ exact, optionId: id }, { text: block.text, rangesOf: block.ranges }).length === 1)
  if (optionId === undefined) {
    faults.add(member(path, 'option'), `${label} is no option of ${target} that holds the quoted words`)
    return null
  }
  return { blockId: target, exact, optionId }
}
