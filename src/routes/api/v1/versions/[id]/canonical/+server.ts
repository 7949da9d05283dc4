import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

/** The frozen bytes, exactly. Once published they may be kept for ever by anyone. */
export const GET = endpoint(operations.canonicalVersion, async ({ app, actor, params, event }) => {
  const found = await app.canonicalVersion(actor, params.id!)
  if (!found.ok) return found
  const { bytes, sha256, isPublished } = found.value
  const etag = `"${sha256}"`
  const headers = {
    etag,
    'cache-control': isPublished ? 'public, max-age=31536000, immutable' : 'private, no-store',
    'content-type': 'application/json',
  }
  const known = event.request.headers.get('if-none-match')
  if (known !== null && known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))
    return new Response(null, { status: 304, headers })
  return new Response(new Uint8Array(bytes), { headers: { ...headers, 'content-length': String(bytes.length) } })
})
