// Over 250 lines: what each language becomes, and why somebody should look at it, is asked of all of them together.
/** What settling a bracket makes of every language of an article (rules BD4-BD7), before anything is written. Refusals are thrown: nothing of it happens. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import {
  bracketAt,
  extentsIn,
  openBrackets,
  plainWords,
  putBracket,
  wordsOf,
  type BracketRefusal,
  type FoundBracket,
} from '../../src/lib/domain/brackets.ts'
import type { SettleInput } from '../../src/lib/domain/contract-brackets.ts'
import { ok, refuse, type Fault, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { settle, withoutBlock, type Outcome, type Settled } from '../../src/lib/domain/settling.ts'
import { faultsOf } from '../../src/lib/domain/soundness.ts'
import { followStructure, keepsStructure } from '../../src/lib/domain/structure.ts'
import { cleanText, LONGEST } from '../charter/input.ts'
import type { FlagReason } from '../store/language-flags.ts'
import type { Ground, Reading } from './ground.ts'
import { checkQuotes, cleanWords, unitsOf } from './words.ts'

/** What was asked, cleaned. */
export interface Asked {
  bracketId: string
  act: SettleInput['act']
  option: string
  options: readonly string[]
  words: Readonly<Record<string, string>>
  quotes: NonNullable<SettleInput['quotes']>
  note: string
  /** Ids for what a split makes. */
  fresh: { id: string; option: string }
}

/** One text that the act changes. */
export interface Turned {
  documentId: string
  lang: string
  before: FoundBracket
  settled: Settled
  reason: FlagReason | null
}

/** Refused within the act: nothing of it happens. */
export class NotSettled extends Error {
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.code)
    this.refused = refused
  }
}

const wrong = (path: string, message: string): Refused => refuse('invalid', { errors: [{ path, message }] })

/** What was asked, or every fault of it by its path. `fresh`: ids for what a split makes. */
export function cleanAsked(
  { documents, charter }: Ground,
  bracketId: string,
  { act, option, options = [], words = {}, quotes = {}, note }: SettleInput,
  fresh: Asked['fresh'],
): Result<Asked> {
  const faults: Fault[] = []
  const languages = documents.map(({ lang }) => lang)
  const lead = charter.originalLanguage
  const takesWords = act === 'replace' || act === 'merge'
  const needed = act === 'replace' || (act === 'merge' && Object.keys(words).length > 0) ? lead : null
  const kept = takesWords ? cleanWords(faults, 'words', words, languages, needed) : {}
  const isDrawn = act === 'split' || act === 'widen'
  if ((act === 'choose' || act === 'merge') && option === undefined)
    faults.push({ path: 'option', message: 'must be an option of this bracket' })
  if (act === 'merge' && options.length < 2)
    faults.push({ path: 'options', message: 'must be two options of this bracket or more' })
  if (isDrawn && Object.keys(quotes).length === 0)
    faults.push({ path: 'quotes', message: 'must say which words are meant, in one language at least' })
  if (isDrawn) checkQuotes(faults, quotes, languages)
  const why = cleanText(faults, 'note', note ?? '', LONGEST.reason, false)
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  return ok({
    bracketId,
    act,
    option: option ?? '',
    options,
    words: kept,
    quotes: isDrawn ? quotes : {},
    note: why,
    fresh,
  })
}

/** What each language says afterwards. Throws `NotSettled`. */
export function settleAll(
  ground: Ground,
  now: ReadonlyMap<string, ArticleDoc>,
  asked: Asked,
  reading: Reading,
): Turned[] {
  const { documents } = ground
  const lead = now.get(documents[0]!.id)!
  const leading = bracketAt(lead, asked.bracketId)
  if (!leading) throw new NotSettled(refuse('not-found'))
  const turned = documents.flatMap((document): Turned[] => {
    const doc = now.get(document.id)!
    const before = bracketAt(doc, asked.bracketId)
    // a language that does not have the bracket has nothing to settle; whether it is alike is asked at the end
    if (!before) return []
    const outcome = outcomeFor(asked, document.lang, doc, before, reading)
    const settled =
      outcome === null
        ? { doc, dropped: [], gone: [], check: false, removesArticle: false }
        : settle(doc, asked.bracketId, outcome, document.lang)
    if (typeof settled === 'string')
      throw new NotSettled(
        document === documents[0]
          ? refusalOf(settled)
          : refuse('structure-differs', { detail: `In ${document.lang}: ${settled}.` }),
      )
    return [
      {
        documentId: document.id,
        lang: document.lang,
        before,
        settled,
        reason: reasonFor(asked, document.lang, doc, leading, before, settled),
      },
    ]
  })
  if (turned.some(({ settled }) => settled.removesArticle) && asked.note === '')
    throw new NotSettled(wrong('note', 'must say why the article goes'))
  const alike = turned.map((one, i) => (i === 0 ? one : asLeading(one, turned[0]!, now)))
  const whole = alike.some(({ settled }) => openBrackets([settled.doc]).has(asked.fresh.id))
    ? alike.map((one) => ({ ...one, settled: { ...one.settled, doc: withFresh(one, asked) } }))
    : alike
  checkAlike(ground, now, whole)
  return whole
}

function outcomeFor(
  asked: Asked,
  lang: string,
  doc: ArticleDoc,
  { blockId }: FoundBracket,
  reading: Reading,
): Outcome | null {
  const { act, option, options, words, quotes, fresh } = asked
  const given = words[lang]
  switch (act) {
    case 'keep':
    case 'delete':
      return { act }
    case 'choose':
      return { act, option }
    case 'replace':
      return { act, words: plainWords(given ?? '') }
    case 'merge':
      return { act, options, into: option, ...(given === undefined ? {} : { words: plainWords(given) }) }
    case 'split':
    case 'widen': {
      const quote = quotes[lang]
      if (!quote) return null
      const faults: Fault[] = []
      const units = unitsOf(faults, doc, blockId, quote, lang, reading)
      if (units === null) throw new NotSettled(refuse('invalid', { errors: faults }))
      const [from, to] = units
      return act === 'split' ? { act, from, to, fresh } : { act, from, to }
    }
  }
}

/**
 * Languages may have put one bracket within another's options differently. What went from the leading text goes here too; what stayed there
 * and stood here within words that went comes back without words, for somebody to look at.
 */
function asLeading(one: Turned, lead: Turned, now: ReadonlyMap<string, ArticleDoc>): Turned {
  const { settled } = one
  let { doc } = settled
  const dropped = [...settled.dropped]
  const gone = new Set(settled.gone)
  for (const id of lead.settled.gone) {
    if (!openBrackets([doc]).has(id)) continue
    const also = settle(doc, id, { act: 'delete' }, one.lang)
    if (typeof also === 'string') continue
    doc = also.doc
    dropped.push(...also.dropped)
    for (const other of also.gone) gone.add(other)
  }
  const { blockId, options } = one.before
  const has = (text: ArticleDoc): boolean => text.content.some(({ attrs }) => attrs.id === blockId)
  if (!has(lead.settled.doc) && has(doc)) {
    const { content = [] } = doc.content.find(({ attrs }) => attrs.id === blockId)!
    if (wordsOf(content).trim() !== '') dropped.push({ option: options[0]!.id, label: options[0]!.label, content })
    doc = withoutBlock(doc, blockId)
  }
  const left = openBrackets([lead.settled.doc])
  const lost = [...gone].filter((id) => left.has(id) && openBrackets([now.get(one.documentId)!]).has(id))
  if (lost.length > 0 || (has(lead.settled.doc) && !has(doc)))
    doc = followStructure(lead.settled.doc, lead.settled.doc, doc)
  if (doc === settled.doc) return one
  return {
    ...one,
    settled: { ...settled, doc, dropped, gone: [...gone].filter((id) => !lost.includes(id)) },
    reason: has(doc) ? 'words' : one.reason,
  }
}

/** BD7: what a split made in one language begins empty beside the bracket in the others. */
function withFresh({ settled, before }: Turned, { bracketId, fresh }: Asked): ArticleDoc {
  const { doc } = settled
  if (openBrackets([doc]).has(fresh.id)) return doc
  const block = doc.content.find(({ attrs }) => attrs.id === before.blockId)
  const extent = block && extentsIn(block.content ?? []).get(bracketId)
  if (!extent) return doc
  const label = before.options[0]?.label ?? ''
  const at = { blockId: before.blockId, from: extent.to, to: extent.to }
  const made = putBracket(doc, at, { id: fresh.id, kind: before.kind, options: [{ id: fresh.option, label }] })
  return typeof made === 'string' ? doc : made
}

/** Languages that were alike are alike afterwards, and nothing is unsound that was sound. */
function checkAlike({ documents }: Ground, now: ReadonlyMap<string, ArticleDoc>, turned: readonly Turned[]): void {
  const after = new Map(turned.map(({ documentId, settled }) => [documentId, settled.doc]))
  const textOf = (id: string): ArticleDoc => after.get(id) ?? now.get(id)!
  const lead = documents[0]!
  for (const { id, lang } of documents) {
    const wereAlike = keepsStructure(now.get(lead.id)!, now.get(id)!)
    if (wereAlike && !keepsStructure(textOf(lead.id), textOf(id)))
      throw new NotSettled(
        refuse('structure-differs', { detail: `In ${lang} it would have other paragraphs or options.` }),
      )
    const were = faultsOf(now.get(id)!).map((fault) => `${fault.rule} ${fault.what ?? ''}`)
    const fault = faultsOf(textOf(id)).find(({ rule, what }) => !were.includes(`${rule} ${what ?? ''}`))
    if (fault)
      throw new NotSettled(refuse('structure-differs', { detail: `In ${lang} it would be unsound (${fault.rule}).` }))
  }
}

/** Why somebody should look at a language: it has no words where the leading one has, it was not said which are meant, or the words around. */
function reasonFor(
  asked: Asked,
  lang: string,
  doc: ArticleDoc,
  leading: FoundBracket,
  own: FoundBracket,
  { check, doc: after }: Settled,
): FlagReason | null {
  const says = (id: string): string => wordsOf(doc.content.find(({ attrs }) => attrs.id === id)?.content ?? []).trim()
  // nothing is translated there yet, which is told otherwise (TF1); and of what is gone nothing is to be read
  if (says(own.blockId) === '' || !after.content.some(({ attrs }) => attrs.id === own.blockId)) return null
  const isEmpty = (content: FoundBracket['options'][number]['content']): boolean => wordsOf(content).trim() === ''
  const lacks = leading.options.some(
    (option) => !isEmpty(option.content) && own.options.some(({ id, content }) => id === option.id && isEmpty(content)),
  )
  const { act, words, quotes } = asked
  const isWordless =
    (act === 'replace' || (act === 'merge' && Object.keys(words).length > 0)) && words[lang] === undefined
  if (lacks || isWordless) return 'words'
  if ((act === 'split' || act === 'widen') && !quotes[lang]) return 'extent'
  return check ? 'grammar' : null
}

function refusalOf(why: BracketRefusal): Refused {
  switch (why) {
    case 'no-bracket':
      return refuse('not-found')
    case 'no-option':
      return wrong('option', 'must be an option of this bracket')
    case 'several-options':
      return wrong('act', 'there are several options: choose one')
    case 'not-here':
      return wrong('act', 'cannot be done to a bracket like this')
    case 'crosses':
    case 'too-deep':
    case 'already':
      return wrong('quotes', why === 'too-deep' ? 'would stand in more than three brackets' : 'cuts a bracket')
  }
}
