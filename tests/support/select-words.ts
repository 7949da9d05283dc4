import type { Locator } from '@playwright/test'

/** Selects the first `words` of a block of a desk, as a person would with the mouse; resolves when the browser has them selected. */
export async function selectWords(block: Locator, words: string): Promise<void> {
  await block.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent!.indexOf(wanted)
      // what a redline shows as gone is not selected
      if (at < 0 || node.parentElement!.closest('del')) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      element.closest<HTMLElement>('.article-text')!.focus()
      getSelection()!.removeAllRanges()
      getSelection()!.addRange(range)
      return
    }
    throw new Error(`${wanted} is not in this block`)
  }, words)
  await block.page().waitForFunction((wanted) => getSelection()!.toString() === wanted, words)
}
