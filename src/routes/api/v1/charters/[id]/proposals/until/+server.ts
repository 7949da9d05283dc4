import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const GET = endpoint(operations.readProposalsUntil, ({ app, actor, params }) =>
  app.proposals.readUntil(actor, params.id!),
)

export const PUT = endpoint(operations.setProposalsUntil, ({ app, actor, params, body }) =>
  app.proposals.setUntil(actor, params.id!, body),
)
