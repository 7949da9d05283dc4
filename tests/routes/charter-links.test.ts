/** Rule AR7: pages of a charter that the site does not show carry its name in every link and form. */
import { expect, test } from 'vitest'
import { linksWithCharter } from '../../src/charter-links.server.ts'
import { isOfCharter, withCharter } from '../../src/lib/ui/charter-links.ts'

test.each([
  ['/draft/7?lang=ar&beside=en#p1', '/draft/7?lang=ar&beside=en&charter=a-b#p1'],
  ['/charter', '/charter?charter=a-b'],
  ['?/cut', '?/cut&charter=a-b'],
  ['/draft?charter=other', '/draft?charter=other'],
])('AR7: %s', (address, expected) => {
  expect(isOfCharter(address)).toBe(true)
  expect(withCharter(address, 'a-b')).toBe(expected)
})

test.each([
  '/charters',
  '/secretariat/charters/x',
  '/account',
  '/audit',
  'https://elsewhere.example/charter',
  '#top',
  '//x/draft',
])('AR7: %s is no address of one charter', (address) => expect(isOfCharter(address)).toBe(false))

test('AR7: in the HTML of a page; a form that asks gets a field, one that sends does not', () => {
  const html =
    '<a href="/draft/7?lang=ar&amp;x=1">7</a><a href="/account">me</a><form method="POST" action="?/cut"></form><form action="/draft/find"></form>'
  expect(linksWithCharter(html, 'a-b')).toBe(
    '<a href="/draft/7?lang=ar&amp;x=1&amp;charter=a-b">7</a><a href="/account">me</a><form method="POST" action="?/cut&amp;charter=a-b"></form>' +
      '<form action="/draft/find?charter=a-b"><input type="hidden" name="charter" value="a-b"></form>',
  )
  // a script must find its elements as it left them
  expect(linksWithCharter(`${html}<script></script>`, 'a-b')).not.toContain('<input')
})

test('AR7: a name that is markup stays words', () => {
  expect(linksWithCharter('<a href="/draft"></a><form action="/draft/find"></form>', '"><b>')).not.toContain('<b>')
})
