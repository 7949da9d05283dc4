/** What agreement is told of the rest of the house. */
import type { Beside } from './agreement/beside.ts'
import { countProposals } from './proposals/count.ts'
import { lapseProposals, tellLapsed } from './proposals/lapse.ts'
import { uncheckedBlocks } from './store/language-flags.ts'

export const beside: Beside = {
  unchecked: uncheckedBlocks,
  countProposals,
  async lapse(rows, actor, articleId, at, gone) {
    const lapsed = await lapseProposals(rows, actor, articleId, at, gone)
    return (context) => tellLapsed(context, lapsed)
  },
}
