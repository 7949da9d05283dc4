import { csvOf } from '#lib/ui/csv.ts'
import { readRegister, searchRegister, versionOf } from '../register.server.ts'
import type { RequestHandler } from './$types'

const COLUMNS = [
  'party_code',
  'party',
  'version',
  'label',
  'stage',
  'sha256',
  'decision',
  'signed_at',
  'withdrawn_at',
  'signatory',
  'capacity',
  'alternate',
  'place',
  'statement',
  'reservations_and_declarations',
]

/** The register as a table, one sign-off a line; `?q` and `?version` as on the page. */
export const GET: RequestHandler = async ({ locals, url, setHeaders }) => {
  const { entries } = await readRegister(locals)
  const rows = searchRegister(entries, url.searchParams.get('q') ?? '', versionOf(url)).map((entry) => [
    entry.party.code,
    entry.party.name,
    String(entry.version.number),
    entry.version.label,
    entry.stage,
    entry.sha256,
    entry.decision,
    entry.signedAt,
    entry.withdrawnAt ?? '',
    entry.signatory.name,
    entry.signatory.capacity ?? '',
    entry.signatory.alternate ? 'yes' : '',
    entry.place ?? '',
    entry.statement ?? '',
    entry.articles.map(({ kind, label, text }) => `${label} (${kind}): ${text}`).join('\n'),
  ])
  setHeaders({
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': 'attachment; filename="signatories.csv"',
  })
  return new Response(csvOf([COLUMNS, ...rows]))
}
