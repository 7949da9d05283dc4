/** The drafting room (rules RM*): how it goes from paragraph to paragraph, and by which keys. Pure. */
import { isLocked, type PartStatus } from './article.ts'
import type { PartView } from './contract-agreement.ts'

/** The part in which this block stands; the first where it stands in none. */
export const partAt = (parts: readonly PartView[], blockId: string | null): PartView | undefined =>
  parts.find(({ blocks }) => blockId !== null && blocks.includes(blockId)) ?? parts[0]

/** A place of the room: an article, by its place in the charter, and a part of it; null: its first. */
export interface RoomPlace {
  article: number
  blockId: string | null
}

/** RM1: part by part, behind the last one into the next article, before the first into the one before; null: there is nothing further. */
export function stepOf(
  parts: readonly PartView[],
  blockId: string | null,
  place: { article: number; articles: number },
  isBack: boolean,
): RoomPlace | null {
  const here = partAt(parts, blockId)
  const at = here === undefined ? -1 : parts.indexOf(here)
  const next = parts[at + (isBack ? -1 : 1)]
  if (next) return { article: place.article, blockId: next.blockId }
  const article = place.article + (isBack ? -1 : 1)
  return article >= 0 && article < place.articles ? { article, blockId: null } : null
}

/** RM4: the next part of an article in which a bracket is open, or the one before; `blockId` undefined: its first, or its last. */
export function bracketedPart(
  parts: readonly PartView[],
  blockId: string | null | undefined,
  isBack: boolean,
): PartView | undefined {
  const here = blockId === undefined ? undefined : partAt(parts, blockId)
  const at = here === undefined ? -1 : parts.indexOf(here)
  const isOpen = ({ isBracketed }: PartView): boolean => isBracketed
  return isBack ? parts.slice(0, at < 0 ? undefined : at).findLast(isOpen) : parts.slice(at + 1).find(isOpen)
}

/** RM2: to which state the paragraph in hand is agreed by one key: the first agreed one that the chair may bring it to. */
export const agreedNext = ({ permissions }: Pick<PartView, 'permissions'>): PartStatus | null =>
  permissions.set.find((status) => isLocked(status)) ?? null

export const ROOM_ACTS = ['next', 'previous', 'next-bracket', 'previous-bracket', 'agree', 'bracket'] as const
export type RoomAct = (typeof ROOM_ACTS)[number]

/** RM3: by letters where nothing is typed, and with a modifier anywhere. As ProseMirror writes keys. */
export const ROOM_KEYS: Record<RoomAct, { plain: string; anywhere: string }> = {
  next: { plain: 'n', anywhere: 'Alt-PageDown' },
  previous: { plain: 'p', anywhere: 'Alt-PageUp' },
  'next-bracket': { plain: 'j', anywhere: 'F2' },
  'previous-bracket': { plain: 'k', anywhere: 'Shift-F2' },
  agree: { plain: 'a', anywhere: 'Alt-Shift-a' },
  bracket: { plain: 'b', anywhere: 'Alt-Shift-b' },
}

interface Pressed {
  key: string
  code: string
  altKey: boolean
  shiftKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

/** What a key asks for; `isTyping`: words are typed where it was pressed. Letters by their place too, so that every keyboard has them. */
export function roomActOf(pressed: Pressed, isTyping: boolean): RoomAct | null {
  if (pressed.ctrlKey || pressed.metaKey) return null
  const isMeant = (act: RoomAct): boolean => {
    const { plain, anywhere } = ROOM_KEYS[act]
    const isPlain = !pressed.altKey && !pressed.shiftKey && !isTyping
    if (isPlain && (pressed.key === plain || pressed.code === `Key${plain.toUpperCase()}`)) return true
    const last = anywhere.split('-').at(-1)!
    return (
      pressed.altKey === anywhere.includes('Alt') &&
      pressed.shiftKey === anywhere.includes('Shift') &&
      pressed.code === (last.length === 1 ? `Key${last.toUpperCase()}` : last)
    )
  }
  return ROOM_ACTS.find(isMeant) ?? null
}
