/**
 * Words of comments that are typed and not sent. They stand here, by what they are about, and not in the forms: a form goes when the
 * editor comes alive, when somebody settles the thread or the list is filtered; its words stay. Leaving the page is asked about while there
 * are any (TH12).
 */
import { SvelteMap, SvelteSet } from 'svelte/reactivity'

/** Of this page. On the server, which many people share, nothing is ever put in. */
const kept = new SvelteMap<string, string>()
const leaving = new SvelteSet<string>()

export const aboutThread = (id: string): string => `thread ${id}`
/** A new comment: in the form that every browser has, or beside the live text. */
export const aboutArticle = (id: string, way: 'form' | 'live'): string => `article ${id} ${way}`

/** What was typed; undefined: nothing yet, or it was sent. */
export const wordsAbout = (about: string): string | undefined => kept.get(about)

export function keepWords(about: string, words: string): void {
  if (typeof window === 'undefined') return
  leaving.delete(about)
  if (words === '') kept.delete(about)
  else kept.set(about, words)
}

/** The browser is about to send them with the page's own form. */
export const sendWords = (about: string): void => void leaving.add(about)

/** Whether leaving would lose words. */
export const isHalfWritten = (): boolean =>
  [...kept].some(([about, words]) => words.trim() !== '' && !leaving.has(about))

/** Leaving was asked about, and is what the person wants. */
export const forgetWords = (): void => kept.clear()

/** Until the returned function is called, the browser asks before it leaves half-written words. */
export function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent): void => void (isHalfWritten() && event.preventDefault())
  addEventListener('beforeunload', ask)
  return () => removeEventListener('beforeunload', ask)
}
