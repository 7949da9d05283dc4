import type { AuditRow } from '#lib/domain/contract.ts'
import { csvOf } from '#lib/ui/csv.ts'
import { actAbout, actWords } from '#lib/ui/acts.ts'
import { error } from '@sveltejs/kit'
import { mustBeSignedIn, valueOf } from '../answer.server.ts'
import { askedRecord, recordFilter, recordNames } from '../record.server.ts'
import type { RequestHandler } from './$types'

const COLUMNS = [
  ...['seq', 'at', 'person', 'person_id', 'role', 'alternate', 'party_code', 'party'],
  ...['act', 'in_words', 'about', 'subject_kind', 'subject_id', 'data', 'prev_hash', 'hash'],
]

/** The record as a table, narrowed as on its page: all of it, read and sent a page at a time. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const { app } = locals
  const actor = mustBeSignedIn(locals.actor, url)
  const { filter, wrong } = recordFilter(askedRecord(url, locals.zone))
  if (wrong.length > 0) error(422, { message: 'no such time', code: 'invalid' })
  const named = await recordNames(locals, actor)
  const names = {
    people: new Map(named.people.map(({ id, name }) => [id, name])),
    articles: new Map(named.articles.map(({ id, name }) => [id, name])),
  }
  const cells = ({ seq, at, actor, act, subject, data, prevHash, hash }: AuditRow): string[] => [
    ...[String(seq), at, actor ? (names.people.get(actor.id) ?? '') : '', actor?.id ?? '', actor?.role ?? ''],
    ...[actor?.alternate ? 'yes' : '', actor?.party?.code ?? '', actor?.party?.name ?? ''],
    ...[act, actWords({ act, subject }), actAbout({ subject, data }, names).join(' | ')],
    ...[subject.kind, subject.id, JSON.stringify(data), prevHash, hash],
  ]
  const read = async (cursor: string | null) =>
    valueOf(await app.listAudit(actor, { limit: 500, ...(cursor !== null && { cursor }) }, filter))
  // the first page before the answer begins, so that a refusal is one
  let page: Awaited<ReturnType<typeof read>> | null = await read(null)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (to) => to.enqueue(encoder.encode(csvOf([COLUMNS]))),
    async pull(to) {
      if (page === null) return to.close()
      // the mark of UTF-8 stands at the beginning alone
      to.enqueue(encoder.encode(csvOf(page.items.map(cells)).slice(1)))
      page = page.next === null ? null : await read(page.next)
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': 'attachment; filename="record.csv"',
    },
  })
}
