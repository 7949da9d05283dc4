/** The size of charter text, chosen by the reader and kept like the other choices: in a cookie, so that the server's first page has it. */
import { isTypeSize, type TypeSize } from '../domain/preferences.ts'

export function typeSize(): TypeSize {
  const size = document.documentElement.dataset['type']
  return isTypeSize(size) ? size : 'normal'
}

/** At once on this page, and kept for the next. */
export function setTypeSize(size: TypeSize): void {
  document.documentElement.dataset['type'] = size
  fetch('/preferences', { method: 'POST', body: new URLSearchParams({ type: size }), redirect: 'manual' }).catch(
    (error: unknown) => console.error('the size of type could not be kept', error),
  )
}
