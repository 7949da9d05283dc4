/** Marks the forms of a page that have a key, here once, so that no form has to know of it; pages with a script do it in `lib/ui/keyed-forms.ts`, too. */
import { asKeyed, KEYED } from './lib/ui/keyed-forms.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

/** `search`: of the page's address. */
export function withKeyedForms(html: string, search: string): string {
  const field = ` name="${KEYED}"`
  if (!html.includes(field)) return html
  const [head, ...forms] = html.split('<form')
  const marked = forms.map((form) => {
    const end = form.indexOf('</form>')
    if (!form.slice(0, end < 0 ? undefined : end).includes(field)) return form
    const tag = form.slice(0, form.indexOf('>'))
    const [whole, address] = / action="([^"]*)"/.exec(tag) ?? ['', null]
    const action = ` action="${escaped(asKeyed(address === null ? null : unescaped(address), search))}"`
    return (whole === '' ? action + tag : tag.replace(whole, () => action)) + form.slice(tag.length)
  })
  return [head, ...marked].join('<form')
}
