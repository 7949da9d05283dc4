/** Whose the Yjs client ids of one document are (rule GA3): as kept, as accepted since, and as announced by those who are here. */
import type { Sender } from './gate.ts'

/** Client ids that one person may have announced without having written under them. */
const MAX_ANNOUNCED = 64

export class Owners {
  readonly #bound: Map<number, string | null>
  /** By client id. They outlast their sockets: words typed while away come back under them. */
  readonly #announced = new Map<number, string>()
  /** Client ids under which the server writes, by author. */
  readonly #ownClients = new Map<string | null, number>()
  readonly #state: (client: number) => number

  /** `bound`: client id -> person, null: the system. `state`: the first clock of a client that the text lacks. */
  constructor(bound: Map<number, string | null>, state: (client: number) => number) {
    this.#bound = bound
    this.#state = state
  }

  /** A person, or the server in their name, as the gate sees them. */
  sender(personId: string | null, mayWrite: boolean, isServer: boolean): Sender {
    return {
      personId,
      mayWrite,
      ownerOf: (client) => this.ownerOf(client),
      isBound: (client) => this.#bound.has(client),
      isServer,
    }
  }

  bind(client: number, authorId: string | null): void {
    this.#bound.set(client, authorId)
    this.#announced.delete(client)
  }

  /** Another node bound it: that stands in the database, whatever was announced here. One that is bound stays whose it is. */
  learn(client: number, authorId: string | null): void {
    if (!this.#bound.has(client)) this.bind(client, authorId)
  }

  /** What bound it is not kept: it is nobody's again. */
  release(client: number): void {
    this.#bound.delete(client)
  }

  /**
   * Whether a client id is this person's. One that is nobody's is theirs from now on, as long as the room is open, if `mayAnnounce`.
   */
  isOwn(client: number, personId: string, mayAnnounce: boolean): boolean {
    const owner = this.ownerOf(client)
    if (owner !== undefined) return owner === personId
    if (this.#state(client) > 0 || !mayAnnounce) return false
    const theirs = [...this.#announced].filter(([, person]) => person === personId)
    if (theirs.length >= MAX_ANNOUNCED) this.#announced.delete(theirs[0]![0])
    this.#announced.set(client, personId)
    return true
  }

  /** The client id under which the server writes in this author's name; nobody's until then. */
  ownClient(authorId: string | null, newClientId: () => number): number {
    let client = this.#ownClients.get(authorId)
    if (client === undefined) {
      do client = newClientId()
      while (this.ownerOf(client) !== undefined || this.#state(client) > 0)
      this.#ownClients.set(authorId, client)
    }
    return client
  }

  /** A person, null: the system, undefined: nobody yet. */
  ownerOf(client: number): string | null | undefined {
    return this.#bound.has(client) ? this.#bound.get(client)! : this.#announced.get(client)
  }
}
