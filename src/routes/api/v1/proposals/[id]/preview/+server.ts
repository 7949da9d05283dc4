import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.previewProposal, ({ app, actor, params, query }) =>
  app.proposals.preview(actor, params.id!, { copy: query.copy }),
)
