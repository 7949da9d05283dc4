import type { AuditRow } from '#lib/domain/contract.ts'
import { csvOf } from '#lib/ui/csv.ts'
import { actAbout, actWords, type RecordNames } from '#lib/ui/acts.ts'
import { error } from '@sveltejs/kit'
import { mustBeSignedIn, valueOf } from '../answer.server.ts'
import { askedRecord, namesInEntries, recordFilter, recordNames } from '../record.server.ts'
import type { RequestHandler } from './$types'

const COLUMNS = [
  ...['seq', 'at', 'person', 'person_id', 'role', 'alternate', 'party_code', 'party'],
  ...['act', 'in_words', 'about', 'subject_kind', 'subject_id', 'data', 'prev_hash', 'hash'],
]

/** A table is sorted and searched: without the signs that keep names of another script in order on a page. */
const plain = (words: string): string => words.replaceAll(/[\u2068\u2069]/g, '')

/** The record as a table, narrowed as on its page: all of it, read and sent a page at a time. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const { app } = locals
  const actor = mustBeSignedIn(locals.actor, url)
  const { filter, wrong } = recordFilter(askedRecord(url, locals.zone))
  if (wrong.length > 0) error(422, { message: 'no such time', code: 'invalid' })
  const articles = new Map((await recordNames(locals, actor)).articles.map(({ id, name }) => [id, name]))
  const cells = (names: RecordNames, { seq, at, actor, act, subject, data, prevHash, hash }: AuditRow): string[] => [
    ...[String(seq), at, actor ? (names.people.get(actor.id) ?? '') : '', actor?.id ?? '', actor?.role ?? ''],
    ...[actor?.alternate ? 'yes' : '', actor?.party?.code ?? '', actor?.party?.name ?? ''],
    ...[act, actWords({ act, subject }), plain(actAbout({ act, subject, data }, names).join(' | '))],
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
      const { people, parties } = await namesInEntries(locals, actor, page.items)
      const names = {
        people: new Map(people.map(({ id, name }) => [id, name])),
        parties: new Map(parties.map(({ id, name }) => [id, name])),
        articles,
      }
      to.enqueue(encoder.encode(csvOf(page.items.map((row) => cells(names, row))).slice(1)))
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
