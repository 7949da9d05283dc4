import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'
import { aPageOf, byId } from '../../../whole-list.ts'

export const GET = endpoint(operations.listFixes, async ({ app, actor, params, query }) =>
  aPageOf(await app.agreement.listFixes(actor, params.id!), query, byId),
)

export const POST = endpoint(operations.proposeFix, ({ app, actor, params, body }) =>
  app.agreement.proposeFix(actor, params.id!, body),
)
