/**
 * Where to go after a form: a path of this site or the fallback, never another site.
 * Browsers read `\` as `/` and drop tabs and line ends, so what they make of the address decides, not its spelling.
 */
export function returnPath(wanted: unknown, fallback: string): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return fallback
  const here = 'http://site.invalid'
  if (!URL.canParse(wanted, here)) return fallback
  const url = new URL(wanted, here)
  if (url.origin !== here || url.username || url.password) return fallback
  const path = url.pathname + url.search + url.hash
  return path.startsWith('//') ? fallback : path
}
