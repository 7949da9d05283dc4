import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.notRetainProposal, ({ app, actor, params, body }) =>
  app.proposals.notRetain(actor, params.id!, body),
)
