import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readPartyProposals, ({ app, actor, params }) =>
  app.proposals.readNeedsHead(actor, params.code!),
)

export const PUT = endpoint(operations.setPartyProposals, ({ app, actor, params, body }) =>
  app.proposals.setNeedsHead(actor, params.code!, body),
)
