import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.modifyProposal, ({ app, actor, params, body }) =>
  app.proposals.modify(actor, params.id!, body),
)
