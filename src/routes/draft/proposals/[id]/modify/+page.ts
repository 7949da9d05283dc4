import { browser } from '$app/environment'
import { speakOfAll } from '#lib/ui/spoken.ts'
import type { PageLoad } from './$types'

/** Writing needs a script; reading and accepting on this page do not. */
export const csr = true

/** Its texts are not among those that every page with a script is sent first. */
export const load: PageLoad = async ({ data }) => {
  if (browser) await speakOfAll()
  return data
}
