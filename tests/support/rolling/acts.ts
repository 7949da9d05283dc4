// Over 250 lines: whatever may be done to a charter that is negotiated, one act after another.
/** What happens in a history: one act by chance, done by whoever would do it, and what words may go by it. Many are refused, which is as well. */
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleStatus } from '#lib/domain/article.ts'
import { bracketAt, openBrackets } from '#lib/domain/brackets.ts'
import type { SettleInput } from '#lib/domain/contract-brackets.ts'
import { STANDS } from '#lib/domain/position.ts'
import { isOpenProposal, isWritable, type ProposalStatus } from '#lib/domain/proposal.ts'
import type { Result } from '#lib/domain/result.ts'
import type { ProposedEdit } from '#lib/domain/proposed.ts'
import { textHistory } from '#server/charter/text-history.ts'
import { deletedBlocksOf } from '#server/store/articles.ts'
import { listFixes } from '#server/store/editorial-fixes.ts'
import { listDecisionsOfProposal, type DecisionRow } from '#server/store/decisions.ts'
import { listSponsors } from '#server/store/proposal-sponsors.ts'
import { listProposalBlocks } from '#server/store/proposal-texts.ts'
import type { ProposalRow } from '#server/store/proposals.ts'
import { listAgreedBlocks, WHOLE } from '#server/store/provisions.ts'
import { judgeRestored } from './restored.ts'
import { PARTIES, writeFork, writeLive, type Scene } from './scene.ts'
import { LANGUAGES, textOf, wordsIn, wordsOfBlock, wordsOfDoc, type Lang } from './words.ts'

export interface Outcome {
  name: string
  /** `ok`, `idle` (there was nothing to do it to), or why it was refused. */
  code: string
  /** Who wrote whole texts by it: words that stand in another block since stand in their name. */
  by?: Actor
  /** Words that it may take out of articles, in any language. */
  gone?: readonly string[]
  /** Words that it may take out of the text of a proposal, by document. */
  goneFrom?: ReadonlyMap<string, readonly string[]>
  /** The decision that it is on record with. */
  decisionId?: string | null
}
export type Act = (scene: Scene) => Promise<Outcome>

const DAY = 24 * 60 * 60 * 1000
const idle = (name: string): Outcome => ({ name, code: 'idle' })
const said = (name: string, result: Result<unknown>, more: Partial<Outcome> = {}): Outcome => ({
  ...{ name, code: result.ok ? 'ok' : result.code },
  ...(result.ok ? more : {}),
})

const anArticle = ({ random, articleIds }: Scene): string => random.pick(articleIds)
const aLanguage = ({ random }: Scene): Lang => (random.below(3) === 0 ? 'ar' : 'en')
const headOf = ({ cast }: Scene, code: string): Actor => cast.heads[PARTIES.indexOf(code as 'D01')]!
const headOfRow = ({ cast }: Scene, partyId: string | null): Actor =>
  cast.heads.find((one) => one.partyId === partyId) ?? cast.chair
const textIn = (scene: Scene, articleId: string, lang: Lang = 'en') => scene.read(scene.documentOf(articleId, lang))

/** A block of the article that leads, which is not its heading. */
async function aBlock(scene: Scene, articleId: string): Promise<string> {
  const { content } = await textIn(scene, articleId)
  return (scene.random.pick(content.slice(1)) ?? content[0]!).attrs.id
}

/** Up to two words of a block, in both languages or one. */
async function quotesOf(scene: Scene, articleId: string, blockId: string) {
  const quotes: Partial<Record<Lang, { exact: string }>> = {}
  for (const lang of LANGUAGES) {
    const block = (await textIn(scene, articleId, lang)).content.find(({ attrs }) => attrs.id === blockId)
    const words = block ? [...textOf(block).matchAll(/\S+/g)].flatMap(([word]) => wordsIn(word)) : []
    if (words.length === 0 || (lang === 'ar' && scene.random.below(3) === 0)) continue
    const at = scene.random.below(words.length)
    quotes[lang] = { exact: words.slice(at, at + 1 + scene.random.below(2)).join(' ') }
  }
  return quotes
}
const bothFresh = (scene: Scene, by: Actor): Record<Lang, string> => ({
  en: scene.fresh('en', by),
  ar: scene.fresh('ar', by),
})

// In the article

export const live: Act = async (scene) => {
  const { random, cast } = scene
  const by = random.pick([...cast.drafters, cast.secretariat, cast.chair])
  const gone = await writeLive(scene, anArticle(scene), aLanguage(scene), by)
  return gone === null ? idle('live') : { name: 'live', code: 'ok', gone, by }
}

const restore: Act = async (scene) => {
  const articleId = anArticle(scene)
  const lang = aLanguage(scene)
  const history = await textHistory(scene.house.context, scene.documentOf(articleId, lang))
  return restoreTo(scene, articleId, lang, Math.max(1, history.seq - scene.random.below(4)))
}

/** As an entry of its journal left it. */
export async function restoreTo(scene: Scene, articleId: string, lang: Lang, seq: number): Promise<Outcome> {
  const history = await textHistory(scene.house.context, scene.documentOf(articleId, lang))
  // what one act wrote is restored whole
  let end = seq
  while (history.entries[end]?.at === history.entries[seq - 1]!.at) end++
  const [was, now] = [new Set(wordsOfDoc(history.docAt(end))), wordsOfDoc(history.docAt())]
  const result = await scene.house.app.restoreArticle(scene.cast.secretariat, articleId, { seq, lang })
  const back = result.ok ? await judgeRestored(scene, result.value) : []
  scene.writesAnew(back, scene.cast.secretariat)
  return said(back.length > 0 ? 'restore words' : 'restore', result, {
    gone: now.filter((word) => !was.has(word)),
    by: scene.cast.secretariat,
  })
}

const move: Act = async (scene) => {
  const from = anArticle(scene)
  const to = scene.articleIds.find((id) => id !== from)!
  const blockId = await aBlock(scene, from)
  const by = scene.random.pick([scene.cast.secretariat, scene.cast.drafters[0]!])
  return said('move', await scene.house.app.moveBlocks(by, from, { blockIds: [blockId], to, before: null }))
}

const replace: Act = async (scene) => {
  const { random, cast, house, charterId } = scene
  const lang = aLanguage(scene)
  const articleId = anArticle(scene)
  const words = wordsOfDoc(await textIn(scene, articleId, lang))
  if (words.length === 0) return idle('replace')
  const text = random.pick(words)
  const by = scene.fresh(lang, cast.secretariat)
  const done = await house.app.replaceInCharter(cast.secretariat, charterId, {
    ...{ text, by, lang, articles: [...scene.articleIds] },
  })
  const id = done.ok ? done.value.id : null
  if (id === null || random.below(2) === 0) return said('replace', done, { gone: [text] })
  const undone = await house.app.undoReplacement(cast.secretariat, id)
  if (undone.ok) scene.writesAnew([text], cast.secretariat)
  return said('replace and undo', undone, { gone: [text, by] })
}

const cut: Act = async (scene) => {
  const label = `Rev.${scene.house.now()}`
  const renumber = scene.random.below(2) === 0
  // AG14: what is deleted by agreement goes with the publication
  const deleted = await deletedBlocksOf(scene.house.store.db, scene.articleIds)
  const gone: string[] = []
  for (const [articleId, blocks] of deleted)
    for (const lang of LANGUAGES) {
      const { content } = await textIn(scene, articleId, lang)
      gone.push(...content.flatMap((block) => (blocks.includes(block.attrs.id) ? wordsOfBlock(block) : [])))
    }
  return said(
    'cut',
    await scene.house.app.cutVersion(scene.cast.secretariat, scene.charterId, { label, notes: '', renumber }),
    { gone },
  )
}

const mark: Act = async (scene) => {
  const articleId = anArticle(scene)
  const { app } = scene.house
  const back = await app.reinstateArticle(scene.cast.secretariat, articleId)
  if (back.ok) return said('reinstate', back)
  return said('mark', await app.deleteArticle(scene.cast.secretariat, articleId, { reason: 'It says nothing.' }))
}

const comment: Act = async (scene) => {
  const articleId = anArticle(scene)
  const blockId = await aBlock(scene, articleId)
  const block = (await textIn(scene, articleId)).content.find(({ attrs }) => attrs.id === blockId)!
  const [exact] = wordsOfBlock(block)
  if (exact === undefined) return idle('comment')
  const anchor = { blockId, exact, prefix: '', suffix: '' }
  const input = { body: 'A remark.', lang: 'en', anchor }
  return said('comment', await scene.house.app.comment(scene.random.pick(scene.cast.heads), articleId, input))
}

// Proposals

async function writesIt(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const texts = await scene.textsOf([row.id])
  if (texts.length === 0) return idle('write')
  const text = scene.random.pick(texts)
  const sponsors = (await listSponsors(scene.house.store.db, [row.id])).filter(({ state }) => state === 'joined')
  const by = sponsors.length > 0 ? headOfRow(scene, scene.random.pick(sponsors).partyId) : scene.cast.chair
  const gone: string[] = []
  for (let n = 1 + scene.random.below(2); n > 0; n--) gone.push(...((await writeFork(scene, text, by)) ?? []))
  return { name: 'write', code: 'ok', by, goneFrom: new Map([[text.documentId, gone]]) }
}

/** As a program writes it: words of a block found and replaced, or a block of its own. */
async function writesByProgram(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const text = (await scene.textsOf([row.id])).find(({ lang }) => lang === row.lang)
  if (!text) return idle('program')
  const lang = text.lang as Lang
  const by = headOfRow(scene, row.partyId)
  const now = await scene.read(text.documentId)
  const block = scene.random.pick(now.content)
  const [find] = wordsOfBlock(block)
  const isReplaced = find !== undefined && scene.random.below(2) === 0
  const words = scene.fresh(lang, by)
  const edit: ProposedEdit = isReplaced
    ? { id: block.attrs.id, find, text: words }
    : { id: null, after: block.attrs.id, text: words }
  const result = await scene.house.app.proposals.writeText(by, row.id, text.lang, { blocks: [edit] })
  return said('program', result, { goneFrom: new Map([[text.documentId, isReplaced ? [find] : []]]) })
}

const begin: Act = async (scene) => {
  const { random, cast, house } = scene
  const articleId = anArticle(scene)
  const by = random.below(8) === 0 ? cast.chair : random.pick([...cast.heads, ...cast.drafters])
  const lang = random.below(4) === 0 ? 'ar' : 'en'
  const open = (await scene.proposals()).filter((row) => row.articleId === articleId)
  const amended = open.filter(({ status }) => status === 'tabled' || status === 'under_discussion')
  const amends = amended.length > 0 && random.below(2) === 0 ? { amends: random.pick(amended).id } : {}
  const [bracket] = openBrackets([await textIn(scene, articleId)])
  const act =
    bracket !== undefined && random.below(6) === 0
      ? { act: { op: random.pick(['keep', 'delete'] as const), bracket } }
      : null
  const made = await house.app.proposals.begin(by, articleId, { lang, rationale: 'Why.', ...(act ?? amends) })
  if (!made.ok || act) return said('begin', made)
  const row = (await scene.proposals()).find(({ id }) => id === made.value.id)!
  if (random.below(3) === 0) await house.app.proposals.addText(by, row.id, { lang: lang === 'en' ? 'ar' : 'en' })
  const { goneFrom } = await writesIt(scene, row)
  // most go on at once, as far as it goes
  for (let left = random.below(8); left > 2; left--) {
    const now = (await scene.proposals()).find(({ id }) => id === row.id)!
    if (now.status === 'under_discussion') break
    await onward(scene, now)
  }
  return said('begin', made, { ...(goneFrom && { goneFrom }) })
}

/** What a proposal takes out of the texts that it was forked from. */
async function takesOut(scene: Scene, row: ProposalRow, by: 'own' | 'modified' = 'own'): Promise<string[]> {
  const gone: string[] = []
  for (const text of await scene.textsOf([row.id])) {
    if ((text.kind === 'modified') !== (by === 'modified')) continue
    const base = (await textHistory(scene.house.context, text.articleDocumentId)).docAt(text.baseSeq)
    const left = new Set(wordsOfDoc(await scene.read(text.documentId)))
    gone.push(...wordsOfDoc(base).filter((word) => !left.has(word)))
  }
  return gone
}

/** The last decision on a proposal that is on record. */
async function lastDecision(scene: Scene, row: ProposalRow): Promise<DecisionRow | null> {
  return (await listDecisionsOfProposal(scene.house.store.db, row.id)).at(-1) ?? null
}
const decided = async (
  scene: Scene,
  row: ProposalRow,
  name: string,
  result: Result<unknown>,
  gone: readonly string[],
): Promise<Outcome> => {
  const decision = await lastDecision(scene, row)
  // PS19: accepted by settling a bracket, options go on record
  const dropped = (decision?.optionsDropped ?? []).flatMap(({ words }) => Object.values(words).flatMap(wordsIn))
  return said(name, result, { gone: [...gone, ...dropped], decisionId: decision?.id ?? null })
}

async function accepts(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const gone = await takesOut(scene, row)
  const result = await scene.house.app.proposals.accept(scene.cast.chair, row.id, {})
  return decided(scene, row, 'accept', result, gone)
}

/** The chair makes a copy of it, writes in that, and accepts it so. */
async function acceptsModified(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const { cast, house, random } = scene
  const held = random.pick(['article', 'proposal'] as const)
  const copied = await house.app.proposals.modify(cast.chair, row.id, { held })
  if (!copied.ok) return said('modify', copied)
  const copies = (await scene.textsOf([row.id])).filter(({ kind }) => kind === 'modified')
  const goneFrom = new Map<string, string[]>()
  for (const copy of copies) goneFrom.set(copy.documentId, (await writeFork(scene, copy, cast.chair)) ?? [])
  const gone = await takesOut(scene, row, 'modified')
  const result = await house.app.proposals.acceptModified(cast.chair, row.id, {})
  // the copy stays as it was written, accepted or not
  return { ...(await decided(scene, row, 'accept modified', result, gone)), goneFrom }
}

/** The words that its acceptance brought go again. */
async function undoes(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const acceptance = await lastDecision(scene, row)
  const gone: string[] = []
  for (const [documentId, [from, to]] of Object.entries(acceptance?.seqs ?? {})) {
    const history = await textHistory(scene.house.context, documentId)
    const were = new Set(wordsOfDoc(history.docAt(from)))
    gone.push(...wordsOfDoc(history.docAt(to)).filter((word) => !were.has(word)))
  }
  const result = await scene.house.app.proposals.undo(scene.cast.chair, row.id, { reason: 'It was a mistake.' })
  return decided(scene, row, 'undo', result, gone)
}

const NO_OPTIONS: readonly string[] = ['moves-paragraphs', 'reshapes-paragraphs', 'splits-or-joins', 'paragraph-gone']

/** Its words, and those of others, become options beside the article's: none goes. */
async function disputes(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const { random, cast, house } = scene
  const open = (await scene.proposals()).filter(
    (one) => one.articleId === row.articleId && one.status === 'under_discussion',
  )
  const others = open.filter((one) => one.id !== row.id)
  const beside = others.length > 0 && random.below(2) === 0 ? { with: [random.pick(others).id] } : {}
  const result = await house.app.proposals.bracket(cast.chair, row.id, beside)
  // what no bracket can hold is decided otherwise
  if (!result.ok && NO_OPTIONS.includes(result.code) && !('with' in beside)) return accepts(scene, row)
  return decided(scene, row, 'bracket', result, [])
}

/** Its sponsors say what becomes of words that collide. */
export async function settlesHeld(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const { random, house } = scene
  const text = (await scene.textsOf([row.id])).find(({ isHeld }) => isHeld)
  const rows = await listProposalBlocks(house.store.db, [row.id])
  const held = rows.filter((one) => one.held !== null && one.lang === text?.lang)
  if (!text || held.length === 0) return idle('settle held')
  const take = random.pick(['article', 'proposal', 'both'] as const)
  const words = wordsOfDoc(await scene.read(text.documentId))
  const asked = { lang: text.lang, block: random.pick(held).blockId, take }
  const result = await house.app.proposals.settleHeld(headOfRow(scene, row.partyId), row.id, asked)
  return said(`settle held ${take}`, result, {
    goneFrom: new Map([[text.documentId, take === 'article' ? words : []]]),
  })
}

/** An amendment comes into what it amends. */
export async function takesIn(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const gone = await takesOut(scene, row)
  const texts = await scene.textsOf([row.id])
  const goneFrom = new Map(texts.map(({ articleDocumentId }) => [articleDocumentId, gone]))
  const amended = (await scene.proposals()).find(({ id }) => id === row.amendsId)
  // the chair's to do, and of those who word the amended one anew
  const { chair } = scene.cast
  const by = scene.random.below(4) === 0 ? headOfRow(scene, amended?.partyId ?? null) : chair
  const result = await scene.house.app.proposals.takeIn(by, row.id, {})
  return said('take in', result, { goneFrom })
}

/** The one step that leads on. */
async function onward(scene: Scene, row: ProposalRow): Promise<void> {
  const { cast, house } = scene
  const { proposals } = house.app
  if (row.status === 'draft') await proposals.submit(headOfRow(scene, row.partyId), row.id, {})
  if (row.status === 'submitted') await proposals.admit(cast.secretariat, row.id, {})
  if (row.status === 'late') await proposals.admit(cast.chair, row.id, {})
  if (row.status === 'tabled') await proposals.takeUp(cast.chair, row.id, {})
}

/** The next step of a proposal, mostly one that leads on. */
async function step(scene: Scene, row: ProposalRow): Promise<Outcome> {
  const { random, cast, house } = scene
  const { proposals } = house.app
  const author = headOfRow(scene, row.partyId)
  const anybody = random.pick(cast.heads)
  const reason = { reason: 'Because.' }
  const code = anybody.party!.code
  const submit = async (): Promise<Outcome> => {
    const drafter = cast.drafters.find(({ partyId }) => partyId === row.partyId) ?? author
    // who approves has read it
    const sight = async () => {
      const read = await proposals.read(author, row.id)
      return read.ok ? { seen: read.value.texts } : {}
    }
    if (random.below(2) === 0) return said('submit', await proposals.submit(author, row.id, await sight()))
    const asked = await proposals.askApproval(drafter, row.id, {})
    if (asked.ok) await proposals.approve(author, row.id, await sight())
    return said('submit', await proposals.submit(drafter, row.id, {}))
  }
  const invite = async () => said('invite', await proposals.sponsor(author, row.id, { party: code }))
  const join = async () => said('join', await proposals.sponsor(anybody, row.id, { party: code }))
  const leave = async () => {
    const sponsors = (await listSponsors(house.store.db, [row.id])).filter(({ state }) => state === 'joined')
    if (sponsors.length === 0) return idle('leave')
    return said('leave', await proposals.leave(headOfRow(scene, random.pick(sponsors).partyId), row.id, {}))
  }
  const reword = async (): Promise<Outcome> => {
    const made = await proposals.reword(author, row.id, {})
    const next = made.ok ? (await scene.proposals()).find(({ id }) => id === made.value.id) : undefined
    if (next) await writesIt(scene, next)
    return said('reword', made)
  }
  const by = (choices: readonly [number, () => Promise<Outcome>][]): Promise<Outcome> => {
    let left = random.below(choices.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, act] of choices) if ((left -= weight) < 0) return act()
    throw new Error('no choice')
  }
  switch (row.status) {
    case 'draft':
    case 'returned':
      return by([
        [5, submit],
        [2, () => settlesHeld(scene, row)],
        [2, () => writesIt(scene, row)],
        [1, () => writesByProgram(scene, row)],
        [1, invite],
        [1, join],
        [1, async () => said('discard', await proposals.discard(author, row.id, {}))],
      ])
    case 'submitted':
    case 'late':
      return by([
        [8, async () => said('admit', await proposals.admit(row.isLate ? cast.chair : cast.secretariat, row.id, {}))],
        [1, async () => said('return', await proposals.sendBack(cast.secretariat, row.id, reason))],
        [1, async () => said('decline', await proposals.decline(cast.chair, row.id, reason))],
      ])
    case 'tabled':
      return by([
        [6, async () => said('take up', await proposals.takeUp(cast.chair, row.id, {}))],
        [1, join],
        [1, leave],
        [1, reword],
        [1, async () => said('not retain', await proposals.notRetain(cast.chair, row.id, reason))],
      ])
    case 'under_discussion':
      return by([
        [5, () => (row.amendsId === null ? accepts(scene, row) : takesIn(scene, row))],
        [3, () => acceptsModified(scene, row)],
        [4, () => disputes(scene, row)],
        [1, () => settlesHeld(scene, row)],
        [1, join],
        [1, leave],
        [1, reword],
        [1, async () => said('not retain', await proposals.notRetain(cast.chair, row.id, reason))],
      ])
    case 'bracketed':
      return leave()
    case 'merged':
      return undoes(scene, row)
    case 'withdrawn':
      return said('take over', await proposals.takeOver(anybody, row.id, {}))
    case 'lapsed':
      return said('carry over', await proposals.carryOver(author, row.id, {}))
    default:
      return idle('step')
  }
}

/** States from which there is a way back. */
const ENDED: readonly ProposalStatus[] = ['withdrawn', 'lapsed', 'merged']

const advance: Act = async (scene) => {
  const rows = await scene.proposals()
  const going = rows.filter(
    ({ status }) => isOpenProposal(status) || (ENDED.includes(status) && scene.random.below(3) === 0),
  )
  if (going.length === 0 || rows.length < 2) return begin(scene)
  // what would change another has many steps to go
  const amending = going.filter(({ amendsId, status }) => amendsId !== null && isOpenProposal(status))
  const among = amending.length > 0 && scene.random.below(2) === 0 ? amending : going
  return step(scene, scene.random.pick(among))
}

/** Whoever may, and whoever may not: any act on any proposal. */
const wild: Act = async (scene) => {
  const { random, cast, house } = scene
  const rows = await scene.proposals()
  if (rows.length === 0) return idle('wild')
  const row = random.pick(rows)
  const by = random.pick([cast.chair, cast.secretariat, ...cast.heads, ...cast.drafters])
  const verb = random.pick(['admit', 'takeUp', 'takeOver', 'carryOver', 'leave', 'submit', 'approve'] as const)
  return said(`wild ${verb}`, await house.app.proposals[verb](by, row.id, {}))
}

const writeAny: Act = async (scene) => {
  const rows = (await scene.proposals()).filter(({ status }) => isWritable(status))
  return rows.length === 0 ? idle('write') : writesIt(scene, scene.random.pick(rows))
}

const deadline: Act = async (scene) => {
  const until = new Date(Date.parse(scene.house.now()) + (scene.random.below(3) + 1) * DAY).toISOString()
  return said('deadline', await scene.house.app.proposals.setUntil(scene.cast.secretariat, scene.charterId, { until }))
}

// Brackets

const put: Act = async (scene) => {
  const { random, cast, house } = scene
  const articleId = anArticle(scene)
  const by = random.pick([cast.chair, ...cast.drafters])
  const kind = random.pick(['optional', 'optional', 'alternatives', 'placeholder'] as const)
  const blockId = random.below(12) === 0 ? null : await aBlock(scene, articleId)
  const quotes = blockId !== null && random.below(5) > 0 ? await quotesOf(scene, articleId, blockId) : {}
  const input = {
    ...{ blockId, kind, ...(Object.keys(quotes).length > 0 ? { quotes } : {}) },
    ...(kind === 'alternatives' ? { alternative: bothFresh(scene, by) } : {}),
  }
  return said('put', await house.app.brackets.putBracket(by, articleId, input))
}

const stand: Act = async (scene) => {
  const { random, cast, house } = scene
  const articleId = anArticle(scene)
  const text = await textIn(scene, articleId)
  const open = [...openBrackets([text])]
  if (open.length === 0) return put(scene)
  const id = random.pick(open)
  const found = bracketAt(text, id)!
  const option = random.pick(found.options).id
  const { brackets } = house.app
  const who = random.pick(cast.heads)
  switch (random.below(6)) {
    case 0:
      return said('reserve', await brackets.reserveOnBracket(who, articleId, id))
    case 1:
      return said('release', await brackets.releaseBracket(who, articleId, id))
    case 2:
      return said('leave option', await brackets.leaveOption(who, articleId, id, option))
    case 3: {
      const by = random.pick([cast.chair, ...cast.drafters])
      const words = bothFresh(scene, by)
      const given = random.below(2) === 0 ? words : { en: words.en }
      return said('add option', await brackets.addOption(by, articleId, id, { words: given }))
    }
    default:
      return said('join option', await brackets.joinOption(who, articleId, id, option))
  }
}

const settle: Act = async (scene) => {
  const { random, cast, house } = scene
  const articleId = anArticle(scene)
  const text = await textIn(scene, articleId)
  const open = [...openBrackets([text])]
  if (open.length === 0) return put(scene)
  const id = random.pick(open)
  const found = bracketAt(text, id)!
  const options = found.options.map((one) => one.id)
  const option = random.pick(options)
  const any = ['keep', 'delete', 'choose', 'replace', 'merge', 'split', 'widen'] as const
  const fitting =
    options.length > 1 ? (['choose', 'choose', 'replace', 'merge'] as const) : (['keep', 'delete', 'replace'] as const)
  const act = random.pick<SettleInput['act']>(random.below(3) === 0 ? any : fitting)
  const by = random.below(5) === 0 ? cast.secretariat : cast.chair
  const input: SettleInput = {
    ...{ act, note: 'It was said so.' },
    ...(by === cast.secretariat ? { onWordOf: 'chair' as const } : {}),
    ...(act === 'choose' || act === 'merge' ? { option } : {}),
    ...(act === 'merge' ? { options: [...new Set([option, random.pick(options)])] } : {}),
    ...(act === 'replace' || (act === 'merge' && random.below(2) === 0) ? { words: bothFresh(scene, by) } : {}),
    ...(act === 'split' || act === 'widen' ? { quotes: await quotesOf(scene, articleId, found.blockId) } : {}),
  }
  const result = await house.app.brackets.settleBracket(by, articleId, id, input)
  const dropped = result.ok ? result.value.dropped.flatMap(({ words }) => Object.values(words).flatMap(wordsIn)) : []
  return said(`settle ${act}`, result, { gone: dropped, decisionId: result.ok ? result.value.id : null })
}

const clear: Act = async (scene) => {
  const { brackets } = scene.house.app
  const seen = await brackets.listCharterBrackets(scene.cast.chair, scene.charterId)
  if (!seen.ok || seen.value.flags.length === 0) return idle('clear')
  let last: Result<null> = { ok: true, value: null }
  for (const flag of seen.value.flags) last = await brackets.clearFlag(scene.cast.chair, flag.id)
  return said('clear', last)
}

// Agreement

const aStatus = ({ random }: Scene): ArticleStatus =>
  random.pick(['agreed_in_group', 'agreed_ad_referendum', 'agreed', 'under_discussion'] as const)

const agreePart: Act = async (scene) => {
  const articleId = anArticle(scene)
  const status = aStatus(scene)
  const parties = status === 'agreed_ad_referendum' && scene.random.below(2) === 0 ? { parties: ['D01', 'D03'] } : {}
  const blockId =
    scene.random.below(6) === 0 ? (await textIn(scene, articleId)).content[0]!.attrs.id : await aBlock(scene, articleId)
  return said(
    'agree part',
    await scene.house.app.agreement.setPartStatus(scene.cast.chair, articleId, blockId, {
      ...{ status, reason: 'It was said so.', ...parties },
    }),
  )
}
/** Part by part, until the article is agreed by that (AG6). */
const agreeEach: Act = async (scene) => {
  const articleId = anArticle(scene)
  const { agreement } = scene.house.app
  const seen = await agreement.readProvisions(scene.cast.chair, articleId)
  const open = seen.ok ? seen.value.parts.filter(({ status }) => status === 'under_discussion') : []
  if (open.length === 0) return idle('agree each')
  let last: Result<unknown> = { ok: true, value: null }
  let isAny = false
  for (const { blockId } of open) {
    const status = scene.random.pick(['agreed_in_group', 'agreed_ad_referendum'] as const)
    last = await agreement.setPartStatus(scene.cast.chair, articleId, blockId, { status })
    isAny ||= last.ok
  }
  return isAny ? { name: 'agree each', code: 'ok' } : said('agree each', last)
}

/** By agreement; and what is deleted so is restored, sometimes at once. */
const deletePart: Act = async (scene) => {
  const articleId = anArticle(scene)
  const { random } = scene
  const set = (blockId: string, status: 'deleted' | 'under_discussion') =>
    scene.house.app.agreement.setPartStatus(scene.cast.chair, articleId, blockId, {
      ...{ status, reason: 'It was said so.' },
    })
  const [deleted = []] = (await deletedBlocksOf(scene.house.store.db, [articleId])).values()
  if (deleted.length > 0) return said('restore part', await set(random.pick(deleted), 'under_discussion'))
  const blockId = await aBlock(scene, articleId)
  const gone = await set(blockId, 'deleted')
  if (!gone.ok || random.below(3) > 0) return said('delete part', gone)
  return said('restore part', await set(blockId, 'under_discussion'))
}
const agreeWhole: Act = async (scene) =>
  said(
    'agree whole',
    await scene.house.app.setArticleStatus(scene.cast.chair, anArticle(scene), {
      ...{ status: aStatus(scene), reason: 'It was said so.' },
    }),
  )
const reopen: Act = async (scene) => {
  const articleId = anArticle(scene)
  const agreed = await listAgreedBlocks(scene.house.store.db, articleId)
  const parts = agreed.filter(({ blockId, status }) => blockId !== WHOLE && status !== 'deleted')
  if (parts.length > 0)
    return said(
      'reopen part',
      await scene.house.app.agreement.setPartStatus(scene.cast.chair, articleId, scene.random.pick(parts).blockId, {
        ...{ status: 'under_discussion', reason: 'It was said so.' },
      }),
    )
  return said(
    'reopen',
    await scene.house.app.setArticleStatus(scene.cast.chair, articleId, {
      ...{ status: 'under_discussion', reason: 'It was said so.' },
    }),
  )
}
const answer: Act = async (scene) => {
  const articleId = anArticle(scene)
  const isYes = scene.random.below(3) > 0
  const input = { isConfirmed: isYes, ...(isYes ? {} : { reason: 'Not so.' }) }
  const blockId = scene.random.below(2) === 0 ? null : await aBlock(scene, articleId)
  const who = headOf(scene, scene.random.pick(['D01', 'D03']))
  return said('answer', await scene.house.app.agreement.answerAdReferendum(who, articleId, blockId, input))
}
const position: Act = async (scene) => {
  const articleId = anArticle(scene)
  const blockId = scene.random.below(3) === 0 ? null : await aBlock(scene, articleId)
  const who = scene.random.pick(scene.cast.heads)
  const stand = scene.random.pick(STANDS)
  return said('position', await scene.house.app.agreement.setPosition(who, articleId, blockId, { stand }))
}

const fix: Act = async (scene) => {
  const { random, cast, house } = scene
  const { agreement } = house.app
  const articleId = anArticle(scene)
  const fixes = await listFixes(house.store.db, [articleId])
  const open = fixes.filter(({ withdrawnAt, takenBackAt }) => withdrawnAt === null && takenBackAt === null)
  if (open.length === 0 || random.below(3) === 0) {
    const lang = aLanguage(scene)
    const agreed = (await listAgreedBlocks(house.store.db, articleId)).filter(({ blockId }) => blockId !== WHOLE)
    const blockId = agreed.length > 0 ? random.pick(agreed).blockId : await aBlock(scene, articleId)
    const block = (await textIn(scene, articleId, lang)).content.find(({ attrs }) => attrs.id === blockId)
    const [exact] = block ? wordsOfBlock(block) : []
    if (exact === undefined) return agreePart(scene)
    const words = scene.fresh(lang, cast.secretariat)
    return said(
      'fix',
      await agreement.proposeFix(cast.secretariat, articleId, { ...{ lang, blockId, exact, words, why: 'A letter.' } }),
    )
  }
  const one = random.pick(open)
  const [base, text] = [wordsOfBlock(one.base), wordsOfBlock(one.text)]
  switch (random.below(5)) {
    case 0:
      return said('withdraw fix', await agreement.withdrawFix(cast.second, one.id, {}))
    case 1:
      return said('object to fix', await agreement.objectToFix(random.pick(cast.heads), one.id, { reason: 'Not so.' }))
    case 2: {
      const result = await agreement.takeFixBack(cast.chair, one.id, {})
      if (result.ok)
        scene.writesAnew(
          base.filter((word) => !text.includes(word)),
          cast.chair,
        )
      return said('take fix back', result, { gone: text.filter((word) => !base.includes(word)) })
    }
    default:
      return said('confirm fix', await agreement.confirmFix(cast.second, one.id, {}), {
        gone: base.filter((word) => !text.includes(word)),
      })
  }
}

const wait: Act = (scene) => {
  scene.house.wait(scene.random.below(6) * DAY)
  return Promise.resolve(idle('wait'))
}

/** How often each is done, beside the others. */
export const ACTS: readonly (readonly [number, Act])[] = [
  [10, live],
  [7, begin],
  [24, advance],
  [3, writeAny],
  [2, wild],
  [6, put],
  [4, stand],
  [10, settle],
  [2, clear],
  [5, agreePart],
  [2, deletePart],
  [2, agreeWhole],
  [1, agreeEach],
  [2, reopen],
  [1, answer],
  [2, position],
  [4, fix],
  [2, restore],
  [2, move],
  [2, replace],
  [1, cut],
  [1, mark],
  [1, comment],
  [1, deadline],
  [1, wait],
]
