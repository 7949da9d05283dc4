import { error, redirect } from '@sveltejs/kit'
import { directionOf } from '#lib/domain/language.ts'
import { comparisonView } from '#lib/ui/comparison.ts'
import { instantWords } from '#lib/ui/instant.ts'
import { m } from '#lib/paraglide/messages.js'
import { everyItem, refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { hatOf, hatsToEdit } from '../../../hat.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf } from '../../../request-key.server.ts'

/** What restoring would change: the text as it is against the text of a version (`version`, else the last) or after an entry of its journal (`seq`). */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app, actor } = locals
  const { charter, entry, lang } = await readWorkingArticle(locals, url, params.article)
  const versions = (await everyItem((page) => app.listVersions(actor, charter.id, page))).sort(
    (a, b) => b.number - a.number,
  )
  const seq = wholeNumber(url, 'seq')
  const number = wholeNumber(url, 'version') ?? versions[0]?.number ?? null
  const version = seq === null ? (versions.find((one) => one.number === number) ?? null) : null
  if (seq === null && number !== null && version === null) error(404, { message: 'no such version', code: 'not-found' })
  // the text is read first: what is typed after that stays when it is restored
  const { last, at } = valueOf(await app.readAuthorship(actor, entry.id, { lang, ...(seq === null ? {} : { seq }) }))
  const point = seq === null ? version && String(version.number) : at
  const compared =
    point === null
      ? null
      : valueOf(await app.comparePoints(actor, charter.id, { from: 'now', to: point, lang, article: entry.id }))
  const { date, time } = instantWords(at, locals.lang, null)
  return {
    article: { label: entry.label, heading: entry.heading, slug: params.article },
    canEdit: entry.permissions.edit,
    hats: entry.permissions.edit ? await hatsToEdit(locals, charter.id, [entry.id], lang) : [],
    ownParty: actor?.party?.name ?? null,
    lang,
    dir: directionOf(lang),
    base: last,
    seq,
    version: version?.number ?? null,
    choices: [
      ...versions.map((one) => ({ number: one.number, name: `${m.version_name({ n: one.number })} · ${one.label}` })),
    ],
    name: seq === null ? null : m.instant({ date, time }),
    isInVersion: compared?.articles[0]?.after !== undefined,
    view: compared && comparisonView(compared, false),
  }
}

function wholeNumber(url: URL, name: string): number | null {
  const text = url.searchParams.get(name)
  if (text === null) return null
  if (!/^[1-9][0-9]{0,8}$/.test(text)) error(404, { message: 'nothing by this number', code: 'not-found' })
  return Number(text)
}

export const actions: Actions = {
  default: async ({ locals, url, params, request }) => {
    const { app, actor } = locals
    const { charter, entry } = await readWorkingArticle(locals, url, params.article)
    const form = await actFormOf({ locals, url, request })
    const number = (name: string): number | undefined => {
      const text = textOf(form, name)
      return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined
    }
    const lang = textOf(form, 'lang') || charter.originalLanguage
    const wanted = number('version')
    const version = wanted && valueOf(await app.readVersionByNumber(actor, charter.id, wanted))
    const done = await app.restoreArticle(actor, entry.id, {
      versionId: version ? version.id : undefined,
      seq: number('seq'),
      base: number('base'),
      as: hatOf(form),
      lang,
    })
    if (!done.ok) return refusedForm(done, {})
    redirect(
      303,
      `/draft/${params.article}/history?restored=1${lang === charter.originalLanguage ? '' : `&lang=${lang}`}`,
    )
  },
}
