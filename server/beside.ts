/** What agreement is told of the rest of the house. */
import type { Beside } from './agreement/beside.ts'
import { countProposals } from './proposals/count.ts'
import { uncheckedBlocks } from './store/language-flags.ts'

export const beside: Beside = { unchecked: uncheckedBlocks, countProposals }
