/** AU6: a form with a key says in its address that it may be sent again; no other does. */
import { expect, it } from 'vitest'
import { asKeyed } from '../../src/lib/ui/keyed-forms.ts'
import { withKeyedForms } from '../../src/keyed-forms.server.ts'

const ONCE = '<input type="hidden" name="once" value="once.abc"/>'

it.each([
  ['?/comment', '', '?/comment&once=1'],
  ['?/comment&lang=ar', '?lang=en', '?/comment&lang=ar&once=1'],
  ['?/comment&once=1', '', '?/comment&once=1'],
  [null, '', '?once=1'],
  [null, '?lang=ar&x=a%26b', '?lang=ar&x=a%26b&once=1'],
])('AU6: the address %s of a page with %s is %s', (address, search, marked) => {
  expect(asKeyed(address, search)).toBe(marked)
})

it('AU6: forms that have a key are marked, wherever they have their address, and nothing else of the page is another', () => {
  const page = (keyed: [string, string, string]): string =>
    [
      '<p>Before <b title="action=">all</b></p>',
      '<form method="GET" action="/search"><input name="q"/></form>',
      `<form method="POST"${keyed[0]} class="sheet">${ONCE}<textarea name="body"> name="once" </textarea></form>`,
      '<form method="POST" action="/sign-out"><button>$& $1</button></form>',
      `<form method="POST"${keyed[1]}><!--[-->${ONCE}<!--]--></form>`,
      `<form${keyed[2]} method="POST" class="a"><p>x</p>${ONCE}</form><p>after name="once"</p>`,
    ].join('\n')
  const plain = page([' action="?/comment&amp;lang=ar"', ' action="?/act"', ''])
  expect(withKeyedForms(plain, '?a=1&b="2"')).toBe(
    page([
      ' action="?/comment&amp;lang=ar&amp;once=1"',
      ' action="?/act&amp;once=1"',
      ' action="?a=1&amp;b=&quot;2&quot;&amp;once=1"',
    ]),
  )
})

it('AU6: a page without such a form is the same', () => {
  const page = '<form method="POST" action="?/save"><input name="name"/></form>'
  expect(withKeyedForms(page, '')).toBe(page)
})
