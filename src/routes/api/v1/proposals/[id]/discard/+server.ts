import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.discardProposal, ({ app, actor, params, body }) =>
  app.proposals.discard(actor, params.id!, body),
)
