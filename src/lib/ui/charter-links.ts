/** Which addresses belong to a charter, and how they name one other than the charter that this site shows (AR7). */

/** Pages of one charter. `/secretariat/charters/…` names its charter itself. */
const OF_CHARTER =
  /^\/(?:charter|draft|home|party\/sign|search|secretariat(?!\/charters)|signatories(?:\.csv|\.json)?|verify)(?=[/?#]|$)/

/** `?lang=ar`: the page itself, which is one of the charter's. */
export const isOfCharter = (address: string): boolean => OF_CHARTER.test(address) || /^\?./.test(address)

/** The address with the charter named; one that names a charter already stays. */
export function withCharter(address: string, slug: string): string {
  const [, before = '', hash = ''] = /^([^#]*)(#.*)?$/.exec(address) ?? []
  if (/[?&]charter=/.test(before)) return address
  return `${before}${before.includes('?') ? '&' : '?'}charter=${encodeURIComponent(slug)}${hash}`
}

/** In a page with a script: puts the charter into a link or form just before it is followed. Returns how to stop. */
export function keepCharter(slug: string): () => void {
  const onFollow = (event: Event): void => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null
    const address = link?.getAttribute('href')
    if (link && address && isOfCharter(address)) link.setAttribute('href', withCharter(address, slug))
  }
  const onSubmit = (event: Event): void => {
    const form = event.target
    if (!(form instanceof HTMLFormElement)) return
    const address = form.getAttribute('action') ?? location.pathname
    if (!isOfCharter(address)) return
    if (form.method === 'post') return form.setAttribute('action', withCharter(address, slug))
    if (form.elements.namedItem('charter')) return
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name: 'charter', value: slug })
    form.append(field)
  }
  // a press comes before the middle button and the menu of a link, which no click tells of; a click, by keys too
  for (const type of ['pointerdown', 'click']) document.addEventListener(type, onFollow, true)
  document.addEventListener('submit', onSubmit, true)
  return () => {
    for (const type of ['pointerdown', 'click']) document.removeEventListener(type, onFollow, true)
    document.removeEventListener('submit', onSubmit, true)
  }
}
