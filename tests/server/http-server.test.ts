/** The http server cuts off who keeps it waiting. The numbers here are small; the test waits for the end, whenever it comes. */
import { connect, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makeHttpServer } from '../../server/http-server.ts'

let close: () => Promise<unknown> = async () => {}
afterEach(() => close())

/** Says `words`, and nothing else, and resolves with what it hears until the server ends the line. */
async function say(words: string, limits: { requestHeadMs: number; requestMs: number }): Promise<string> {
  const server = makeHttpServer(limits, (request, response) => {
    request.resume().on('end', () => response.end('heard'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => new Promise((resolve) => server.close(resolve))
  const line = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let heard = ''
  line.on('data', (bytes: Buffer) => (heard += bytes.toString()))
  line.on('error', () => {})
  const ended = new Promise((resolve) => line.once('close', resolve))
  line.write(words)
  await ended
  return heard.split('\r\n')[0]!
}

describe('SY18: an http connection', () => {
  const HEAD = { requestHeadMs: 40, requestMs: 60_000 }
  it('that says nothing', async () => {
    expect(await say('', HEAD)).toBe('HTTP/1.1 408 Request Timeout')
  })
  it('that says half of an upgrade', async () => {
    const half = 'GET /sync/document HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
    expect(await say(half, HEAD)).toBe('HTTP/1.1 408 Request Timeout')
  })
  it('that says half of what it announced', async () => {
    const half = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf'
    expect(await say(half, { requestHeadMs: 40, requestMs: 80 })).toBe('HTTP/1.1 408 Request Timeout')
  })
  it('that rests between two requests is kept for longer than a proxy keeps it (nginx: 60 s), so that it is the proxy who ends it', () => {
    const { keepAliveTimeout } = makeHttpServer(HEAD, () => {})
    expect(keepAliveTimeout).toBeGreaterThan(60_000)
    expect(keepAliveTimeout).toBeLessThan(120_000)
  })
})

describe('OP9: a server that ends', () => {
  const LIMITS = { requestHeadMs: 60_000, requestMs: 60_000 }
  /** A server whose answers wait for `release`, and how a line to it is told what it hears. */
  async function begun() {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const heard: string[] = []
    const server = makeHttpServer(LIMITS, (request, response) => {
      heard.push(request.url!)
      if (request.url === '/early') response.write('begun ')
      request.resume().on('end', () => void released.then(() => response.end('answered')))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const line = connect(port, '127.0.0.1')
    let told = ''
    line.on('data', (bytes: Buffer) => (told += bytes.toString()))
    const ended = new Promise((resolve) => line.once('close', resolve))
    const hears = (path: string) => expect.poll(() => heard).toContain(path)
    return { server, port, line, release, hears, told: () => told, ended }
  }
  const GET = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

  it.each([
    ['whose answer had not begun', '/'],
    ['whose answer had begun', '/early'],
  ])('answers a request %s, ends its line, and hears nobody new', async (_, path) => {
    const { server, port, line, release, hears, told, ended } = await begun()
    line.write(GET(path))
    await hears(path)
    const out = server.answerOut(60_000)
    const late = connect(port, '127.0.0.1')
    await new Promise((resolve) => late.once('error', resolve))
    release()
    await Promise.all([out, ended])
    expect(told()).toContain('answered')
    if (path === '/') expect(told()).toContain('Connection: close')
  })

  it('answers what comes meanwhile over a line that is kept, as its last', async () => {
    const { server, line, release, hears, told, ended } = await begun()
    line.write(GET('/early'))
    await hears('/early')
    const out = server.answerOut(60_000)
    line.write(GET('/'))
    await hears('/')
    release()
    await Promise.all([out, ended])
    expect(told().match(/HTTP\/1\.1 200/g)).toHaveLength(2)
    expect(told()).toContain('Connection: close')
  })

  it('cuts off what is not answered in time', async () => {
    const { server, line, hears, told, ended } = await begun()
    line.write(GET('/'))
    await hears('/')
    await Promise.all([server.answerOut(20), ended])
    expect(told()).toBe('')
  })
})
