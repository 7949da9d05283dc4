/** What the record's page and its table share: which entries are asked for, and the names of what they tell of. */
import type { Actor } from '#lib/domain/actor.ts'
import type { AuditRow } from '#lib/domain/contract.ts'
import { articleLabel } from '#lib/domain/numbering.ts'
import { m } from '#lib/paraglide/messages.js'
import { isTimeZone } from '#lib/domain/preferences.ts'
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

/** Whoever acted, articles of every charter by id with label and heading, those that are gone too, and every act that is in the record. */
export async function recordNames(locals: App.Locals, actor: Actor) {
  const { app, lang } = locals
  const { people, acts, removed } = valueOf(await app.listAuditNames(actor))
  const charters = await everyItem((page) => app.listCharters(actor, page))
  const articles: { id: string; name: string }[] = []
  for (const charter of charters) {
    const title = charters.length > 1 ? [charter.title] : []
    for (const { id, label, heading } of await everyItem((page) => app.listArticles(actor, charter.id, lang, page)))
      articles.push({ id, name: [...title, label, heading].join(' · ') })
  }
  for (const { id, number, heading } of removed) {
    const name = [number === null ? null : articleLabel(number, lang), heading]
      .filter((one) => one !== null)
      .join(' · ')
    articles.push({ id, name: m.audit_removed_article({ name }) })
  }
  return {
    people: people.sort((a, b) => new Intl.Collator(lang, { numeric: true }).compare(a.name, b.name)),
    articles,
    acts,
  }
}

/** Names of the people and delegations that stand by id in these entries. */
export const namesInEntries = async (locals: App.Locals, actor: Actor, rows: readonly AuditRow[]) =>
  valueOf(await locals.app.nameRecord(actor, rows))
