/**
 * What is said to those who do not see it: one polite and one assertive region for the whole page, so that two announcements never
 * talk over each other. The regions stand empty before anything is said in them, which screen readers need.
 */

/** `polite` waits for a pause; `assertive` is for what must not be missed: words at risk, rights that ended. */
export type Manner = 'polite' | 'assertive'

const idOf = (manner: Manner): string => `announced-${manner}`

function regionOf(manner: Manner): HTMLElement {
  const known = document.getElementById(idOf(manner))
  if (known) return known
  const region = document.createElement('div')
  region.id = idOf(manner)
  region.className = 'unseen'
  region.setAttribute('aria-live', manner)
  region.setAttribute('role', manner === 'polite' ? 'status' : 'alert')
  region.setAttribute('aria-atomic', 'true')
  document.body.append(region)
  return region
}

/** To be called when a page that speaks comes up. */
export function prepareToAnnounce(): void {
  regionOf('polite')
  regionOf('assertive')
}

/** Says `words` once, in the language of the interface. The same words said again are heard again. */
export function announce(words: string, manner: Manner = 'polite'): void {
  const region = regionOf(manner)
  // a change is what is read out: a space that nobody hears makes one
  region.textContent = region.textContent === words ? `${words}\u00A0` : words
}
