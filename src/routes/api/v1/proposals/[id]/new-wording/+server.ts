import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.rewordProposal, ({ app, actor, params, body }) =>
  app.proposals.reword(actor, params.id!, body),
)
