/** Words of comments that are typed and not sent (TH12). */
import { afterEach, expect, test } from 'vitest'
import {
  aboutArticle,
  aboutThread,
  askBeforeLeaving,
  forgetWords,
  isHalfWritten,
  keepWords,
  sendWords,
  wordsAbout,
} from '../../src/lib/ui/half-written.svelte.ts'

afterEach(forgetWords)

const isAsked = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))

test('TH12: words are kept by what they are about until they are sent or taken back', () => {
  keepWords(aboutThread('t1'), 'a reply')
  keepWords(aboutArticle('a1', 'form'), 'a comment')
  expect(wordsAbout(aboutThread('t1'))).toBe('a reply')
  expect(wordsAbout(aboutArticle('a1', 'live'))).toBeUndefined()
  keepWords(aboutThread('t1'), '')
  expect(wordsAbout(aboutThread('t1'))).toBeUndefined()
  expect(isHalfWritten()).toBe(true)
})

test('TH12: leaving is asked about while there are words, not while the form itself sends them', () => {
  const stop = askBeforeLeaving()
  expect(isAsked()).toBe(false)
  keepWords(aboutArticle('a1', 'form'), '  ')
  expect(isAsked()).toBe(false)
  keepWords(aboutArticle('a1', 'form'), 'a comment')
  expect(isAsked()).toBe(true)
  sendWords(aboutArticle('a1', 'form'))
  expect(isAsked()).toBe(false)
  // refused, and written on
  keepWords(aboutArticle('a1', 'form'), 'a comment, then')
  expect(isAsked()).toBe(true)
  stop()
  expect(isAsked()).toBe(false)
})
