/** What the record's page and its table share: which entries are asked for, and the names of what they tell of. */
import type { Actor } from '#lib/domain/actor.ts'
import { isTimeZone } from '#lib/ui/preferences.ts'
import { instantOfLocal } from '#lib/ui/local-instant.ts'
import { everyItem, valueOf } from './answer.server.ts'

/** As the form has it; empty: not narrowed. `from`, `to`: on the clock of `zone`. */
export interface AskedRecord {
  person: string
  article: string
  act: string
  from: string
  to: string
  zone: string
}

/** @param zone the reader's, where it is known */
export function askedRecord(url: URL, zone: string | null): AskedRecord {
  const text = (name: string): string => (url.searchParams.get(name) ?? '').slice(0, 200)
  const asked = text('zone')
  return {
    ...{ person: text('person'), article: text('article'), act: text('act'), from: text('from'), to: text('to') },
    zone: asked !== '' && isTimeZone(asked) ? asked : (zone ?? 'UTC'),
  }
}

/** The same as the address has it, without what narrows nothing. */
export const recordQuery = (asked: AskedRecord): URLSearchParams =>
  new URLSearchParams(
    Object.entries(asked).filter(([name, value]) => value !== '' && (name !== 'zone' || asked.from || asked.to)),
  )

/** For the application; `wrong`: the fields that are no time of day. */
export function recordFilter(asked: AskedRecord) {
  const instant = (local: string): string | null => (local === '' ? '' : instantOfLocal(local, asked.zone))
  const [from, to] = [instant(asked.from), instant(asked.to)]
  const { person, article, act } = asked
  return {
    wrong: Object.entries({ from, to }).flatMap(([name, value]) => (value === null ? [name] : [])),
    filter: {
      ...(person !== '' && { person }),
      ...(article !== '' && { article }),
      ...(act !== '' && { act }),
      ...(from && { from }),
      ...(to && { to }),
    },
  }
}

/** People by id, articles by id with label and heading, and every act that is in the record. */
export async function recordNames(locals: App.Locals, actor: Actor) {
  const { app, lang } = locals
  const { people, acts } = valueOf(await app.listAuditNames(actor))
  const charter = await app.readCharter(actor, locals.charter)
  const articles = charter.ok ? await everyItem((page) => app.listArticles(actor, charter.value.id, lang, page)) : []
  return {
    people: people.sort((a, b) => new Intl.Collator(lang, { numeric: true }).compare(a.name, b.name)),
    articles: articles.map(({ id, label, heading }) => ({ id, name: `${label} · ${heading}` })),
    acts,
  }
}
