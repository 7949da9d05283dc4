import { expect, test } from 'vitest'
import { blocksInCircles } from '../../src/lib/domain/circles.ts'
import { doc, heading, item, para, recital, ref } from '../support/blocks.ts'

const found = (lang: string, ...docs: ReturnType<typeof doc>[]): string[] => [...blocksInCircles(docs, lang)]

test('OM3: paragraphs that say nothing but where to look, and lead back, in any language', () => {
  const one = doc(heading('h1', 'A'), para('a', 'See ', ref('b'), '.'), para('free', 'They meet every year.'))
  const two = doc(heading('h2', 'B'), para('b', 'As provided for in ', ref('a'), '.'), para('more', 'See ', ref('a')))
  expect(found('en', one, two)).toEqual(['a', 'b'])
  // what only leads into the circle is none of it
  const arabic = doc(heading('h', 'أ'), para('a', 'انظر ', ref('b'), '.'), item('b', 'وفقًا ', ref('a')))
  expect(found('ar', arabic)).toEqual(['a', 'b'])
  const three = doc(recital('x', ref('y')), recital('y', ref('z'), ' и ', ref('free')), recital('z', 'см. ', ref('x')))
  expect(found('ru', three)).toEqual(['x', 'y', 'z'])
})

test('OM3: the heading of an article of one paragraph stands for that, of more for none', () => {
  const one = doc(heading('h1', 'A'), para('a', 'See ', ref('h2'), '.'))
  const two = doc(heading('h2', 'B'), para('b', 'See ', ref('h1'), '.'))
  expect(found('en', one, two)).toEqual(['a', 'b'])
  expect(found('en', one, doc(...two.content, para('c', 'They meet.')))).toEqual([])
})

test('OM3: references in a circle are legal where something is said, and to oneself', () => {
  const says = doc(
    heading('h', 'A'),
    para('a', 'Subject to ', ref('b'), ' they shall meet every year.'),
    para('b', 'See ', ref('a'), '.'),
    para('self', 'See ', ref('self'), '.'),
    para('gone', 'See ', ref('nowhere'), '.'),
  )
  expect(found('en', says)).toEqual([])
})
