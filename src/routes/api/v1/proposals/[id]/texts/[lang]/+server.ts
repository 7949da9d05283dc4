import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const PUT = endpoint(operations.writeProposalText, ({ app, actor, params, body }) =>
  app.proposals.writeText(actor, params.id!, params.lang!, body),
)
