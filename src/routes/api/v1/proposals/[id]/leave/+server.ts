import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.leaveProposal, ({ app, actor, params, body }) =>
  app.proposals.leave(actor, params.id!, body),
)
