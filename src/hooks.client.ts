/** In the browser the language is the one the server wrote the page in, whatever the browser itself prefers. */
import type { ClientInit } from '@sveltejs/kit'
import { isLocale, overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { speak } from '#lib/ui/spoken.ts'

const { lang } = document.documentElement
const locale = isLocale(lang) ? lang : 'en'
overwriteGetLocale(() => locale)

export const init: ClientInit = () => speak(locale)
