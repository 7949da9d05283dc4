/** What is sent together: framed once for everybody who is sent it, and written to each with one call of the system. */

/** An unfragmented binary message (RFC 6455, 5.2), from a server: not masked. */
const FIN_BINARY = 0x82
const LENGTH_16 = 126
const LENGTH_64 = 127

const headSize = (length: number): number => (length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10)

function writeHead(into: Buffer, at: number, length: number): number {
  into[at] = FIN_BINARY
  if (length < LENGTH_16) into[at + 1] = length
  else if (length < 65_536) {
    into[at + 1] = LENGTH_16
    into.writeUInt16BE(length, at + 2)
  } else {
    into[at + 1] = LENGTH_64
    into.writeBigUInt64BE(BigInt(length), at + 2)
  }
  return at + headSize(length)
}

/** One or more messages of the protocol, in order. */
export class Parcel {
  readonly messages: readonly Uint8Array[]
  #framed: Buffer | null = null

  constructor(messages: readonly Uint8Array[]) {
    this.messages = messages
  }

  static of(...messages: Uint8Array[]): Parcel {
    return new Parcel(messages)
  }

  /** The bytes for the stream of any websocket that is past its handshake. */
  get framed(): Buffer {
    return (this.#framed ??= frame(this.messages))
  }
}

function frame(messages: readonly Uint8Array[]): Buffer {
  const size = messages.reduce((sum, { length }) => sum + headSize(length) + length, 0)
  const framed = Buffer.allocUnsafe(size)
  let at = 0
  for (const message of messages) {
    at = writeHead(framed, at, message.length)
    framed.set(message, at)
    at += message.length
  }
  return framed
}
