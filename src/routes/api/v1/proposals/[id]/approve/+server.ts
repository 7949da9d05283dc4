import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.approveProposal, ({ app, actor, params, body }) =>
  app.proposals.approve(actor, params.id!, body),
)
