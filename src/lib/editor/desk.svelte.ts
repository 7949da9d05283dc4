// Over 250 lines: it owns all that lives as long as an open article does.
/**
 * The desk: one article open for writing, or for reading along. It owns the document, the line to the server, the binding and the editor,
 * and says what changed in a way that Svelte follows. What people do at it are acts (acts/); how it looks is in ArticleEditor.svelte.
 */
import { Editor } from '@tiptap/core'
import type { Command, EditorState, Plugin } from '@tiptap/pm/state'
import { tick } from 'svelte'
import * as Y from 'yjs'
import { m } from '#lib/paraglide/messages.js'
import { directionOf } from '../domain/language.ts'
import type { RecoveredWords, Thread } from '../domain/contract.ts'
import type { ArticleProvisions } from '../domain/contract-agreement.ts'
import type { RoundNumbers } from '../domain/places.ts'
import type { Target } from '../domain/reference.ts'
import { articleSchema } from '../domain/schema.ts'
import type { Capacity, Notice } from '../domain/sync.ts'
import { TEXT_NAME } from '../domain/text.ts'
import { Agreed } from './agreed.svelte.ts'
import type { ActContext, Panel } from './acts/act.ts'
import { ACTS } from './acts/registry.ts'
import { Binding } from './binding/binding.ts'
import { readBrowser } from './binding/browser.ts'
import { isTyping } from './binding/typing.ts'
import { bindingKey, type BindingMeta } from './binding/key.ts'
import { AwarenessCarets } from './binding/carets.ts'
import { Company } from './people/company.svelte.ts'
import { openLine, type Line, type LineState } from './line/connection.ts'
import type { Hat } from '../domain/hat.ts'
import { chosenHat } from './line/chosen-hat.ts'
import { thisDevice } from './line/device.ts'
import { extensionsFor } from './extensions.ts'
import { announce } from '../ui/announce.ts'
import { ReferenceLabels } from './drawing/labels.ts'
import { Comments } from './comments/comments.svelte.ts'
import { fetchArticle, fetchTerms } from './reading.ts'
import type { Pasted } from './pasting/clipboard.ts'
import { CharterTerms } from './commands/terms.ts'
import type { Stray } from './binding/strays.ts'
import { lostText, strayText } from './strays.ts'
import { Recovered } from './recovered.svelte.ts'
import { isBracketMeant, Ways } from './ways.svelte.ts'
import type { BracketWays } from './bracket-ways.ts'
import { backToText } from './regions.ts'

export interface DeskSettings {
  documentId: string
  lang: string
  canEdit: boolean
  /** Why not, a refusal's code. */
  readOnlyCode: string
  /** Read along beside another text: nothing is written here, whatever its rights. */
  isForReading?: boolean
  /** Not the charter's original language: blocks and brackets are made there, here are words. */
  isFollowing: boolean
  /** The article of this text; its label names the text box, its number its references; the numbers that its blocks had when the round began. */
  article: { id: string; number: string | null; label: string; round: RoundNumbers | null }
  /** Where the references of this text point, outside of it. */
  targets: Record<string, Target>
  /** The page of an article of this charter, at one of its blocks; null: it has none. */
  hrefOf?: (articleId: string, blockId: string) => string | null
  /** The page on which one goes on among brackets; absent: `hrefOf`; null: one stays in this article. */
  bracketsHref?: (articleId: string, fragment: string) => string | null
  /** What was said on it, as the page was told; absent: this page shows no comments. */
  comments?: { threads: readonly Thread[]; canComment: boolean }
  /** How far its paragraphs are agreed, as the page was told; absent: this page does not say. */
  agreed?: ArticleProvisions | undefined
  /** Their words that came too late for their place, as the page was told. */
  recovered?: readonly RecoveredWords[]
  /** Keys of the page around the text, for the guide. */
  pageGuide?: { title: string; rows: readonly { label: string; keys: readonly string[] }[] }
  /** Something was decided in this article, or the room moved. */
  onTalks?: () => void
  /** Whose page it is: their unsaved words are kept on the device. */
  person?: { id: string; name: string; email: string } | null
  /** Of which charter: where the capacity in which one writes is remembered. */
  charterId?: string | undefined
  /** The text is a proposal's own, to the article. */
  proposal?: {
    id: string
    /** Where the references of this text point by now. */
    readTargets(): Promise<Record<string, Target>>
    /** What is drawn in it besides. */
    plugins(desk: Desk): readonly Plugin[]
  }
  /** Something beside the text changed. */
  onNotice?: (notice: Notice) => void
  /** Begins a proposal to the paragraph with the caret, or to its bracket; absent: this person may not. */
  propose?: ActContext['propose']
}

/** How long after a new reference the server is asked where it points: it must be saved by then. */
const ASK_AFTER_MS = 1500
/** How often toolbar and panels follow words: those of others, and letters typed here. Anything else that is done here they follow at once. */
const WORDS_EVERY_MS = 250

export class Desk implements ActContext {
  readonly settings: DeskSettings
  readonly doc = new Y.Doc()
  readonly line: Line
  readonly binding: Binding
  readonly carets: AwarenessCarets
  readonly labels: ReferenceLabels
  readonly ways: Ways
  /** From bracket to bracket. */
  readonly brackets: { step(by: 1 | -1): Promise<void> }
  readonly terms: CharterTerms
  /** Who else is here. */
  readonly company: Company
  readonly comments: Comments | null
  readonly recovered: Recovered
  readonly agreed: Agreed | null

  /** Null until the text is here. */
  editor = $state.raw<Editor | null>(null)
  lineState = $state.raw<LineState>({ kind: 'reconnecting', unsaved: 0, isLate: false, isKept: true, mayWrite: false })
  /** In which capacity words are kept that are written here, and in which they may be. */
  capacity = $state.raw<Capacity>({ hat: null, hats: [] })
  /** In which it was to be, and is not any more. */
  lostHat = $state.raw<Hat | null>(null)
  /** Words that were typed into blocks which somebody moved or removed, oldest first, until they are read. */
  strays = $state.raw<readonly Stray[]>([])
  /** What the last paste from outside brought, and what it did not. */
  pasted = $state.raw<Pasted | null>(null)
  panel = $state.raw<Panel | null>(null)
  /** What the last act had to say. */
  said = $state.raw<string | null>(null)
  /** Set by the toolbar. */
  focusToolbar: (() => void) | null = null
  /** Set by the place that knows the addresses of paragraphs. */
  cite: (() => void) | null = null
  /** Counts transactions, so that what is derived from the editor is derived anew. */
  #turn = $state(0)
  /** Of the frame in which it will be counted; 0: none. */
  #frame = 0
  #asking: ReturnType<typeof setTimeout> | undefined
  #wordsTimer: ReturnType<typeof setTimeout> | undefined
  #bracketWays: BracketWays | null = null
  readonly #makeBracketWays: (Ways: typeof BracketWays) => BracketWays
  readonly #stops: (() => void)[] = []
  /** Paragraphs that this person is moving to another article. */
  #leaving: readonly string[] = []

  constructor(settings: DeskSettings) {
    const { documentId, canEdit, readOnlyCode, article, lang, targets, person, charterId } = settings
    this.settings = settings
    this.line = openLine({
      documentId,
      doc: this.doc,
      readOnly: canEdit ? null : readOnlyCode,
      ...(person && charterId !== undefined && !settings.isForReading && { as: chosenHat(person.id, charterId) }),
      ...(person && {
        keep: {
          device: thisDevice(),
          person: person.id,
          lang,
          label: article.label,
          round: article.round,
          path: location.pathname + location.search,
        },
      }),
    })
    this.carets = new AwarenessCarets(this.line.awareness)
    this.labels = new ReferenceLabels(
      { articleId: article.id, number: article.number, round: article.round, lang },
      targets,
      () => this.#askForTargets(),
    )
    this.terms = new CharterTerms(() => fetchTerms(article.id, lang))
    this.recovered = new Recovered({
      articleId: article.id,
      documentId,
      person: person?.id ?? null,
      first: settings.recovered ?? [],
      strays: () => this.strays,
      drop: (stray) => (this.strays = this.strays.filter((one) => one !== stray)),
      announce: ({ parts }) =>
        announce(`${lostText(parts[0]!)} ${parts.map(({ words }) => words).join('')}`, 'assertive'),
      failed: () => this.say(m.recovered_failed()),
    })
    this.agreed = settings.agreed
      ? new Agreed({
          ...{ articleId: article.id, lang, first: settings.agreed, label: article.label, number: article.number },
          say: (words) => this.say(words),
        })
      : null
    this.#stops.push(
      this.line.onNotice((notice) => {
        this.agreed?.hear(notice)
        if (notice.kind === 'talks') settings.onTalks?.()
        if (notice.kind === 'recovered' && notice.documentId === documentId) void this.recovered.refresh()
        settings.onNotice?.(notice)
      }),
    )
    this.binding = new Binding(this.doc.getText(TEXT_NAME), {
      onCaret: (caret) => this.carets.send(caret),
      onNotice: (stray) => {
        if (stray.kind === 'gone' && this.#leaving.includes(stray.blockId)) return void (this.#leaving = [])
        if (this.recovered.tells(stray)) return
        this.strays = [...this.strays, stray]
        announce(`${strayText(stray)} ${stray.words}`, 'assertive')
      },
    })
    const leave = (href: string): void => {
      // a link that is followed: the page's own navigation asks what it always asks
      const link = document.createElement('a')
      link.href = href
      document.body.append(link)
      link.click()
      link.remove()
    }
    this.brackets = { step: (by) => this.#amongBrackets((ways) => ways.step(by)) }
    this.#makeBracketWays = (Ways) =>
      new Ways({
        ...{ articleId: article.id, label: article.label, lang, leave },
        charterId: settings.proposal ? null : (charterId ?? null),
        isDeleted: readOnlyCode === 'already-deleted',
        editor: () => this.editor,
        deletedBlocks: () => this.agreed?.deletedBlocks() ?? [],
        hrefOf: settings.bracketsHref ?? settings.hrefOf ?? (() => null),
        say: (words) => this.say(words),
      })
    this.ways = new Ways({
      lang,
      labels: this.labels,
      view: () => this.editor?.view ?? null,
      caret: () => this.binding.ownCaret,
      select: (caret) => {
        const isDone = this.binding.select(caret)
        backToText(this.editor)
        return isDone
      },
      hrefOf: (articleId, blockId) => settings.hrefOf?.(articleId, blockId) ?? null,
      leave,
      say: announce,
    })
    const toFragment = (): void => {
      const to = decodeURIComponent(location.hash.slice(1))
      if (settings.isForReading === true) return
      if (isBracketMeant(to)) void this.#amongBrackets((ways) => ways.arrive(to))
      else this.ways.goTo(to)
    }
    addEventListener('hashchange', toFragment)
    this.#stops.push(() => removeEventListener('hashchange', toFragment))
    this.company = new Company(this)
    const { comments } = settings
    this.comments = comments ? new Comments(this, comments.canComment, comments.threads) : null
    this.#stops.push(
      this.line.onCapacity(() => {
        this.capacity = this.line.capacity()
        this.lostHat = this.line.lostHat()
      }),
      this.line.subscribe((state) => this.#follow(state)),
    )
  }

  get lang(): string {
    return this.settings.lang
  }
  get isFollowing(): boolean {
    return this.settings.isFollowing
  }
  get isProposal(): boolean {
    return this.settings.proposal !== undefined
  }
  get propose(): ActContext['propose'] {
    return this.settings.propose
  }
  /** What the server said last decides, the page's own knowledge before that. */
  get isWritable(): boolean {
    return this.lineState.mayWrite && this.settings.isForReading !== true
  }
  /** The state of the editor; what reads it follows every transaction. */
  get state(): EditorState | null {
    return this.#turn >= 0 ? (this.editor?.state ?? null) : null
  }

  /** Puts the editor into `place` once the text is here: an empty editor would say that the article is empty. */
  open(place: HTMLElement): void {
    const { provider } = this.line
    const start = (): void => {
      if (this.editor || !provider.synced) return
      this.editor = this.#makeEditor(place)
      this.comments?.follow()
      const to = decodeURIComponent(location.hash.slice(1))
      if (to === '' || this.settings.isForReading === true) return
      // once the text is shown: what is hidden takes no focus
      if (isBracketMeant(to)) void tick().then(() => this.#amongBrackets((ways) => ways.arrive(to)))
      else
        this.ways
          .goWhereItStands(to, this.settings.article.id)
          .catch((error: unknown) => console.error('the paragraph of this address could not be found', error))
    }
    provider.on('sync', start)
    this.#stops.push(() => provider.off('sync', start))
    start()
  }

  #makeEditor(element: HTMLElement): Editor {
    const { lang, isFollowing, article } = this.settings
    return new Editor({
      element,
      editable: this.isWritable,
      injectCSS: false,
      enableInputRules: false,
      enablePasteRules: false,
      extensions: extensionsFor({
        lang,
        binding: this.binding,
        carets: this.carets,
        labels: this.labels,
        unknownLabel: m.unknown_content(),
        terms: { charter: this.terms, dangling: m.term_dangling() },
        notes: {
          call: (number) => m.note_call({ number }),
          danglingCall: m.note_call_dangling(),
          back: m.note_back(),
        },
        isFollowing,
        standing: {
          now: () => this.line.standing(),
          watch: (run) => {
            const stops = [this.line.onStanding(run), this.agreed?.watch(run)]
            return () => stops.forEach((stop) => stop?.())
          },
          agreed: () => this.agreed?.blocks(),
          below: () => this.agreed?.below,
          onRefused: (code) =>
            queueMicrotask(() =>
              this.say(code === 'bracket-stands' ? m.refusal_bracket_stands() : m.refusal_paragraph_agreed()),
            ),
        },
        onPasted: (pasted) => (this.pasted = pasted),
        guide: this.ways,
        onCommentCaret: (threads) => this.comments?.atCaret(threads),
        acts: ACTS,
        actContext: this,
        more: this.settings.proposal?.plugins(this) ?? [],
      }),
      content: this.binding.read(articleSchema).toJSON() as Record<string, unknown>,
      editorProps: {
        attributes: {
          role: 'textbox',
          // who may only read comes here by keyboard too
          tabindex: '0',
          'aria-multiline': 'true',
          'aria-label': m.editor_text_label({ label: article.label }),
          'aria-describedby': 'editor-keys',
          'aria-readonly': String(!this.isWritable),
          lang,
          dir: directionOf(lang),
          class: 'article-text',
          spellcheck: 'true',
        },
      },
      onTransaction: ({ transaction, appendedTransactions }) => {
        const meta = transaction.getMeta(bindingKey) as BindingMeta | undefined
        const isPlain = isTyping(transaction) && !appendedTransactions.some((one) => one.docChanged)
        if (meta?.isRemote || isPlain) this.#turnedByWords()
        // others' carets are drawn in the text alone
        else if (!meta?.hasNewCarets) this.#turned()
        if (transaction.docChanged || transaction.selectionSet) this.said = null
        if (transaction.docChanged) this.comments?.follow()
      },
      onBlur: () => this.carets.send(null),
    })
  }

  /** Once a frame: what a burst of keys and of others' words changes around the text is drawn once. */
  #turned(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#turn++
    })
  }

  /** A few times a second: words seldom change what can be done here. */
  #turnedByWords(): void {
    this.#wordsTimer ??= setTimeout(() => {
      this.#wordsTimer = undefined
      this.#turned()
    }, WORDS_EVERY_MS)
  }

  #follow(state: LineState): void {
    this.lineState = state
    const { editor } = this
    // only where it differs: each time the view is drawn anew, and a caret that the browser has just moved would go back
    if (!editor || editor.isEditable === this.isWritable) return
    readBrowser(editor.view)
    editor.setEditable(this.isWritable, false)
    editor.view.dom.setAttribute('aria-readonly', String(!this.isWritable))
  }

  #askForTargets(): void {
    const { article, lang, proposal } = this.settings
    clearTimeout(this.#asking)
    this.#asking = setTimeout(() => {
      if (article.id === '') return
      const asked = proposal?.readTargets() ?? fetchArticle(article.id, lang).then(({ targets }) => targets)
      asked.then(
        (targets) => this.labels.learn(targets),
        (error: unknown) => {
          console.error('targets of references could not be read', error)
          this.labels.learn({})
        },
      )
    }, ASK_AFTER_MS)
  }

  /** Holds back what others write, or lets it in. */
  togglePause(): void {
    this.company.togglePause()
  }
  get isPaused(): boolean {
    return this.company.isPaused
  }

  /** They come with the panels. */
  async #amongBrackets(run: (ways: BracketWays) => unknown): Promise<void> {
    try {
      this.#bracketWays ??= this.#makeBracketWays((await import('./panels/all.ts')).BracketWays)
      await run(this.#bracketWays)
    } catch (error) {
      console.error('the ways among brackets could not be loaded', error)
      this.say(m.panel_failed())
    }
  }

  /** A command from a panel, with the focus back in the text. */
  run(command: Command): boolean {
    if (!this.editor || !this.isWritable) return false
    const isDone = command(this.editor.state, this.editor.view.dispatch)
    backToText(this.editor)
    return isDone
  }

  show(panel: Panel | null): void {
    this.panel = panel
    if (panel === null) backToText(this.editor)
  }

  say(words: string): void {
    this.said = words
    announce(words)
  }

  openReference(to: string): void {
    this.ways.open(to)
  }
  get hasWayBack(): boolean {
    return this.ways.hasWayBack
  }
  goBack(): void {
    this.ways.goBack()
  }

  /** These paragraphs go elsewhere by this person's own act: nothing is said of their words. Until the returned function is called: they stay. */
  leave(blockIds: readonly string[]): () => void {
    this.#leaving = blockIds
    return () => void (this.#leaving = [])
  }

  /** Resolves with true when everything written here is saved, with false where that cannot be now. */
  whenSaved(): Promise<boolean> {
    return new Promise((resolve) => {
      let stop = (): void => {}
      const look = ({ kind, unsaved }: LineState): void => {
        if (unsaved > 0 && kind === 'saving') return
        queueMicrotask(() => stop())
        resolve(unsaved === 0)
      }
      stop = this.line.subscribe(look)
    })
  }

  meaningOf(term: string): string | null | undefined {
    return this.editor ? this.terms.meaningOf(term, this.lang, this.editor.state.doc) : undefined
  }

  toToolbar(): void {
    this.focusToolbar?.()
  }

  close(): void {
    clearTimeout(this.#asking)
    clearTimeout(this.#wordsTimer)
    cancelAnimationFrame(this.#frame)
    for (const stop of this.#stops.splice(0)) stop()
    this.company.close()
    this.comments?.close()
    this.agreed?.close()
    this.carets.stop()
    this.editor?.destroy()
    this.editor = null
    this.line.destroy()
    this.doc.destroy()
  }
}
