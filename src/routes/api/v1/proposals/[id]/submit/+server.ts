import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.submitProposal, ({ app, actor, params, body }) =>
  app.proposals.submit(actor, params.id!, body),
)
