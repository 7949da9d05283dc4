import type { App as Concord } from '#server/app.ts'
import type { Actor } from '#lib/domain/actor.ts'
import type { RefusalCode } from '#lib/domain/result.ts'
import type { Locale } from '#lib/paraglide/runtime.js'

declare global {
  namespace App {
    interface Locals {
      app: Concord
      /** Who asks; null: the public. */
      actor: Actor | null
      /** Address of the charter asked for by `?charter=`; null: the one that this site shows. */
      charter: string | null
      /** That charter, where this person may see it and the site shows another: what links carry on (AR7). */
      inCharter: { slug: string; title: string } | null
      /** Language and direction of the interface; texts carry their own. */
      lang: Locale
      dir: 'ltr' | 'rtl'
      theme: 'auto' | 'light' | 'dark'
      /** Of charter text. */
      typeSize: 'normal' | 'large' | 'larger'
      /** `low`: the page brings no fonts. */
      data: 'normal' | 'low'
      /** The reader's IANA time zone, as far as it is known. */
      zone: string | null
      /** Of an unexpected error while answering: the same in the log. */
      reference?: string
      /** While it was answered the database could not be reached (ND13). */
      isAway?: true
    }
    interface Platform {
      /** Node's own request; what is written there the server's log reads. */
      req: { route?: string | null }
    }
    interface Error {
      message: string
      code?: RefusalCode
      /** Of an unexpected error: the same in the log. */
      reference?: string
    }
  }
}

export {}
