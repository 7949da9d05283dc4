import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.declineProposal, ({ app, actor, params, body }) =>
  app.proposals.decline(actor, params.id!, body),
)
