import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const DELETE = endpoint(operations.revokeInvitation, ({ app, actor, params }) =>
  app.revokeInvitation(actor, params.id!),
)
