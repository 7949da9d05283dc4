// Over 250 lines: threads, the draft and the focus are one state.
/**
 * The comments of the article at a desk: the threads as the server tells them, where they stand in the text as it is on the screen, the one in hand,
 * and the comment being written. The margin (ui/Margin.svelte) is drawn from it.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- nothing is drawn from these maps and sets: what is drawn is raw state */
import type { Node } from '@tiptap/pm/model'
import { m } from '#lib/paraglide/messages.js'
import { bracketsIn } from '../../domain/agreement.ts'
import type { Block } from '../../domain/article.ts'
import { proposalsBeside, type ProposalsBeside } from '../../domain/beside.ts'
import type { Anchor, Reply, Thread } from '../../domain/contract.ts'
import { anchorFor, contentRange, ownText, standingBlock, type OwnText } from '../../domain/own-text.ts'
import type { RenderContext } from '../../domain/rendering.ts'
import { standOf, type Stand, type StandingBlock } from '../../domain/stand.ts'
import { isOpen, type CommentAct } from '../../domain/thread.ts'
import { focusText } from '../regions.ts'
import { announce } from '../../ui/announce.ts'
import { aboutArticle, keepWords, wordsAbout } from '../../ui/half-written.svelte.ts'
import { speakerName, threadStatusName, type Draft, type LiveMargin } from '../../ui/margin.ts'
import { refusalText } from '../../ui/refusals.ts'
import { attrsOf } from '../binding/nodes.ts'
import { newId } from '../binding/ids.ts'
import { startOfBlock } from '../binding/positions.ts'
import type { Desk } from '../desk.svelte.ts'
import { Proposed } from '../proposing/proposed.svelte.ts'
import { act, fetchAuthorship, fetchThreads, type Asked } from './asking.ts'
import { DRAFT, drawComments, threadsAt, type CommentedWords } from './drawing.ts'
import { livingAt, positionsOf } from './letters.ts'

/** The text changes with every key; where comments stand follows a moment later. */
const FOLLOW_MS = 150
/** What had no answer is sent again by itself after so long, each time; then its author is told. */
const SEND_AGAIN_MS = [500, 1_000, 2_000, 4_000, 8_000, 8_000]
/** Characters of a comment that are said aloud. */
const SPOKEN = 160

interface Written extends Draft {
  /** Where the letters are; null: the whole article. */
  letters: { start: string; end: string } | null
}

export class Comments implements LiveMargin {
  threads = $state.raw<readonly Thread[]>([])
  current = $state.raw<string | null>(null)
  draft = $state.raw<Written | null>(null)
  layout = $state(0)
  openBrackets = $state.raw<number | null>(null)
  isSendingAgain = $state(false)
  readonly #proposed: Proposed
  /** Of the text on the screen, in its order. */
  #blockIds = $state.raw<readonly string[]>([])
  /** Bracket -> the block in which it begins. */
  #bracketed = $state.raw<ReadonlyMap<string, string>>(new Map())
  readonly #desk: Desk
  readonly #canComment: boolean
  readonly #stops: (() => void)[] = []
  #told: readonly Thread[]
  #words = new Map<string, CommentedWords>()
  #own = new WeakMap<Node, { own: OwnText; standing: StandingBlock; brackets: ReadonlySet<string> }>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #seen: Node | null = null
  #asking = 0
  /** To the thread that the address names; once, when the text is there. */
  #toThread: (() => void) | null = null
  /** What was sent and had no answer, by where it went and its words: sent again, it is sent as it was (AU6). */
  readonly #unanswered = new Map<string, { key: string; said: object | undefined }>()
  /** Where the focus was before it came into the margin. */
  #from: HTMLElement | null = null

  constructor(desk: Desk, canComment: boolean, threads: readonly Thread[]) {
    this.#desk = desk
    this.#canComment = canComment
    this.#told = threads
    this.threads = threads
    this.#proposed = new Proposed(desk.settings.article.id)
    this.#stops.push(() => this.#proposed.close())
    this.#stops.push(
      desk.line.onNotice((notice) => {
        if (!('articleId' in notice) || notice.articleId !== desk.settings.article.id) return
        if (notice.kind === 'comments') void this.refresh()
        if (notice.kind === 'proposals') this.#proposed.hear()
      }),
      desk.labels.watch(() => {
        this.#own = new WeakMap()
        this.#seen = null
        this.follow()
      }),
    )
    let wasSynced = desk.line.provider.synced
    const onSync = (isSynced: boolean): void => {
      // what was said while the line was broken was told to nobody here
      if (isSynced && !wasSynced) {
        void this.refresh()
        this.#proposed.hear()
      }
      wasSynced = isSynced
    }
    desk.line.provider.on('sync', onSync)
    // what others say from now on is new when one comes again
    void act(`/articles/${encodeURIComponent(desk.settings.article.id)}/comments/visits`, this.#person)
    const toThread = (): void => {
      const id = /^#thread-(.+)$/.exec(decodeURIComponent(location.hash))?.[1]
      if (id !== undefined && this.#told.some((thread) => thread.id === id)) this.focusCard(id)
    }
    addEventListener('hashchange', toThread)
    this.#stops.push(() => removeEventListener('hashchange', toThread))
    this.#toThread = toThread
    this.#stops.push(() => desk.line.provider.off('sync', onSync))
  }

  get proposals(): readonly ProposalsBeside[] | null {
    const { open } = this.#proposed
    return open && proposalsBeside(open, this.#blockIds, this.#bracketed)
  }
  get openProposals(): number | null {
    return this.#proposed.open?.length ?? null
  }

  /** The text changed, or came. */
  follow(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#place()
    }, FOLLOW_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const stop of this.#stops.splice(0)) stop()
  }

  // ---------------------------------------------------------------- where they stand

  #rendering(): RenderContext {
    const { article, lang } = this.#desk.settings
    return { lang, index: this.#desk.labels.index, articleId: article.id, number: article.number }
  }

  #ownOf = (node: Node): OwnText => this.#blockOf(node).own
  #blockOf(node: Node): { own: OwnText; standing: StandingBlock; brackets: ReadonlySet<string> } {
    const known = this.#own.get(node)
    if (known) return known
    const block = node.toJSON() as Block
    const rendering = this.#rendering()
    const brackets = bracketsIn({ type: 'doc', content: [block] })
    const made = { own: ownText(block, rendering), standing: standingBlock(block, rendering), brackets }
    this.#own.set(node, made)
    return made
  }

  #standOf(thread: Thread, doc: Node, blocks: readonly StandingBlock[]): Stand | null {
    if (!thread.anchor || thread.lang !== this.#desk.lang) return null
    const start = thread.memory?.start
    const living = start ? livingAt(this.#desk.binding, doc, start, this.#ownOf) : null
    const home: Anchor = { ...thread.anchor, blockId: thread.home ?? thread.anchor.blockId }
    return standOf(home, thread.memory, blocks, living)
  }

  /** AN3-AN6 for the text on the screen. */
  #place(): void {
    const { editor } = this.#desk
    if (!editor || editor.isDestroyed) return
    const { doc } = editor.state
    this.#seen = doc
    const blocks = doc.children.map((node) => this.#blockOf(node).standing)
    const gone = this.#desk.agreed?.deletedBlocks()
    const standing = doc.children.filter((node) => gone?.includes(attrsOf(node).id) !== true)
    this.openBrackets = new Set(standing.flatMap((node) => [...this.#blockOf(node).brackets])).size
    const ids = doc.children.map((node) => attrsOf(node).id)
    if (ids.join(' ') !== this.#blockIds.join(' ')) this.#blockIds = ids
    const bracketed = new Map(
      standing.toReversed().flatMap((node) => [...this.#blockOf(node).brackets].map((id) => [id, attrsOf(node).id])),
    )
    if ([...bracketed].join(' ') !== [...this.#bracketed].join(' ')) this.#bracketed = bracketed
    const words = new Map<string, CommentedWords>()
    this.threads = this.#told.map((thread) => {
      const stand = this.#standOf(thread, doc, blocks)
      if (!stand) return thread
      const index = doc.children.findIndex((node) => attrsOf(node).id === stand.blockId)
      const range = index >= 0 && stand.range ? contentRange(this.#ownOf(doc.child(index)), stand.range) : null
      if (range) {
        const from = startOfBlock(doc, index) + 1
        words.set(thread.id, { id: thread.id, from: from + range[0], to: from + range[1] })
      }
      return {
        ...thread,
        orphaned: stand.isOrphaned,
        moved: stand.moved,
        anchor: { ...thread.anchor!, blockId: stand.blockId ?? thread.anchor!.blockId },
      }
    })
    this.#words = words
    this.#draw()
    this.layout++
    this.#toThread?.()
    this.#toThread = null
  }

  #draw(): void {
    const { editor } = this.#desk
    if (!editor || editor.isDestroyed) return
    const shown = this.threads.filter((thread) => isOpen(thread) || thread.id === this.current)
    const words = shown.flatMap(({ id }) => this.#words.get(id) ?? [])
    // the selection goes with the focus; the words stay lit
    const draft = this.#draftRange()
    if (draft) words.push({ id: DRAFT, from: draft[0], to: draft[1] })
    drawComments(
      editor.view,
      words.filter(({ from, to }) => from < to && to <= editor.state.doc.content.size),
      draft ? DRAFT : this.current,
    )
  }

  // ---------------------------------------------------------------- what the server says

  async refresh(): Promise<void> {
    const asking = ++this.#asking
    const { article, lang } = this.#desk.settings
    const answer = await fetchThreads(article.id)
    if (asking !== this.#asking || !answer.ok) return
    const before = new Set(this.#told.flatMap((thread) => [thread.id, ...thread.replies.map(({ id }) => id)]))
    const wasMine = new Set(this.#told.filter((t) => t.isOwn || t.replies.some((r) => r.isOwn)).map(({ id }) => id))
    this.#told = answer.value
    if (this.#desk.editor) this.#place()
    else this.threads = answer.value
    for (const thread of answer.value) {
      for (const reply of thread.replies)
        if (!before.has(reply.id) && !reply.isOwn && wasMine.has(thread.id)) this.#sayAloud(reply, true)
      if (before.has(thread.id) || thread.isOwn || !thread.anchor) continue
      if (await this.#isOnOwnWords(thread, article.id, lang)) this.#sayAloud(thread, false)
    }
  }

  /** TH8. */
  #sayAloud(said: Reply, isReply: boolean): void {
    if (said.body === '') return // taken back before it was heard
    const words = { name: speakerName(said.author), body: said.body.slice(0, SPOKEN) }
    announce(isReply ? m.comment_announced_reply(words) : m.comment_announced(words))
  }

  async #isOnOwnWords({ anchor }: Thread, articleId: string, lang: string): Promise<boolean> {
    const written = await fetchAuthorship(articleId, lang)
    if (!written.ok || !anchor) return false
    const block = written.value.blocks.find(({ id }) => id === anchor.blockId)
    const text =
      block?.runs
        .map((run) => run.text)
        .join('')
        .normalize('NFC') ?? ''
    const from = text.indexOf(anchor.exact)
    let at = 0
    for (const run of block?.runs ?? []) {
      const end = at + run.text.length
      if (run.by.kind === 'own' && (from < 0 || (at < from + anchor.exact.length && end > from))) return true
      at = end
    }
    return false
  }

  // ---------------------------------------------------------------- in hand

  take(id: string | null): void {
    if (this.current === id) return
    this.current = id
    this.#draw()
    this.layout++
  }

  /** The caret came into words that somebody commented on. */
  atCaret(threads: readonly string[]): void {
    const [first] = threads
    if (first !== undefined && !threads.includes(this.current ?? '')) queueMicrotask(() => this.take(first))
  }

  #remember(): void {
    const { activeElement } = document
    if (activeElement instanceof HTMLElement && activeElement.closest('[data-region=margin]') === null)
      this.#from = activeElement
  }

  back(): void {
    const { editor } = this.#desk
    const from = this.#from
    this.#from = null
    if (from !== null && from.isConnected && from !== document.body && !editor?.view.dom.contains(from)) from.focus()
    else if (editor) focusText(editor.view)
  }

  /** To the thread of the words with the caret, else begins a comment; in the margin, back to the text. */
  fromKey(): void {
    const { editor } = this.#desk
    if (!editor) return
    if (document.activeElement?.closest('[data-region=margin]')) return this.back()
    const { selection } = editor.state
    const [thread] = selection.empty ? threadsAt(editor.view, selection.head) : []
    if (thread !== undefined) return this.focusCard(thread)
    this.begin(false)
  }

  focusCard(id: string): void {
    this.#remember()
    this.take(id)
    requestAnimationFrame(() => {
      const card = document.getElementById(`thread-${id}`)
      card?.focus({ preventScroll: true })
      card?.scrollIntoView({ block: 'nearest' })
    })
  }

  showInText(thread: Thread): void {
    const { editor } = this.#desk
    if (!editor) return
    this.take(thread.id)
    const words = this.#words.get(thread.id)
    const index = editor.state.doc.children.findIndex((node) => attrsOf(node).id === thread.anchor?.blockId)
    const pos = words?.from ?? (index < 0 ? null : startOfBlock(editor.state.doc, index) + 1)
    if (pos === null) return
    editor.commands.setTextSelection(pos)
    focusText(editor.view)
    this.#elementAt(thread)?.scrollIntoView({ block: 'center' })
  }

  /** By key through the threads of the text, from the one in hand. */
  step(by: 1 | -1): void {
    const all = '[data-region=margin] :is([data-thread-card], [data-proposals-card])'
    const cards = [...document.querySelectorAll<HTMLElement>(all)]
    if (cards.length === 0) return announce(m.comments_none())
    const focused = document.activeElement?.closest('[data-proposals-card]')
    const at = cards.findIndex((card) => (focused ? card === focused : card.dataset['threadCard'] === this.current))
    const next = cards[at < 0 ? (by === 1 ? 0 : cards.length - 1) : (at + by + cards.length) % cards.length]!
    const thread = next.dataset['threadCard']
    if (thread !== undefined) return this.focusCard(thread)
    this.#remember()
    next.focus({ preventScroll: true })
    next.scrollIntoView({ block: 'nearest' })
  }

  #elementAt(thread: Thread | null): Element | null {
    const dom = this.#desk.editor?.view.dom
    if (!dom) return null
    const words = thread && dom.querySelector(`.commented[data-thread="${CSS.escape(thread.id)}"]`)
    const blockId = thread ? thread.anchor?.blockId : this.#draftBlock()
    return words ?? (blockId ? dom.querySelector(`[data-id="${CSS.escape(blockId)}"]`) : null)
  }

  topOf(thread: Thread | null): number | null {
    return this.#elementAt(thread)?.getBoundingClientRect().top ?? null
  }
  topOfBlock(blockId: string): number | null {
    const dom = this.#desk.editor?.view.dom
    return dom?.querySelector(`[data-id="${CSS.escape(blockId)}"]`)?.getBoundingClientRect().top ?? null
  }
  orderOfBlock(blockId: string): number {
    const doc = this.#seen
    const index = doc?.children.findIndex((node) => attrsOf(node).id === blockId) ?? -1
    return doc && index >= 0 ? startOfBlock(doc, index) : -1
  }

  orderOf({ id, anchor }: Thread): number {
    return this.#words.get(id)?.from ?? this.orderOfBlock(anchor?.blockId ?? '')
  }

  // ---------------------------------------------------------------- writing one

  #draftRange(): [number, number] | null {
    const { editor, binding } = this.#desk
    const letters = this.draft?.letters
    if (!editor || !letters) return null
    const { doc } = editor.state
    const [start, end] = [letters.start, letters.end].map((at) => livingAt(binding, doc, at, this.#ownOf))
    if (!start || !end || start.blockId !== end.blockId || start.at === null || end.at === null) return null
    const index = doc.children.findIndex((node) => attrsOf(node).id === start.blockId)
    const range = index < 0 ? null : contentRange(this.#ownOf(doc.child(index)), [start.at, end.at + 1])
    const from = index < 0 ? 0 : startOfBlock(doc, index) + 1
    return range && [from + range[0], from + range[1]]
  }
  #draftBlock(): string | null {
    const { editor, binding } = this.#desk
    const letters = this.draft?.letters
    return editor && letters ? (livingAt(binding, editor.state.doc, letters.start, this.#ownOf)?.blockId ?? null) : null
  }

  /** The selected words of the first block selected, else all of the paragraph with the caret. */
  #chosen(): { block: Node; start: number; range: [number, number] } | null {
    const { editor } = this.#desk
    if (!editor) return null
    const { $from: from, $to: end, empty } = editor.state.selection
    if (from.depth === 0) return null
    const block = from.parent
    const start = from.start()
    const to = end.sameParent(from) ? end.parentOffset : block.content.size
    return { block, start, range: empty ? [0, block.content.size] : [from.parentOffset, to] }
  }

  begin(isWhole: boolean): void {
    if (!this.#canComment) return
    // words that were meant for others are not put under these; where theirs have gone, these take their place
    const isMeant = this.draft !== null && (this.draft.letters === null || this.#draftRange() !== null)
    if (isMeant && (wordsAbout(this.draftAbout) ?? '').trim() !== '') {
      announce(m.comment_draft_first())
      return document.getElementById('draft-comment')?.focus()
    }
    this.#remember()
    if (isWhole) {
      this.draft = { quote: null, letters: null }
      return
    }
    const chosen = this.#chosen()
    const anchor = chosen && anchorFor(chosen.block.toJSON() as Block, chosen.range, this.#rendering())
    const own = chosen && this.#ownOf(chosen.block)
    if (!chosen || !anchor || !own) return announce(m.comment_select_first())
    const words = contentRange(own, placeOf(anchor, own))
    if (!words) return announce(m.comment_select_first())
    const { start } = chosen
    const letters = positionsOf(this.#desk.binding.text, this.#desk.editor!.state.doc, [
      start + words[0],
      start + words[1],
    ])
    this.current = null
    this.draft = { quote: anchor.exact, letters }
    this.#draw()
    this.layout++
  }

  get draftAbout(): string {
    return aboutArticle(this.#desk.settings.article.id, 'live')
  }

  cancel(): void {
    keepWords(this.draftAbout, '')
    this.draft = null
    this.#draw()
    this.layout++
    this.back()
  }

  async send(body: string): Promise<string | null> {
    const { draft } = this
    const { editor, settings, lang } = this.#desk
    if (!draft || !editor) return m.comment_failed()
    // the server looks the words up in what it has
    if (draft.letters && !(await this.#desk.whenSaved())) return m.comment_unsaved()
    let anchor: (Anchor & { start: string; end: string }) | null = null
    if (draft.letters) {
      const range = this.#draftRange()
      const from = range && editor.state.doc.resolve(range[0])
      const made =
        range && from && from.depth > 0
          ? anchorFor(
              from.parent.toJSON() as Block,
              [range[0] - from.start(), range[1] - from.start()],
              this.#rendering(),
            )
          : null
      if (!made) return m.comment_gone()
      anchor = { ...made, ...draft.letters }
    }
    const path = `/articles/${encodeURIComponent(settings.article.id)}/comments`
    const sent = await this.#once(path, body, { body, lang, anchor })
    if (!sent.ok) return sent.code === 'invalid' && anchor ? m.comment_gone() : faultOf(sent)
    keepWords(this.draftAbout, '')
    this.draft = null
    if (sent.value) {
      this.current = sent.value.id
      this.#take(sent.value)
    }
    announce(m.comment_sent())
    this.back()
    return null
  }

  async reply(id: string, body: string): Promise<string | null> {
    const said = await this.#once(`/comments/${encodeURIComponent(id)}/replies`, body, { body })
    if (!said.ok) return faultOf(said)
    if (said.value) this.#take(said.value)
    return null
  }

  /** Does something once, however often it is sent before an answer comes; null: it was done, and the threads are asked for. `words`: what is said with it. */
  async #once<S extends object>(path: string, words: string, said?: S): Promise<Asked<Thread | null>> {
    const about = `${path} ${words}`
    const sent = this.#unanswered.get(about) ?? { key: newId(), said }
    this.#unanswered.set(about, sent)
    const send = (): Promise<Asked<Thread>> => act<Thread>(path, this.#person, sent.said, sent.key)
    let answer = await send()
    for (const pause of SEND_AGAIN_MS) {
      if (!isUnanswered(answer)) break
      if (!this.isSendingAgain) announce(m.editor_state_reconnecting())
      this.isSendingAgain = true
      await new Promise((resolve) => setTimeout(resolve, pause))
      answer = await send()
    }
    this.isSendingAgain = false
    const isKnown = answer.ok || !(isUnanswered(answer) || answer.code === 'unexpected')
    if (isKnown) this.#unanswered.delete(about)
    if (answer.ok || answer.code !== 'already-done') return answer
    await this.refresh()
    return { ok: true, value: null }
  }

  async turn(id: string, way: CommentAct, reason?: string): Promise<string | null> {
    const path = `/comments/${encodeURIComponent(id)}/${way}`
    const answer = await this.#once(path, reason ?? '', reason ? { reason } : undefined)
    if (!answer.ok) return faultOf(answer)
    if (answer.value) this.#take(answer.value)
    const turned = this.#told.flatMap((thread) => [thread, ...thread.replies]).find((one) => one.id === id)
    if (turned) announce(threadStatusName(turned.status))
    return null
  }

  /** A thread as an act answered it; the notice that follows brings the rest. */
  #take(thread: Thread): void {
    const others = this.#told.filter(({ id }) => id !== thread.id)
    this.#told = [...others, thread]
    this.#place()
  }

  get #person(): string | null {
    return this.#desk.settings.person?.id ?? null
  }
}

/** Nobody answered, or nobody who could have done it. */
const isUnanswered = (answer: Asked<Thread>): boolean => !answer.ok && (answer.code === null || answer.code === 'away')

const faultOf = (answer: { ok: false } & Asked<Thread>): string =>
  answer.code === null ? m.comment_failed() : refusalText(answer.code)

/** Where the quote of an anchor just made stands. */
function placeOf({ exact, prefix = '', suffix = '' }: Anchor, { text }: OwnText): [number, number] {
  const at = text.indexOf(prefix + exact + suffix) + prefix.length
  return [at, at + exact.length]
}
