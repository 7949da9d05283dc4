import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.acceptModifiedProposal, ({ app, actor, params, body }) =>
  app.proposals.acceptModified(actor, params.id!, body),
)
