import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.sponsorProposal, ({ app, actor, params, body }) =>
  app.proposals.sponsor(actor, params.id!, body),
)
