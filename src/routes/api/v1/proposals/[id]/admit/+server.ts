import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.admitProposal, ({ app, actor, params, body }) =>
  app.proposals.admit(actor, params.id!, body),
)
