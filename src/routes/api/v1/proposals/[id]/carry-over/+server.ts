import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.carryOverProposal, ({ app, actor, params, body }) =>
  app.proposals.carryOver(actor, params.id!, body),
)
