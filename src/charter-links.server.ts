/**
 * AR7: pages of a charter other than the one this site shows carry `?charter=its-slug`, and so does every link, form and way on from them.
 * Done here once, in the HTML of the page, so that no page has to know of it; pages with a script keep to it in `lib/ui/charter-links.ts`.
 */
import { isOfCharter, withCharter } from './lib/ui/charter-links.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const unescaped = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** The page with the charter in its links and forms. */
export function linksWithCharter(html: string, slug: string): string {
  const linked = html.replace(/ (href|action)="([^"]*)"/g, (whole, name: string, address: string) => {
    const plain = unescaped(address)
    return isOfCharter(plain) ? ` ${name}="${escaped(withCharter(plain, slug))}"` : whole
  })
  // a form that asks replaces the query of its address by its fields; a page with a script must find its elements as it left them
  if (html.includes('<script')) return linked
  const field = `<input type="hidden" name="charter" value="${escaped(slug)}">`
  return linked.replace(/<form\b[^>]*>/g, (form) => (/method="post"/i.test(form) ? form : form + field))
}
