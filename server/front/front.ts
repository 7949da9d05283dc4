/**
 * Stands before the pages while a crowd reads (rules CW): whoever asks for what is the same for everybody is given it from memory; everything else goes
 * on to the pages. Nothing that was made for somebody signed in ever comes here.
 */
import type { RequestListener } from 'node:http'
import {
  codingFor,
  headersFor,
  isKnown,
  keyOf,
  publicPage,
  tagIn,
  type Coding,
  type PublicPage,
} from '../../src/lib/domain/public-page.ts'
import type { Routed } from '../operation/request-log.ts'
import { askPages } from './ask-pages.ts'
import { makeKeptAnswers, type Kept, type Made } from './kept-answers.ts'
import type { PublicMark } from './public-mark.ts'

/** All that a public page may depend on; a cache in between that does not know what the page read keeps them apart. */
const VARY = 'Accept-Encoding, Accept-Language, Authorization, Cookie, Save-Data'
/** Kept by whoever likes, shown again only after asking here whether it is still so: a version may be withdrawn at any moment. */
const ASK_FIRST = 'public, no-cache'
/** Of what the framework says of the connection and the moment. */
const NOT_OF_THE_PAGE = new Set([
  'connection',
  'content-length',
  'date',
  'etag',
  'keep-alive',
  'transfer-encoding',
  'vary',
])
const LEAST_CODED = 1_024
const IS_TEXT = /^(?:text\/|application\/json|image\/svg)/

/** `ownHost`: of `ORIGIN`; null: whatever loopback name each request uses. */
export function makeFront({
  pages,
  mark,
  ownHost,
  mostBytes = 64 * 1024 * 1024,
  now = () => performance.now(),
}: {
  pages: RequestListener
  mark: PublicMark
  ownHost: string | null
  mostBytes?: number
  now?: () => number
}): RequestListener {
  const kept = makeKeptAnswers(mostBytes, now)
  const make = (page: PublicPage, host: string): Promise<Made> =>
    askPages(pages, page.address, {
      ...headersFor(page),
      host,
      ...(ownHost === null ? { 'x-concord-protocol': 'http' } : {}),
    })
  const heads = new WeakMap<Kept, Map<Coding, Record<string, string>>>()

  function headOf(answer: Kept, coding: Coding, length: number): Record<string, string> {
    const known = heads.get(answer)?.get(coding)
    if (known) return known
    const head: Record<string, string> = {}
    for (const [name, value] of Object.entries(answer.headers))
      if (!NOT_OF_THE_PAGE.has(name) && value !== undefined) head[name] = String(value)
    if (answer.status >= 500) head['cache-control'] = 'no-store'
    else if (!/immutable/.test(head['cache-control'] ?? '')) head['cache-control'] = ASK_FIRST
    head['vary'] = VARY
    head['etag'] = tagIn(answer.tag, coding)
    if (coding !== null) head['content-encoding'] = coding
    head['content-length'] = String(length)
    const ofAnswer = heads.get(answer) ?? new Map<Coding, Record<string, string>>()
    heads.set(answer, ofAnswer.set(coding, head))
    return head
  }

  function show(
    ...[request, response, answer, coding, bytes]: [...Parameters<RequestListener>, Kept, Coding, Buffer]
  ): void {
    ;(request as Routed).route = answer.route ?? null
    const head = headOf(answer, coding, bytes.length)
    const known = request.headers['if-none-match']
    if (answer.status === 200 && known !== undefined && isKnown(known, answer.tag)) {
      const { etag, vary } = head as { etag: string; vary: string }
      response.writeHead(304, { etag, vary, 'cache-control': head['cache-control'] }).end()
    } else response.writeHead(answer.status, head).end(request.method === 'HEAD' ? undefined : bytes)
  }

  async function after<T>(value: T | Promise<T>, go: (value: T) => unknown): Promise<void> {
    await go(await value)
  }

  return (request, response) => {
    const page = publicPage(request)
    if (page === null) return pages(request, response)
    const host = ownHost ?? request.headers.host ?? ''
    const key = `${host}\n${keyOf(page)}`
    /** Where it cannot be shown to others, or nobody knows how far the record reaches, the reader is answered alone. */
    const alone = (): void => {
      if (!response.headersSent) pages(request, response)
    }
    const inCoding = (answer: Kept | null): unknown => {
      if (answer === null) return alone()
      const isCoded = answer.body.length >= LEAST_CODED && IS_TEXT.test(String(answer.headers['content-type'] ?? ''))
      const coding = isCoded ? codingFor(String(request.headers['accept-encoding'] ?? '')) : null
      const bytes = kept.bytesOf(answer, coding)
      if (bytes instanceof Promise) return after(bytes, (made) => show(request, response, answer, coding, made))
      return show(request, response, answer, coding, bytes)
    }
    const withMark = (at: number): unknown => {
      const answer = kept.get(key, at, () => make(page, host))
      return answer instanceof Promise ? after(answer, inCoding) : inCoding(answer)
    }
    const at = mark.now()
    const going = at instanceof Promise ? after(at, withMark) : withMark(at)
    if (going instanceof Promise) going.catch(alone)
  }
}
