/** The reader's choices, kept in cookies of this site alone so that they hold without an account and without JavaScript. */
import { THEME_COOKIE, TYPE_COOKIE, ZONE_COOKIE } from './cookies.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value)

/** Of charter text. */
export const TYPE_SIZES = ['normal', 'large', 'larger'] as const
export type TypeSize = (typeof TYPE_SIZES)[number]

export const isTypeSize = (value: unknown): value is TypeSize => TYPE_SIZES.some((size) => size === value)

/** Whether `zone` is an IANA time zone that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What the cookies say; what they say wrongly counts as not said. */
export function readPreferences(cookies: { get(name: string): string | undefined }): {
  theme: Theme
  typeSize: TypeSize
  zone: string | null
} {
  const theme = cookies.get(THEME_COOKIE)
  const zone = cookies.get(ZONE_COOKIE)
  const size = cookies.get(TYPE_COOKIE)
  return {
    theme: isTheme(theme) ? theme : 'auto',
    typeSize: isTypeSize(size) ? size : 'normal',
    zone: zone && isTimeZone(zone) ? zone : null,
  }
}
