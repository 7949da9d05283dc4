/** In the browser the language is the one the server wrote the page in, whatever the browser itself prefers. */
import { isLocale, overwriteGetLocale } from '#lib/paraglide/runtime.js'

const lang = document.documentElement.lang
overwriteGetLocale(() => (isLocale(lang) ? lang : 'en'))
