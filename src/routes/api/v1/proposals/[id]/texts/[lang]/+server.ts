import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const GET = endpoint(operations.readProposalText, ({ app, actor, params, query }) =>
  app.proposals.readText(actor, params.id!, params.lang!, query.kind === 'modified'),
)
export const PUT = endpoint(operations.writeProposalText, ({ app, actor, params, body }) =>
  app.proposals.writeText(actor, params.id!, params.lang!, body),
)
