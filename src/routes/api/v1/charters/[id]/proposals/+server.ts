import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listCharterProposals, ({ app, actor, params, query }) =>
  app.proposals.listOfCharter(actor, params.id!, { ...query, articleId: query.article }),
)
