import { browser } from '$app/environment'
import type { LayoutLoad } from './$types.js'

/** Pages are HTML and forms; those that need a script say so themselves. */
export const csr = false

/** The page that came from the server; its texts are there already. */
let first: string | null | undefined

export const load: LayoutLoad = async ({ data, route }) => {
  if (browser) {
    first = first === undefined ? route.id : first
    if (route.id !== first) await (await import('#lib/ui/spoken.ts')).speakOfAll()
  }
  return data
}
