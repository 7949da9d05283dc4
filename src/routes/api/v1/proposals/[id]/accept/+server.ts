import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.acceptProposal, ({ app, actor, params, body }) =>
  app.proposals.accept(actor, params.id!, body),
)
