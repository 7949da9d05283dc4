/** The open documents of this process: each in one room, however many arrive at once (rule SY2). */
import { Room, type RoomParts } from './room.ts'

export class Rooms {
  readonly #rooms = new Map<string, Room>()
  readonly #parts: Omit<RoomParts, 'gone' | 'room'>
  readonly #closed: () => void

  /** `closed`: hears of each room that closes. */
  constructor(parts: Omit<RoomParts, 'gone' | 'room'>, closed: () => void = () => {}) {
    this.#parts = parts
    this.#closed = closed
  }

  get size(): number {
    return this.#rooms.size
  }

  /** The room of a document, opened if it is not. */
  of(documentId: string): Room {
    let room = this.#rooms.get(documentId)
    if (room === undefined) {
      room = new Room(documentId, {
        ...this.#parts,
        room: (id) => this.of(id),
        gone: (gone) => {
          if (this.#rooms.get(documentId) !== gone) return
          this.#rooms.delete(documentId)
          this.#closed()
        },
      })
      this.#rooms.set(documentId, room)
    }
    return room
  }

  /** The rooms of these documents that are open. */
  open(documentIds: Iterable<string>): Room[] {
    return [...documentIds].flatMap((id) => this.#rooms.get(id) ?? [])
  }

  all(): Room[] {
    return [...this.#rooms.values()]
  }
}
