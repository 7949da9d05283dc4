import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.bracketProposal, ({ app, actor, params, body }) =>
  app.proposals.bracket(actor, params.id!, body),
)
