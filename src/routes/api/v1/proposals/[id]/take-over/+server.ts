import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.takeOverProposal, ({ app, actor, params, body }) =>
  app.proposals.takeOver(actor, params.id!, body),
)
