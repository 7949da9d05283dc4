import { caret, expect, settled, test } from './editor-desks.ts'

test('TX18: a word composed by an input method lives while another writes around it', async ({ pair }) => {
  const [a, b] = await pair()
  const session = await a.context().newCDPSession(a)
  const compose = (text: string): Promise<unknown> =>
    session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await caret(a, 'p1', 5)
  await a.bringToFront()
  await compose('に')
  await compose('にほ')
  expect(await a.evaluate(() => window.desk.isComposing())).toBe(true)
  await caret(b, 'p3', 0)
  await b.keyboard.type('elsewhere ')
  await expect.poll(() => a.evaluate(() => window.desk.plain('p3'))).toContain('elsewhere')
  expect(await a.evaluate(() => window.desk.isComposing())).toBe(true)
  await caret(b, 'p1', 0)
  await b.keyboard.type('QQ ')
  await expect.poll(() => a.evaluate(() => window.desk.isHolding())).toBe(true)
  await session.send('Input.insertText', { text: '日本' })
  await settled(a, b)
  expect(await b.evaluate(() => window.desk.plain('p1'))).toMatch(/^QQ p1w0 日本p1w1/)
  await a.keyboard.type('!')
  await settled(a, b)
  expect(await b.evaluate(() => window.desk.plain('p1'))).toContain('日本!')
})

test('TX34: in Arabic the left arrow steps out of a bracket at its end; others see name and caret', async ({
  pair,
}) => {
  const [a, b] = await pair({ lang: 'ar' })
  await caret(a, 'p1', 0)
  await a.keyboard.type('الدبلوماسية الإنسانية ')
  await caret(a, 'p1', 0, 11)
  await a.evaluate(() => window.desk.bracket())
  await a.keyboard.type('بديل')
  await a.keyboard.press('ArrowLeft')
  await a.keyboard.type('خارج ')
  const doc = await settled(a, b)
  const words = doc.content[1]!.content!.map((node) =>
    node.type === 'text' ? [node.text, node.marks?.length ?? 0] : node.type,
  )
  expect(words.slice(0, 5)).toEqual([
    'opt',
    ['الدبلوماسية', 1],
    'opt',
    ['بديل', 1],
    [expect.stringMatching(/^خارج /), 0],
  ])
  await expect(b.locator('.caret-name')).toHaveText('Alef')
  await expect(b.locator('[data-id=p1]')).toHaveAttribute('data-number', '1.')
  await expect(b.locator('[role=textbox]')).toHaveCSS('direction', 'rtl')
})

test('TX14: a keyboard is not caught: Tab makes an item, Escape and then Tab leaves', async ({ pair }) => {
  const [a] = await pair()
  await caret(a, 'p2', 3)
  await a.keyboard.press('Tab')
  expect(await a.evaluate(() => window.desk.written().content[2]!.attrs.kind)).toBe('item')
  await a.keyboard.press('Escape')
  await a.keyboard.press('Tab')
  expect(await a.evaluate(() => window.desk.isFocused())).toBe(false)
  expect(await a.evaluate(() => window.desk.written().content[2]!.attrs.depth)).toBe(1)
})

test('a key acts where the caret was just put, before the browser has told of it', async ({ pair }) => {
  const [a] = await pair()
  await caret(a, 'p1', 0)
  await a.evaluate(() => {
    const block = document.querySelector<HTMLElement>('[data-id=p2]')!
    getSelection()!.setPosition(block, block.childNodes.length)
    // in the same turn of the loop: `selectionchange` has not come yet
    block.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true, cancelable: true }))
  })
  const { content } = await a.evaluate(() => window.desk.written())
  const at = content.findIndex(({ attrs }) => attrs.id === 'p2')
  expect(content[at]!.content?.length).toBeGreaterThan(0)
  expect(content[at + 1]!.content ?? []).toEqual([])
  expect(content.map(({ attrs }) => attrs.id).filter((id) => ['p1', 'p2', 'p3'].includes(id))).toEqual([
    'p1',
    'p2',
    'p3',
  ])
})
