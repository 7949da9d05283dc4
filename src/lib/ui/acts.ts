/** What an entry of the record says, in the reader's language. */
import { m } from '#lib/paraglide/messages.js'
import { ARTICLE_STATUSES } from '#lib/domain/article.ts'
import type { AuditRow } from '#lib/domain/contract.ts'
import { statusName } from './names.ts'

type Words = Record<string, (() => string) | undefined>

/** The message of an act. */
export const actKey = (act: string): string => `act_${act.replace(/[.-]/g, '_')}`

/** One sentence for the act; its bare name where the catalogues have no words for it. */
export function actWords({ act, subject }: Pick<AuditRow, 'act' | 'subject'>): string {
  const words = (m as unknown as Words)[actKey(act)]
  return words ? words() : m.audit_act_unknown({ act, subject: subject.kind })
}

/** Names of what the record tells of by id. */
export interface RecordNames {
  people: ReadonlyMap<string, string>
  /** Labels with headings. */
  articles: ReadonlyMap<string, string>
}

const textIn = (data: Record<string, unknown>, name: string): string | null =>
  typeof data[name] === 'string' ? data[name] : null

/** What the act was about, by name where there is one: the article, the version, the person, how a status changed, why. */
export function actAbout({ subject, data }: Pick<AuditRow, 'subject' | 'data'>, names: RecordNames): string[] {
  const articleId = subject.kind === 'article' ? subject.id : textIn(data, 'article')
  const personId = subject.kind === 'person' ? subject.id : textIn(data, 'person')
  const to = textIn(data, 'to')
  const [before, after] = [textIn(data, 'from'), to].map((name) => ARTICLE_STATUSES.find((status) => status === name))
  const number = data['number']
  const label = textIn(data, 'label')
  return [
    articleId === null ? null : (names.articles.get(articleId) ?? textIn(data, 'heading')),
    to === null ? null : (names.articles.get(to) ?? null),
    typeof number === 'number' ? [m.version_name({ n: number }), label].filter(Boolean).join(' · ') : null,
    subject.kind === 'charter' ? (textIn(data, 'title') ?? textIn(data, 'slug')) : null,
    personId === null ? null : (names.people.get(personId) ?? null),
    before && after ? m.audit_from_to({ before: statusName(before), after: statusName(after) }) : null,
    textIn(data, 'words') === null
      ? null
      : m.audit_words({ words: textIn(data, 'words')!, by: textIn(data, 'by') ?? '' }),
    textIn(data, 'reason') === null ? null : m.audit_reason({ reason: textIn(data, 'reason')! }),
  ].filter((text) => text !== null)
}
