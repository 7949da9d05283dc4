// @vitest-environment jsdom
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { afterPaste, block, editorWith, listed } from '../../support/pasted.ts'

/** Words that no number and no repair can be mistaken for. */
const word = fc.stringMatching(/^[g-z]{4,8}$/).map((letters) => `w${letters}`)
const number = fc.constantFrom('1. ', '2) ', '(a) ', 'b) ', '(i) ', '3.1 ', '– ', 'أ) ', '')
const words = fc.tuple(number, fc.array(word, { minLength: 1, maxLength: 4 })).map(([n, all]) => n + all.join(' '))
const WRAPPERS = [
  ...[
    'p',
    'div',
    'span',
    'b',
    'i',
    'del',
    'ins',
    's',
    'h2',
    'ul',
    'ol',
    'li',
    'table',
    'tr',
    'td',
    'blockquote',
    'pre',
    'q',
  ],
  ...['button', 'select', 'iframe', 'svg', 'a href="https://charter.example.org"', 'a href="#_ftn1" name="_ftnref1"'],
  ...['div style="mso-element:footnote" id=ftn1', 'div id="sdfootnote1"', 'a name="_ftn1" href="#_ftnref1"'],
  ...['div style="mso-element:comment-list"', 'div style="mso-element:comment"', 'span class=MsoCommentReference'],
  ...[
    'span style="mso-list:Ignore"',
    'p style="mso-list:l0 level4 lfo1"',
    'p style="display:none"',
    'p hidden',
    'o:p',
    'v:shape',
    'w:sdt',
    'st1:place',
    'span style="font:7.0pt Times New Roman"',
  ],
  ...[
    'li aria-level="3"',
    'section',
    'label',
    'textarea',
    'dl',
    'dd',
    'center',
    'sup',
    'font',
    'math',
    'ruby',
    'details',
  ],
]
const html = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    words,
    fc.constantFrom('<br>', '<hr>', '&nbsp;', '\n', '<img alt="walt">', '<!-- remark -->'),
    fc
      .tuple(fc.constantFrom(...WRAPPERS), fc.array(tie('node'), { maxLength: 4 }))
      .map(([wrapper, inner]) => `<${wrapper}>${inner.join(' ')}</${wrapper.split(' ')[0]}>`),
  ),
})).node

const wordsIn = (text: string): string[] => text.match(/w[g-z]{4,8}/g) ?? []

it('PA24: of any HTML every visible word is in the text or in the list', () => {
  fc.assert(
    fc.property(fc.array(html, { maxLength: 6 }), (parts) => {
      const source = parts.join(' ')
      const page = new DOMParser().parseFromString(source, 'text/html')
      const { state, pasted } = afterPaste(editorWith([block('h', 'heading'), block('p')], 'p', 0), { html: source })
      const said = pasted.kind === 'too-long' ? [] : Object.values(listed(pasted.findings)).flatMap(([, ...all]) => all)
      const all = [state.doc.textBetween(0, state.doc.content.size, '\n', ' '), ...said].join('\n')
      // word by word as they stand in the page: a browser may put elements beside each other without a space
      const words: string[] = []
      const walk = (node: Node): void => {
        if (node.nodeType === 3) words.push(...wordsIn(node.nodeValue ?? ''))
        for (const child of node.childNodes) walk(child)
      }
      walk(page.body)
      const lost = words.filter((one) => !all.includes(one))
      expect(lost, source).toEqual([])
    }),
    { numRuns: 1500, seed: 20260501 },
  )
})
