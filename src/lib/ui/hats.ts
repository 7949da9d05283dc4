/** What a capacity is called. */
import type { Hat } from '#lib/domain/hat.ts'
import { m } from '#lib/paraglide/messages.js'

/** `party`: the name of the delegation that is acted for, where it is told. */
export function hatName(hat: Hat, party: string | null = null): string {
  if (hat === 'party') return party ?? m.hat_party_of()
  return { chair: m.role_chair, secretariat: m.role_secretariat, pen_holder: m.assigned_pen_holder }[hat]()
}
