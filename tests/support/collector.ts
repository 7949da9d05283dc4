/** An OpenTelemetry collector on loopback, as far as a test needs one: takes traces over OTLP/HTTP in protobuf, and keeps them. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface TakenSpan {
  traceId: string
  spanId: string
  /** Empty: it began its trace. */
  parentId: string
  name: string
  kind: number
  ms: number
  events: string[]
  attributes: Record<string, string | number | boolean>
  isError: boolean
}

export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  address: string
  spans: TakenSpan[]
  /** Of what tells them. */
  resource: Record<string, string | number | boolean>
  /** Every byte that came, for whoever looks for words in it. */
  raw: Buffer[]
  headers: IncomingHttpHeaders[]
  /** What each post is answered with from now on. */
  answer(status: number): void
  close(): Promise<void>
}

type Field = [number: number, value: bigint | Uint8Array]

/** The fields of a message, in their order. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: Field[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number): Uint8Array => bytes.subarray(at, (at += length))
  while (at < bytes.length) {
    const key = Number(varint())
    const [number, type] = [key >> 3, key & 7]
    if (type === 0) found.push([number, varint()])
    else if (type === 2) found.push([number, take(Number(varint()))])
    else if (type === 1) found.push([number, view.getBigUint64((at += 8) - 8, true)])
    else if (type === 5) found.push([number, BigInt(view.getUint32((at += 4) - 4, true))])
    else throw new Error(`a field of type ${type}`)
  }
  return found
}

const all = (fields: Field[], number: number): Uint8Array[] =>
  fields.flatMap(([is, value]) => (is === number && value instanceof Uint8Array ? [value] : []))
const one = (fields: Field[], number: number): Uint8Array => all(fields, number)[0] ?? new Uint8Array()
const numberOf = (fields: Field[], number: number): bigint => {
  const value = fields.find(([is]) => is === number)?.[1]
  return typeof value === 'bigint' ? value : 0n
}
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function attributesOf(pairs: Uint8Array[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const fields = fieldsOf(pair)
      const value = fieldsOf(one(fields, 2))
      const [type] = value[0] ?? [1]
      const said =
        type === 1 ? text(one(value, 1)) : type === 2 ? numberOf(value, 2) === 1n : Number(numberOf(value, type))
      return [text(one(fields, 1)), said]
    }),
  )
}

function spanOf(bytes: Uint8Array): TakenSpan {
  const fields = fieldsOf(bytes)
  return {
    traceId: hex(one(fields, 1)),
    spanId: hex(one(fields, 2)),
    parentId: hex(one(fields, 4)),
    name: text(one(fields, 5)),
    kind: Number(numberOf(fields, 6)),
    ms: Number(numberOf(fields, 8) - numberOf(fields, 7)) / 1e6,
    attributes: attributesOf(all(fields, 9)),
    events: all(fields, 11).map((event) => text(one(fieldsOf(event), 2))),
    isError: numberOf(fieldsOf(one(fields, 15)), 3) === 2n,
  }
}

/** Listens on a free port. */
export async function startCollector(): Promise<Collector> {
  let status = 200
  const collector: Omit<Collector, 'address' | 'close' | 'answer'> = { spans: [], resource: {}, raw: [], headers: [] }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
      const isOurs = request.method === 'POST' && request.url === '/v1/traces'
      if (isOurs && status === 200) {
        collector.headers.push(request.headers)
        collector.raw.push(bytes)
        for (const ofResource of all(fieldsOf(bytes), 1)) {
          Object.assign(collector.resource, attributesOf(all(fieldsOf(one(fieldsOf(ofResource), 1)), 1)))
          for (const scope of all(fieldsOf(ofResource), 2)) collector.spans.push(...all(fieldsOf(scope), 2).map(spanOf))
        }
      }
      response.writeHead(isOurs ? status : 404, { 'content-type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...collector,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (next) => void (status = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
