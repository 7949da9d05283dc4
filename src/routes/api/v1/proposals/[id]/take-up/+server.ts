import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.takeUpProposal, ({ app, actor, params, body }) =>
  app.proposals.takeUp(actor, params.id!, body),
)
