import { createHash } from 'node:crypto'
import { fail } from '@sveltejs/kit'
import { everyItem, formOf, textOf, valueOf } from '../answer.server.ts'
import { theCharter } from '../charter/reading.server.ts'
import { versionOf } from '../register.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { app, actor } = locals
  const charter = await theCharter(locals)
  const versions = (await everyItem((page) => app.listVersions(actor, charter.id, page)))
    .filter((version) => version.publishedAt !== null)
    .sort((a, b) => b.number - a.number)
  const asked = versionOf(url)
  return {
    origin: url.origin,
    slug: charter.slug,
    chosen: versions.find((version) => version.number === asked)?.number ?? versions[0]?.number ?? null,
    versions: versions.map(({ number, label, sha256 }) => ({ number, label, sha256 })),
  }
}

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const form = await formOf(request)
    const given = textOf(form, 'hash').toLowerCase().replace(/\s+/g, '')
    const number = Number(textOf(form, 'version'))
    const { app, actor } = locals
    if (given !== '' && !/^[0-9a-f]{64}$/.test(given)) return fail(422, { number, given, computed: null })
    const charter = await theCharter(locals)
    const version = valueOf(await app.readVersionByNumber(actor, charter.id, Number.isInteger(number) ? number : 0))
    const { bytes } = valueOf(await app.canonicalVersion(actor, version.id))
    const computed = createHash('sha256').update(bytes).digest('hex')
    return { number: version.number, given: given || version.sha256, computed }
  },
}
