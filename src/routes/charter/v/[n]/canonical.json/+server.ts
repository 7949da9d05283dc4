import { theCharter, versionNumber } from '../../../reading.server.ts'
import { valueOf } from '../../../../answer.server.ts'
import type { RequestHandler } from './$types'

/** The bytes whose SHA-256 is the version's fingerprint, unchanged. */
export const GET: RequestHandler = async ({ locals, params, url, setHeaders }) => {
  const { app, actor } = locals
  const charter = await theCharter(locals)
  const version = valueOf(await app.readVersionByNumber(actor, charter.id, versionNumber(params.n)))
  const { bytes, sha256, isPublished } = valueOf(await app.canonicalVersion(actor, version.id))
  setHeaders({
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': `attachment; filename="${charter.slug}-v${version.number}.json"`,
    ETag: `"${sha256}"`,
    // an address without a charter is of the one that this site shows now
    ...(isPublished && url.searchParams.has('charter')
      ? { 'Cache-Control': 'public, max-age=31536000, immutable' }
      : {}),
  })
  return new Response(bytes as Uint8Array<ArrayBuffer>)
}
