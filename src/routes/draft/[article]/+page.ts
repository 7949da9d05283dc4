import type { PageLoad } from './$types'

/** Writing needs a script; reading, commenting and deciding on this page do not. */
export const csr = true

/** The forms of few come with the page, without a script too; nobody else's browser is sent what they are made of. */
export const load: PageLoad = async ({ data }) => ({
  ...data,
  Assigned: data.assigning === null ? null : (await import('#lib/ui/Assigned.svelte')).default,
  StatusForm: data.provisions.permissions.set.length === 0 ? null : (await import('#lib/ui/StatusForm.svelte')).default,
  FixNote: data.provisions.fixes.length === 0 ? null : (await import('#lib/ui/FixNote.svelte')).default,
  ProposalsCard: data.proposals.length === 0 ? null : (await import('#lib/ui/ProposalsCard.svelte')).default,
})
