import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.askProposalApproval, ({ app, actor, params, body }) =>
  app.proposals.askApproval(actor, params.id!, body),
)
