/**
 * Puts words, a paragraph, an item or an article in brackets, and adds alternatives, in every language as one act (rules BD2, BD3). Words are named by quotes; a
 * language without one gets the bracket without words, at the end of its paragraph, for its translator to place (ST4).
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import {
  addOption as added,
  bracketAt,
  plainWords,
  putBracket as put,
  readAround,
  readBeside,
  sizeOfContent,
  wordsOf,
  type FreshBracket,
} from '../../src/lib/domain/brackets.ts'
import type { BracketView, OptionInput, PutInput } from '../../src/lib/domain/contract-brackets.ts'
import { wornFor, type Hat, type Worn } from '../../src/lib/domain/hat.ts'
import { alternative, nextLabel } from '../../src/lib/domain/option-labels.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { spacesFor } from '../../src/lib/domain/seams.ts'
import { cleanText, LONGEST } from '../charter/input.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { addStand, insertBracket, insertOption, updateBracket } from '../store/brackets.ts'
import { listParties } from '../store/people.ts'
import { bracketSubject, groundOf, readingOf, type Ground, type Reading } from './ground.ts'
import { actOnTexts, invalid, notThere, whyNot } from './on-text.ts'
import { checkQuotes, cleanWords, unitsOf } from './words.ts'

/** Who is said to stand behind an option: rows of parties, or the chair. */
interface Behind {
  origin: 'facilitator' | null
  parties: { id: string; code: string }[]
}

/** The house says it of anybody; a delegation of itself alone, as it would join (P31); the chair's own is the house's to say. */
async function behind({ store }: Context, actor: Actor, ground: Ground, by: PutInput['by']): Promise<Result<Behind>> {
  const ofHouse = actor.roles.includes('secretariat') || actor.roles.includes('chair')
  if (by === 'chair') return ofHouse ? ok({ origin: 'facilitator', parties: [] }) : refuse('not-allowed')
  const codes = [...new Set(by ?? [])]
  if (codes.length === 0) return ok({ origin: null, parties: [] })
  const isOwn = codes.every((code) => code === actor.party?.code) && can(actor, 'bracket.join', bracketSubject(ground))
  if (!ofHouse && !isOwn) return refuse('not-allowed')
  const known = await listParties(store.db)
  const parties = codes.flatMap((code) => known.find((party) => party.code === code) ?? [])
  return parties.length === codes.length
    ? ok({ origin: null, parties })
    : invalid({ path: 'by', message: 'must name delegations by their codes' })
}

/** BD5: the words of an option, with the spaces that it stands in beside `said`, what stands in its place already. */
function optionWords(said: readonly string[], around: { before: string; after: string }, words = '', lang: string) {
  const [before, after] = spacesFor(said, around, words, lang)
  return plainWords(words === '' ? '' : before + words + after)
}

/** What whoever puts brackets or adds to them begins with: the article, and themselves in the capacity in which they do it. */
async function opened(
  context: Context,
  actor: Actor | null,
  articleId: string,
  as: Hat | undefined,
): Promise<Result<{ ground: Ground; worn: Worn; by: Actor; languages: string[] }>> {
  if (actor === null) return refuse('not-signed-in')
  const ground = await groundOf(context, actor, articleId)
  if (!ground) return refuse('not-found')
  const subject = { ...bracketSubject(ground), kind: 'article' } as const
  const worn = wornFor(actor, as, (one) => can(one, 'bracket.put', subject))
  if (!worn.ok) return isLocked(ground.article.status) ? refuse('article-locked') : worn
  return ok({ ground, worn: worn.value, by: worn.value.actor, languages: ground.documents.map(({ lang }) => lang) })
}

/**
 * Whoever may edit the article in its original language. Refuses with `not-found`, `not-allowed`, `article-locked`, `already-so` (it is in brackets as a whole),
 * `invalid` (quotes that are not in the block once, words that would stand in a fourth bracket or cut one), `busy`.
 */
export async function putBracket(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: PutInput,
): Promise<Result<BracketView>> {
  const open = await opened(context, actor, articleId, input.as)
  if (!open.ok) return open
  const { ground, worn, by, languages } = open.value
  const lead = ground.charter.originalLanguage
  const { kind, blockId, quotes = {} } = input
  const faults: Fault[] = []
  checkQuotes(faults, quotes, languages)
  const areWords = Object.keys(quotes).length > 0
  if (areWords && !quotes[lead])
    faults.push({ path: `quotes.${lead}`, message: 'must not be left out: it is the language that leads' })
  if (blockId === null && (areWords || kind !== 'optional'))
    faults.push({ path: 'kind', message: 'of an article must be optional: it stays or goes' })
  if (!areWords && kind === 'placeholder')
    faults.push({ path: 'quotes', message: 'must say which words a placeholder stands for' })
  const second =
    kind === 'alternatives' ? cleanWords(faults, 'alternative', input.alternative ?? {}, languages, lead) : {}
  const note = cleanText(faults, 'note', input.note ?? '', LONGEST.reason, false)
  if (faults.length > 0) return invalid(...faults)
  const whose = await behind(context, by, ground, kind === 'placeholder' ? null : input.by)
  if (!whose.ok) return whose
  const reading = await readingOf(context, ground)
  const id = context.newId()
  return actOnTexts(context, worn, ground, id, {
    turn: (now) => turnPut(ground, now, { id, input, second, reading }),
    async keep(rows, _known, at, seqs) {
      const ids = kind === 'alternatives' ? [`${id}.1`, `${id}.2`] : [`${id}.1`]
      const { origin, parties } = whose.value
      const level = blockId === null ? 'article' : areWords ? 'inline' : 'block'
      await insertBracket(
        rows,
        {
          ...{ articleId, id, kind, level, note: note === '' ? null : note, createdAt: at, createdBy: by.id },
          options: ids.map((option, i) => ({
            id: option,
            ...(i === ids.length - 1 ? { origin, by: parties.map((party) => party.id) } : {}),
          })),
        },
        by.id,
      )
      await record(rows, {
        at,
        actor: by,
        act: 'bracket.put',
        subject: { kind: 'article', id: articleId },
        data: { bracket: id, block: blockId, bracketKind: kind, by: parties.map(({ code }) => code), origin, seqs },
      })
    },
  })
}

interface Putting {
  id: string
  input: PutInput
  second: Readonly<Record<string, string>>
  reading: Reading
}

function turnPut(
  { documents, charter }: Ground,
  now: ReadonlyMap<string, ArticleDoc>,
  { id, input, second, reading }: Putting,
): ReadonlyMap<string, ArticleDoc> | Refused {
  const { kind, quotes = {} } = input
  const next = new Map<string, ArticleDoc>()
  for (const document of documents) {
    const { lang } = document
    const doc = now.get(document.id)!
    const isLead = lang === charter.originalLanguage
    const blockId = input.blockId ?? doc.content[0]!.attrs.id
    const block = doc.content.find(({ attrs }) => attrs.id === blockId)
    if (!block) {
      if (isLead) return invalid({ path: 'blockId', message: 'must be a block of this article' })
      continue
    }
    const faults: Fault[] = []
    const quote = quotes[lang]
    const units = quote ? unitsOf(faults, doc, blockId, quote, lang, reading) : null
    if (faults.length > 0) return invalid(...faults)
    const end = sizeOfContent(block.content ?? [])
    const [from, to] = units ?? [end, end]
    const alternatives = kind === 'alternatives'
    const areWords = Object.keys(quotes).length > 0
    const read = areWords ? readAround(block, from, to) : { before: '', within: '', after: '' }
    const words = optionWords([read.within], read, second[lang], lang)
    const fresh: FreshBracket = {
      id,
      kind,
      options: [
        { id: `${id}.1`, label: alternatives ? alternative(1) : '' },
        ...(alternatives ? [{ id: `${id}.2`, label: alternative(2), words }] : []),
      ],
    }
    const made = put(doc, areWords ? { blockId, from, to } : { blockId }, fresh)
    if (typeof made === 'string') return whyNot(made)
    next.set(document.id, made)
  }
  return next
}

/** As `putBracket`; also `bracket-settled`. Words: the original language's are needed. */
export async function addOption(
  context: Context,
  actor: Actor | null,
  articleId: string,
  bracketId: string,
  input: OptionInput,
): Promise<Result<BracketView>> {
  const open = await opened(context, actor, articleId, input.as)
  if (!open.ok) return open
  const { ground, worn, by, languages } = open.value
  const { charter, documents } = ground
  const faults: Fault[] = []
  const words = cleanWords(faults, 'words', input.words, languages, charter.originalLanguage)
  if (faults.length > 0) return invalid(...faults)
  const whose = await behind(context, by, ground, input.by)
  if (!whose.ok) return whose
  const option = context.newId()
  const answer = await actOnTexts(context, worn, ground, bracketId, {
    turn(now) {
      const next = new Map<string, ArticleDoc>()
      const lead = bracketAt(now.get(documents[0]!.id)!, bracketId)
      if (!lead) return refuse('not-found')
      for (const { id, lang } of documents) {
        const doc = now.get(id)!
        const found = bracketAt(doc, bracketId)
        if (!found) continue
        const { blockId, options } = found
        const block = doc.content.find(({ attrs }) => attrs.id === blockId)!
        const own = optionWords(
          options.map(({ content }) => wordsOf(content)),
          readBeside(block, bracketId),
          words[lang],
          lang,
        )
        const fresh = { id: option, label: nextLabel(lead.options.map((one) => one.label)), words: own }
        const made = added(doc, bracketId, fresh, alternative(1))
        if (typeof made === 'string') return whyNot(made)
        next.set(id, made)
      }
      return next
    },
    async keep(rows, known, at, seqs) {
      const { origin, parties } = whose.value
      const row = known.get(bracketId)!
      await insertOption(rows, { articleId, bracketId, id: option, position: row.options.length, origin })
      if (row.kind !== 'alternatives') await updateBracket(rows, { articleId, id: bracketId }, { kind: 'alternatives' })
      for (const { id: partyId } of parties)
        await addStand(rows, { articleId, bracketId, optionId: option, partyId, stand: 'for', at, by: by.id })
      await record(rows, {
        at,
        actor: by,
        act: 'bracket.option-added',
        subject: { kind: 'article', id: articleId },
        data: { bracket: bracketId, option, by: parties.map(({ code }) => code), origin, seqs },
      })
    },
  })
  return !answer.ok && answer.code === 'not-found' ? notThere(context, articleId, bracketId) : answer
}
