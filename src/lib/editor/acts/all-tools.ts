/** Whether every tool stands in the toolbar, or the few of every day and menus with names: a choice kept on the device. */
const KEY = 'concord.all-tools'

/** The choice is a mark on the page's root, as the focus mode is. */
export const hasAllTools = (): boolean =>
  typeof document !== 'undefined' && document.documentElement.dataset['tools'] === 'all'

export function showAllTools(isOn: boolean): void {
  if (isOn) document.documentElement.dataset['tools'] = 'all'
  else delete document.documentElement.dataset['tools']
  localStorage.setItem(KEY, isOn ? 'all' : 'few')
}

/** As it was chosen before on this device. */
export function recallTools(): void {
  if (localStorage.getItem(KEY) === 'all') document.documentElement.dataset['tools'] = 'all'
}
