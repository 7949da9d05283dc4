/** In the browser the language is the one the server wrote the page in, whatever the browser itself prefers. */
import type { ClientInit } from '@sveltejs/kit'
import { numberFromSlug } from '#lib/domain/numbering.ts'
import { isLocale, overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { speak } from '#lib/ui/spoken.ts'

const { lang } = document.documentElement
const locale = isLocale(lang) ? lang : 'en'
overwriteGetLocale(() => locale)

/** A page with a text to write in is of no use without its editor: asked for beside the texts of the interface, not after them. */
const slug = /^\/draft\/([^/]+)$/.exec(location.pathname)?.[1]
const isWrittenOn = slug !== undefined && numberFromSlug(slug) !== undefined
if (isWrittenOn) import('#lib/editor/ArticleEditor.svelte').catch(() => undefined) // the page asks again, and says so where that fails too

export const init: ClientInit = () => speak(locale, isWrittenOn)
