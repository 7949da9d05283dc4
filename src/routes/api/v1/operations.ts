/**
 * Every call of the API, once: the routes are built from this table, the OpenAPI document is written from it, and a test holds both together.
 * The calls themselves stand by subject in `operations-*.ts`.
 */
import type { Operation } from './operation.ts'
import { accountOperations } from './operations-accounts.ts'
import { agreementOperations } from './operations-agreement.ts'
import { articleOperations } from './operations-articles.ts'
import { bracketOperations } from './operations-brackets.ts'
import { charterOperations } from './operations-charters.ts'
import { commentOperations } from './operations-comments.ts'
import { compilationOperations } from './operations-compilation.ts'
import { peopleOperations } from './operations-people.ts'
import { proposalOperations } from './operations-proposals.ts'
import { recordOperations } from './operations-record.ts'
import { sittingOperations } from './operations-sittings.ts'
import { versionOperations } from './operations-versions.ts'
import { wordOperations } from './operations-words.ts'

export const operations = {
  ...accountOperations,
  ...peopleOperations,
  ...charterOperations,
  ...wordOperations,
  ...articleOperations,
  ...commentOperations,
  ...proposalOperations,
  ...bracketOperations,
  ...agreementOperations,
  ...compilationOperations,
  ...sittingOperations,
  ...versionOperations,
  ...recordOperations,
} satisfies Record<string, Operation>
