import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.returnProposal, ({ app, actor, params, body }) =>
  app.proposals.sendBack(actor, params.id!, body),
)
