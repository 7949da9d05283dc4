import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const PATCH = endpoint(operations.setPersonRoles, ({ app, actor, params, body }) =>
  app.setPersonRoles(actor, params.id!, body.roles),
)
