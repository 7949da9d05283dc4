/** OP3: what of an error, and of a request, stands in the log. */
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { makeLog } from '../../../server/log.ts'
import { makeMetrics } from '../../../server/metrics.ts'
import { makeRequestLog, type Routed } from '../../../server/operation/request-log.ts'

type Line = Record<string, unknown>

function listening(): { lines: Line[]; log: ReturnType<typeof makeLog> } {
  const lines: Line[] = []
  return {
    lines,
    log: makeLog({ logLevel: 'debug' }, { write: (line) => void lines.push(JSON.parse(line) as Line) }),
  }
}

const thrownBy = (act: () => unknown): Error => {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

it.each<[string, () => unknown]>([
  ['a parser', () => thrownBy(() => JSON.parse('{"name": Ada Lovelace}'))],
  [
    'PostgreSQL',
    () =>
      Object.assign(new Error('invalid input syntax for type integer: "Ada Lovelace"'), {
        code: '22P02',
        detail: 'Key (email)=(ada@example.org) already exists.',
        where: 'Ada Lovelace',
      }),
  ],
  ['a key that is taken', () => new Error('Key (email, name)=(ada@example.org, Ada Lovelace) already exists.')],
  ['an address', () => new Error('could not write to ada@example.org')],
  ['a cause', () => new Error('failed', { cause: new Error("no such thing: 'Ada Lovelace'") })],
  ['what is no error', () => 'Ada Lovelace'],
  ['a quotation without an end', () => new Error('Unexpected token in "{ name: Ada Lovelace')],
])('OP3: of %s, nothing that it quotes', (_who, make) => {
  const { lines, log } = listening()
  log.error({ err: make() }, 'failed')
  expect(JSON.stringify(lines)).not.toMatch(/Ada|Lovelace|ada@/)
  expect(lines).toHaveLength(1)
})

it('OP3: an error keeps its kind, its code, what it says and where it was', () => {
  const { lines, log } = listening()
  log.error({ err: Object.assign(new TypeError('no room for "x"'), { code: 'ENOSPC' }) }, 'failed')
  const err = lines[0]!['err'] as { type: string; code: string; message: string; stack: string[] }
  expect(err).toMatchObject({ type: 'TypeError', code: 'ENOSPC', message: 'no room for …' })
  expect(err.stack[0]).toContain('log.test.ts')
})

async function answered(
  isBehindProxy: boolean,
  { given, route, status = 200 }: { given?: string; route?: string | null; status?: number },
): Promise<{ line: Line; told: string; seen: string; metrics: string }> {
  const { lines, log } = listening()
  const metrics = makeMetrics()
  const begin = makeRequestLog(log, metrics, { isBehindProxy })
  let seen = ''
  const server = createServer((request: Routed, response) => {
    begin(request, response)
    seen = String(request.headers['x-request-id'])
    if (route !== undefined) request.route = route
    response.writeHead(status).end('words of a text')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const told = await new Promise<string>((resolve) =>
    get(
      {
        ...{ port, host: '127.0.0.1', path: '/find?words=peaceful', agent: false },
        headers: given === undefined ? {} : { 'x-request-id': given },
      },
      (response) => {
        response.resume()
        response.on('end', () => resolve(String(response.headers['x-request-id'])))
      },
    ),
  )
  await new Promise((resolve) => server.close(resolve))
  const { text } = await metrics.scrape()
  return { line: lines[0]!, told, seen, metrics: text }
}

it('OP3: a request has one line, with the id that its caller was told and the pattern of its address', async () => {
  const { line, told, seen, metrics } = await answered(false, { route: '/find' })
  expect(line).toMatchObject({ level: 30, requestId: told, method: 'GET', route: '/find', status: 200 })
  expect(Object.keys(line).sort()).toEqual(['level', 'method', 'ms', 'msg', 'requestId', 'route', 'status', 'time'])
  expect(seen).toBe(told)
  expect(metrics).toContain('concord_http_seconds_count{status="2xx"} 1\n')
})

it('OP3: files are for whoever wants them, failures for everybody', async () => {
  expect((await answered(false, {})).line).toMatchObject({ level: 20, route: null })
  expect((await answered(false, { status: 500 })).line).toMatchObject({ level: 40 })
})

const HEX = '0123456789abcdef0123456789abcdef'
it.each<[string, boolean, string, boolean]>([
  ['a proxy', true, HEX, true],
  ['a proxy that passes on words', true, 'words of Ada Lovelace', false],
  ['a proxy that passes on a word', true, 'decade-of-faced-cafe-bad', false],
  ['anybody', false, HEX, false],
])('OP3: an id given by %s', async (_who, isBehindProxy, given, isKept) => {
  const { told } = await answered(isBehindProxy, { given, route: '/' })
  expect(told === given).toBe(isKept)
})
