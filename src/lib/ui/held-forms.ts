/**
 * In a page with a script a form that is sent while nobody can be reached waits on the page, with all that is in it, instead of giving way to the browser's page
 * that says so. It goes by itself once somebody answers.
 */

const KNOCK_MS = 1_000
/** Longer than any page takes. */
const PATIENCE_MS = 10_000

/** The browser has no network, or the page's own line is down. */
const isTrouble = (): boolean =>
  !navigator.onLine || document.querySelector('[data-state=reconnecting], [data-state=offline]') !== null

/** Whether somebody would answer what is sent from this page. */
const answers = (): Promise<boolean> =>
  fetch(location.pathname + location.search, {
    method: 'HEAD',
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(
    ({ status }) => status < 500,
    () => false,
  )

/** `words`: what a form says while it waits. Returns how to stop. */
export function holdForms(words: () => string): () => void {
  /** Each with whether it may go now. */
  const held = new Map<HTMLFormElement, boolean>()
  const wait = async (form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> => {
    const said = document.createElement('p')
    said.setAttribute('role', 'status')
    form.append(said)
    said.textContent = words()
    while (form.isConnected && !(await answers())) await new Promise((resolve) => setTimeout(resolve, KNOCK_MS))
    said.remove()
    if (form.isConnected) {
      held.set(form, true)
      form.requestSubmit(submitter)
    }
    held.delete(form)
  }
  const onSubmit = (event: SubmitEvent): void => {
    const { target: form, submitter, defaultPrevented } = event
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || defaultPrevented) return
    if (held.get(form) === true || (!held.has(form) && !isTrouble())) return
    event.preventDefault()
    if (held.has(form)) return
    held.set(form, false)
    void wait(form, submitter)
  }
  // after the form's own, which may see to it
  document.addEventListener('submit', onSubmit)
  return () => document.removeEventListener('submit', onSubmit)
}
