/** Carets and selections of others, from awareness: drawn at places that move with the words, always with a name. */
import type { Node } from '@tiptap/pm/model'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { initialsOf } from '../../ui/initials.ts'
import type { Binding, Caret } from './binding.ts'

/** How long carets wait to be sent together, in milliseconds. */
const SEND_EVERY = 50
/** How long names wait for carets to stand still before they are kept within the page, in milliseconds. */
const PLACE_AFTER = 150
/** How far a name may reach out of its paragraph, in pixels: beyond it is cut off (`overflow-clip-margin`). */
const REACH = 40
/** At most so often the carets of others are drawn anew, in milliseconds; between that they move with the words. */
const DRAW_EVERY = 100

export interface Carets {
  decorations(binding: Binding, doc: Node): DecorationSet
  /** Calls back when somebody's caret moved, came or went. */
  watch(onChange: () => void): () => void
}

interface Shared {
  user?: { name?: unknown; color?: unknown }
  cursor?: { anchor?: unknown; head?: unknown } | null
}

/** The whole name for a moment (the style says how long), then its first letters: it stands on words of the line above. */
function caretDom(name: string, colour: string): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'caret'
  caret.style.setProperty('--presence', colour)
  for (const [part, words] of [
    ['caret-initials', initialsOf(name)],
    ['caret-name', name],
  ] as const) {
    const label = document.createElement('bdi')
    label.className = part
    label.textContent = words
    caret.append(label)
  }
  caret.setAttribute('aria-hidden', 'true')
  return caret
}

/** A name that would be cut off at the end of the line stands before its caret instead. */
function placeName(caret: HTMLElement): void {
  const block = caret.closest('.block')
  const label = caret.querySelector<HTMLElement>('.caret-name')
  if (!block || !label || !caret.checkVisibility({ contentVisibilityAuto: true })) return
  const [at, box] = [caret.getBoundingClientRect(), block.getBoundingClientRect()]
  const isRtl = getComputedStyle(block).direction === 'rtl'
  const room = isRtl
    ? at.right - Math.max(box.left - REACH, 0)
    : Math.min(box.right + REACH, document.documentElement.clientWidth) - at.left
  caret.classList.toggle('at-end', label.offsetWidth > room)
}

const placeOf = (json: unknown): Y.RelativePosition | null =>
  typeof json === 'object' && json !== null ? Y.createRelativePositionFromJSON(json) : null

/** Only what the server sends as a colour, never a style of somebody's own. */
const colourOf = (value: unknown): string =>
  typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : '#4b5563'

/** Carets shared through an awareness: state field `cursor` {anchor, head}; names and colours from the field `user`, which the server vouches for. */
export class AwarenessCarets implements Carets {
  private readonly awareness: Awareness
  private timer: ReturnType<typeof setTimeout> | undefined
  private next: Caret | null = null
  private placing: ReturnType<typeof setTimeout> | undefined
  /** By client, as they stand in the page. */
  private readonly drawn = new Map<number, HTMLElement>()

  constructor(awareness: Awareness) {
    this.awareness = awareness
  }

  /** Tells the others where the own caret is; null: nowhere. */
  send(caret: Caret | null): void {
    this.next = caret
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      const json = this.next && {
        anchor: Y.relativePositionToJSON(this.next[0]),
        head: Y.relativePositionToJSON(this.next[1]),
      }
      this.awareness.setLocalStateField('cursor', json)
    }, SEND_EVERY)
  }

  stop(): void {
    clearTimeout(this.timer)
    clearTimeout(this.placing)
  }

  private placeNames(): void {
    this.placing ??= setTimeout(() => {
      this.placing = undefined
      for (const [client, caret] of this.drawn)
        if (caret.isConnected) placeName(caret)
        else this.drawn.delete(client)
    }, PLACE_AFTER)
  }

  watch(onChange: () => void): () => void {
    let waiting: ReturnType<typeof setTimeout> | undefined
    let isDue = false
    const draw = (): void => {
      isDue = false
      waiting = setTimeout(() => {
        waiting = undefined
        if (isDue) draw()
      }, DRAW_EVERY)
      onChange()
    }
    const changed = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void => {
      if ([...added, ...updated, ...removed].every((client) => client === this.awareness.clientID)) return
      if (waiting === undefined) draw()
      else isDue = true
    }
    this.awareness.on('change', changed)
    return () => {
      clearTimeout(waiting)
      this.awareness.off('change', changed)
    }
  }

  decorations(binding: Binding, doc: Node): DecorationSet {
    const drawn: Decoration[] = []
    for (const [client, state] of this.awareness.getStates() as Map<number, Shared>) {
      const name = state.user?.name
      const [anchor, head] = [placeOf(state.cursor?.anchor), placeOf(state.cursor?.head)]
      if (client === this.awareness.clientID || typeof name !== 'string' || !anchor || !head) continue
      const [a, h] = [binding.positionOf(anchor, doc), binding.positionOf(head, doc)]
      if (a === null || h === null) continue
      const colour = colourOf(state.user?.color)
      const draw = (): HTMLElement => {
        const caret = caretDom(name, colour)
        this.drawn.set(client, caret)
        return caret
      }
      // who comes to another paragraph is named anew
      const block: unknown = doc.resolve(h).parent.attrs['id']
      drawn.push(Decoration.widget(h, draw, { key: `caret-${client}-${name}-${String(block)}`, side: 10 }))
      if (a !== h)
        drawn.push(
          Decoration.inline(Math.min(a, h), Math.max(a, h), {
            class: 'selected-by-other',
            style: `--presence: ${colour}`,
          }),
        )
    }
    if (drawn.length > 0) this.placeNames()
    return DecorationSet.create(doc, drawn)
  }
}
