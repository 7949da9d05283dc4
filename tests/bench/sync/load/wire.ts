/**
 * A websocket of the load generator. `ws` takes several microseconds a message to receive, so on a machine with two cores it would be what
 * is measured; this one reads many frames from one piece of the stream without copying them.
 */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { clientFrame, FrameReader, OPCODE, type Message } from './frame.ts'

const HOST = '127.0.0.1'
const HEAD_END = '\r\n\r\n'

export interface WireOptions {
  port: number
  path: string
  headers: Record<string, string>
  /** A whole message; its bytes are valid during the call. */
  onMessage(payload: Buffer): void
  onClose(): void
}

export class Wire {
  /** Everything received after the upgrade, as it came over the line. */
  bytesIn = 0
  messagesIn = 0
  /** Code and reason of the server's close, where it said one. */
  farewell: string | null = null
  readonly #options: WireOptions
  readonly #reader = new FrameReader((message) => this.#take(message))
  #socket: Socket | null = null
  #isOpen = false

  constructor(options: WireOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Resolves when the server has taken the upgrade; rejects with its answer where it has not. */
  open(): Promise<void> {
    const { port, path, headers } = this.#options
    return new Promise((resolve, reject) => {
      const socket = connect({ host: HOST, port, noDelay: true })
      this.#socket = socket
      let head: Buffer = Buffer.alloc(0)
      const readHead = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf(HEAD_END)
        if (end < 0) return
        socket.off('data', readHead)
        const answer = head.toString('latin1', 0, end)
        if (!answer.startsWith('HTTP/1.1 101')) {
          socket.destroy()
          return reject(new Error(`the upgrade was refused: ${answer.split('\r\n')[0]}`))
        }
        this.#isOpen = true
        socket.on('data', (bytes: Buffer) => this.#read(bytes))
        resolve()
        const rest = head.subarray(end + HEAD_END.length)
        if (rest.length > 0) this.#read(rest)
      }
      socket.on('data', readHead)
      socket.on('error', reject) // `close` follows
      socket.on('close', () => {
        reject(new Error('the line was closed before the upgrade'))
        const wasOpen = this.#isOpen
        this.#isOpen = false
        if (wasOpen) this.#options.onClose()
      })
      socket.write(upgrade(path, { Host: `${HOST}:${port}`, ...headers }))
    })
  }

  /** Sends a frame made by `clientFrame`. */
  send(frame: Buffer): void {
    if (this.#isOpen) this.#socket!.write(frame)
  }

  /** Says goodbye. */
  close(): void {
    this.send(clientFrame(OPCODE.close))
    this.#isOpen = false
    this.#socket?.end()
  }

  /** Cuts the line. */
  cut(): void {
    this.#isOpen = false
    this.#socket?.destroy()
  }

  #read(bytes: Buffer): void {
    this.bytesIn += bytes.length
    this.#reader.take(bytes)
  }

  #take({ opcode, payload }: Message): void {
    if (opcode === OPCODE.ping) this.send(clientFrame(OPCODE.pong, payload))
    else if (opcode === OPCODE.close) {
      if (payload.length > 1) this.farewell = `${payload.readUInt16BE(0)} ${payload.toString('utf8', 2)}`.trim()
      this.#socket!.end()
    } else if (opcode !== OPCODE.pong) {
      this.messagesIn++
      this.#options.onMessage(payload)
    }
  }
}

/** Offers compression as browsers do, each message for itself. */
const upgrade = (path: string, headers: Record<string, string>): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    HEAD_END.slice(2),
  ].join('\r\n')
