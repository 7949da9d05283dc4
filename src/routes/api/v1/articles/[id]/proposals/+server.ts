import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listProposals, ({ app, actor, params, query }) =>
  app.proposals.listOfArticle(actor, params.id!, query),
)

export const POST = endpoint(operations.beginProposal, ({ app, actor, params, body }) =>
  app.proposals.begin(actor, params.id!, body),
)
