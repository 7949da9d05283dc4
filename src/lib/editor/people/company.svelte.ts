/**
 * The company at a desk: who is in which text of the charter, whom one follows, and whether what others write is paused. One for each
 * desk; whom one follows outlives it, since following leads from article to article.
 */
import * as Y from 'yjs'
import { changedBlocks } from '../../domain/changed-blocks.ts'
import { labelsOf } from '../../domain/places.ts'
import { docFromDelta, TEXT_NAME, type DeltaInsert } from '../../domain/text.ts'
import type { ArticleDoc } from '../../domain/article.ts'
import type { PersonHere } from '../../domain/sync.ts'
import type { Desk } from '../desk.svelte.ts'

/** What came in together after a pause. */
export interface Arrived {
  /** Numbers of the paragraphs, where they have one. */
  labels: string[]
  /** Paragraphs that say something else, new ones among them. */
  changed: number
  removed: number
}

interface Shared {
  user?: { id?: unknown; name?: unknown }
  cursor?: { head?: unknown } | null
}

/** Between two articles somebody is nowhere for a moment; after so long they have left. */
const GONE_AFTER_MS = 8_000

/** Whom this page follows, from one article to the next; null: nobody. */
let followed: { id: string; name: string } | null = null

export class Company {
  /** Everybody whom this person sees in the charter's texts, themselves too. */
  people = $state.raw<readonly PersonHere[]>([])
  following = $state.raw<{ id: string; name: string } | null>(followed)
  isPaused = $state(false)
  /** Updates of others that wait. */
  waiting = $state(0)
  /** Set when a pause ends; null before. */
  arrived = $state.raw<Arrived | null>(null)
  /** Whom one followed until just now, and how it ended. */
  ended = $state.raw<{ name: string; why: 'key' | 'gone' } | null>(null)
  /** Goes where the followed person went. */
  onElsewhere: (place: PersonHere['at'][number]) => void = () => {}
  readonly #desk: Desk
  readonly #stops: (() => void)[] = []
  #absence: ReturnType<typeof setTimeout> | undefined
  /** The caret that was last scrolled to. */
  #seen = ''

  constructor(desk: Desk) {
    this.#desk = desk
    const { line } = desk
    this.#stops.push(line.onPeople((people) => this.#take(people)))
    line.incoming.onChange = () => {
      this.isPaused = line.incoming.isPaused
      this.waiting = line.incoming.waiting
    }
    const moved = (): void => this.#scroll()
    line.awareness.on('change', moved)
    const onKey = (event: KeyboardEvent): void => {
      if (event.isTrusted && !['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) this.#end('key')
    }
    // one's own key ends it wherever it is pressed, so that nobody is carried away against their will
    window.addEventListener('keydown', onKey, { capture: true })
    this.#stops.push(() => {
      line.awareness.off('change', moved)
      window.removeEventListener('keydown', onKey, { capture: true })
    })
  }

  /** The others in this very article. */
  get here(): PersonHere[] {
    const { person } = this.#desk.settings
    return this.people.filter(({ id, at }) => id !== person?.id && at.some((place) => this.isHere(place)))
  }

  /** Who is in a proposal to the article is not in the article. */
  isHere({ articleId, proposalId }: PersonHere['at'][number]): boolean {
    const { article, proposal } = this.#desk.settings
    return articleId === article.id && proposalId === proposal?.id
  }

  follow(person: { id: string; name: string } | null): void {
    followed = person && { id: person.id, name: person.name }
    this.following = followed
    this.ended = null
    this.#seen = ''
    this.#scroll()
    this.#go()
  }

  /** Holds back what others write, or lets it all in and says what it was. */
  togglePause(): void {
    const { incoming } = this.#desk.line
    if (!incoming.isPaused) {
      this.arrived = null
      return incoming.pause()
    }
    const before = this.#read()
    incoming.resume()
    this.arrived = arrivedOf(before, this.#read(), this.#desk)
  }

  #read(): ArticleDoc {
    return docFromDelta(this.#desk.doc.getText(TEXT_NAME).toDelta() as DeltaInsert[])
  }

  #take(people: readonly PersonHere[]): void {
    this.people = people
    this.#go()
  }

  /** After the followed person into another article; who went away altogether is followed no more. */
  #go(): void {
    const { following } = this
    if (following === null || this.people.length === 0) return
    const person = this.people.find(({ id }) => id === following.id)
    clearTimeout(this.#absence)
    if (!person) return void (this.#absence = setTimeout(() => this.#end('gone'), GONE_AFTER_MS))
    const place = person.at[0]
    if (place && !person.at.some((one) => this.isHere(one))) this.onElsewhere(place)
  }

  #end(why: 'key' | 'gone'): void {
    if (this.following === null) return
    this.ended = { name: this.following.name, why }
    this.following = followed = null
  }

  #scroll(): void {
    const { following } = this
    const { editor, binding, line } = this.#desk
    if (following === null || editor === null) return
    for (const { user, cursor } of line.awareness.getStates().values() as Iterable<Shared>) {
      if (user?.id !== following.id || typeof cursor?.head !== 'object' || cursor.head === null) continue
      const caret = JSON.stringify(cursor.head)
      const at = binding.positionOf(Y.createRelativePositionFromJSON(cursor.head), editor.state.doc)
      if (at === null || caret === this.#seen) continue
      this.#seen = caret
      const { node } = editor.view.domAtPos(at)
      const element = node instanceof Element ? node : node.parentElement
      element?.scrollIntoView({ block: 'center' })
    }
  }

  close(): void {
    clearTimeout(this.#absence)
    for (const stop of this.#stops.splice(0)) stop()
  }
}

function arrivedOf(before: ArticleDoc, after: ArticleDoc, { lang, settings }: Desk): Arrived {
  const { changed, removed } = changedBlocks(before, after)
  const labels = labelsOf(after, lang, settings.article.round)
  const numbers = new Map(after.content.map((block, i) => [block.attrs.id, labels[i]]))
  return {
    labels: changed.flatMap((id) => numbers.get(id)?.replace(/\.$/, '') ?? []),
    changed: changed.length,
    removed,
  }
}
