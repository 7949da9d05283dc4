/** What `window.desk` is, for tests that run outside of the page. */
import type { desk } from './page.ts'

declare global {
  interface Window {
    desk: typeof desk
  }
}
