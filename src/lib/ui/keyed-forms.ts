/**
 * Forms with a key (Once.svelte) say so in their address: `?/comment&once=1`. A balancer cannot read a form, but may send what is done once to another node
 * where the first died with it (AU6; docs/deploy/nginx/concord.conf).
 */

/** In the address of a form whose key stands in its field of the same name. */
export const KEYED = 'once'

/** The address, marked; of a form without one: `search`, that of its page. */
export function asKeyed(address: string | null, search: string): string {
  const before = address ?? search
  if (new RegExp(`[?&]${KEYED}=`).test(before)) return before
  return `${before}${before.includes('?') ? '&' : '?'}${KEYED}=1`
}

/** In a page with a script: marks a form just before it is sent. Returns how to stop. */
export function keepKeyed(): () => void {
  const onSubmit = ({ target: form }: Event): void => {
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || !form.elements.namedItem(KEYED)) return
    form.setAttribute('action', asKeyed(form.getAttribute('action'), location.search))
  }
  document.addEventListener('submit', onSubmit, true)
  return () => document.removeEventListener('submit', onSubmit, true)
}
