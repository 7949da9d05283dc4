/** Asks the built pages without a reader: a request that nobody sent, and an answer that goes to nobody. */
import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http'
import { Socket } from 'node:net'
import type { Routed } from '../operation/request-log.ts'
import type { Made } from './kept-answers.ts'

/** Keeps what is written to it. */
class Answer extends ServerResponse {
  readonly chunks: Buffer[] = []
  readonly whole: Promise<void>
  #isWhole!: () => void

  constructor(request: IncomingMessage) {
    super(request)
    this.whole = new Promise((resolve) => (this.#isWhole = resolve))
  }
  #take(chunk: unknown): void {
    if (typeof chunk === 'string') this.chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) this.chunks.push(Buffer.from(chunk))
  }
  override writeHead(status: number, ...rest: unknown[]): this {
    this.statusCode = status
    for (const part of rest)
      if (typeof part === 'object' && part !== null)
        for (const [name, value] of Object.entries(part)) this.setHeader(name, value as string)
    return this
  }
  override write(chunk: unknown): boolean {
    this.#take(chunk)
    return true
  }
  override end(chunk?: unknown): this {
    this.#take(chunk)
    this.#isWhole()
    return this
  }
  override destroy(): this {
    // cut off in the middle: nothing that anybody may be shown
    this.statusCode = 500
    this.#isWhole()
    return this
  }
}

/** `headers`: all that the request has. */
export async function askPages(
  pages: RequestListener,
  address: string,
  headers: Record<string, string>,
): Promise<Made> {
  const request: Routed = new IncomingMessage(new Socket())
  request.method = 'GET'
  request.url = address
  request.httpVersion = '1.1'
  request.httpVersionMajor = 1
  request.httpVersionMinor = 1
  request.headers = headers
  const answer = new Answer(request)
  pages(request, answer)
  await answer.whole
  return {
    status: answer.statusCode,
    headers: answer.getHeaders(),
    body: Buffer.concat(answer.chunks),
    route: request.route,
  }
}
