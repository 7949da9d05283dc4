/** Names of the cookies: one for the session, the reader's choices, and whose unsaved words this browser keeps. */
export const SESSION_COOKIE = 'concord_session'
export const LANGUAGE_COOKIE = 'concord_lang'
export const THEME_COOKIE = 'concord_theme'
export const TYPE_COOKIE = 'concord_type'
export const ZONE_COOKIE = 'concord_zone'
export const DATA_COOKIE = 'concord_data'
export const KEPT_COOKIE = 'concord_kept'

/** The persons whose unsaved words a browser says it keeps, from its cookies as text (`a=b; c=d`) or the one cookie's value. */
export function keptPersons(cookies: string): string[] {
  const value = /(?:^|;\s*)concord_kept=([^;]*)/.exec(cookies)?.[1] ?? ''
  return value.split('.').flatMap((one) => (/^[\w-]+$/.test(one) ? [one] : []))
}
