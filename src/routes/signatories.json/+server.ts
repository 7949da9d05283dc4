import { json } from '@sveltejs/kit'
import { readRegister, searchRegister, versionOf } from '../register.server.ts'
import type { RequestHandler } from './$types'

/** The register as data; `?q` and `?version` as on the page. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const { entries } = await readRegister(locals)
  return json({ items: searchRegister(entries, url.searchParams.get('q') ?? '', versionOf(url)) })
}
