/** Words out of the page: to the clipboard, or into a file. */
import type { Passage } from './passages.ts'

/** A title, then each paragraph under its label. */
export const asText = (title: string, passages: Passage[]): string =>
  [title, ...passages.map(({ label, text }) => (label === null ? text : `${label}\n${text}`))].join('\n\n') + '\n'

/** False: the browser did not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch (error) {
    console.warn('the clipboard is closed', error)
    return false
  }
}

export function downloadText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}.txt`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address))
}
