/** The reader's choices, kept in cookies of this site alone so that they hold without an account and without JavaScript. */
import { DATA_COOKIE, THEME_COOKIE, TYPE_COOKIE, ZONE_COOKIE } from './cookies.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value)

/** Of charter text. */
export const TYPE_SIZES = ['normal', 'large', 'larger'] as const
export type TypeSize = (typeof TYPE_SIZES)[number]

export const isTypeSize = (value: unknown): value is TypeSize => TYPE_SIZES.some((size) => size === value)

/** `low`: no fonts are loaded; the device's own do. */
export const DATA_CHOICES = ['normal', 'low'] as const
export type DataChoice = (typeof DATA_CHOICES)[number]

export const isDataChoice = (value: unknown): value is DataChoice => DATA_CHOICES.some((choice) => choice === value)

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

/**
 * What the cookies say; what they say wrongly counts as not said. `savesData`: the browser asks all sites to be sparing (`Save-Data: on`),
 * which holds where nothing else was chosen.
 */
export function readPreferences(
  cookies: { get(name: string): string | undefined },
  savesData = false,
): {
  data: DataChoice
  theme: Theme
  typeSize: TypeSize
  zone: string | null
} {
  const theme = cookies.get(THEME_COOKIE)
  const zone = cookies.get(ZONE_COOKIE)
  const size = cookies.get(TYPE_COOKIE)
  const data = cookies.get(DATA_COOKIE)
  return {
    data: isDataChoice(data) ? data : savesData ? 'low' : 'normal',
    theme: isTheme(theme) ? theme : 'auto',
    typeSize: isTypeSize(size) ? size : 'normal',
    zone: zone && isTimeZone(zone) ? zone : null,
  }
}
