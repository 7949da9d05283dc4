import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.addProposalText, ({ app, actor, params, body }) =>
  app.proposals.addText(actor, params.id!, body),
)
