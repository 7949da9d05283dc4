import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readProposal, ({ app, actor, params }) => app.proposals.read(actor, params.id!))

export const PATCH = endpoint(operations.editProposal, ({ app, actor, params, body }) =>
  app.proposals.edit(actor, params.id!, body),
)
