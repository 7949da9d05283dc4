/** Which constraint a refused write broke: races are decided by the database, and this is how a verb hears of it. */

/** The constraints that verbs answer for: the name PostgreSQL reports, and the columns SQLite reports instead. */
const CONSTRAINTS = {
  charter_slug_key: 'charter.slug',
  person_email_key: 'person.email',
  article_position: 'article.charter_id, article.position',
  article_number: 'article.charter_id, article.number',
  document_language: 'document.article_id, document.lang',
  assignment_pk: 'assignment.article_id, assignment.person_id, assignment.kind, assignment.lang',
  version_number: 'version.charter_id, version.number',
  version_label: 'version.charter_id, version.label',
  signoff_standing: 'signoff.version_id, signoff.party_id',
} as const

export type Constraint = keyof typeof CONSTRAINTS

/** The constraint that `error` says was broken; null when it is another error, to be thrown on. */
export function brokenConstraint(error: unknown): Constraint | null {
  if (!(error instanceof Error)) return null
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown }
  for (const [name, columns] of Object.entries(CONSTRAINTS) as [Constraint, string][]) {
    if (code === '23505' && constraint === name) return name
    if (error.message.endsWith(`UNIQUE constraint failed: ${columns}`)) return name
  }
  return null
}
