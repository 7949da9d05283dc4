import { expect, it } from 'vitest'
import { carriedOver } from '#lib/domain/carried-over.ts'
import { doc, heading, para } from '../support/blocks.ts'

it('MG13: words that stand in another block are those that stood in theirs; new ones are nobody’s', () => {
  const before = doc(heading('h', 'Access'), para('p', 'They shall act.'), para('q', 'They may speak.'))
  const after = doc(heading('h', 'Access'), para('p', 'They shall all act. They may speak.'))
  const place = carriedOver(before, after)
  const said = 'They shall all act. They may speak.'
  expect(place('h', 3)).toEqual({ block: 'h', at: 3 })
  expect(place('p', said.indexOf('shall'))).toEqual({ block: 'p', at: 5 })
  expect(place('p', said.indexOf('all act'))).toBeNull()
  expect(place('p', said.indexOf('act'))).toEqual({ block: 'p', at: 11 })
  expect(place('p', said.indexOf('speak') + 1)).toEqual({ block: 'q', at: 10 })
  // a word of the same letters is found in its order alone
  expect(carriedOver(after, before)('q', 0)).toEqual({ block: 'p', at: said.lastIndexOf('They') })
})

it('MG13: words that changed their places among each other are those that they were', () => {
  const before = doc(heading('h', 'Access'), para('p', 'One shall act [or may speak] without delay and with care.'))
  const after = doc(
    heading('h', 'Access'),
    para('p', 'One shall act without delay and with care.'),
    para('n', '[or may speak]'),
  )
  const place = carriedOver(before, after)
  expect(place('n', 1)).toEqual({ block: 'p', at: 'One shall act ['.length })
  expect(place('n', '[or may '.length)).toEqual({ block: 'p', at: 'One shall act [or may '.length })
  expect(place('p', 'One shall act without'.length)).toEqual({
    block: 'p',
    at: 'One shall act [or may speak] without'.length,
  })
})
