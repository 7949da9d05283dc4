/** Names of the cookies: one for the session, and the reader's choices. */
export const SESSION_COOKIE = 'concord_session'
export const LANGUAGE_COOKIE = 'concord_lang'
export const THEME_COOKIE = 'concord_theme'
export const ZONE_COOKIE = 'concord_zone'
