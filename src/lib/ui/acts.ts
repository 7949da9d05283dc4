/** What an entry of the record says, in the reader's language. */
import { m } from '#lib/paraglide/messages.js'
import type { AuditRow } from '#lib/domain/contract.ts'

type Words = Record<string, (() => string) | undefined>

/** One sentence for the act; its bare name where the catalogues have no words for it. */
export function actWords({ act, subject }: Pick<AuditRow, 'act' | 'subject'>): string {
  const words = (m as unknown as Words)[`act_${act.replace(/[.-]/g, '_')}`]
  return words ? words() : m.audit_act_unknown({ act, subject: subject.kind })
}
