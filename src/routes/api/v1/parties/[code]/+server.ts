import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readParty, ({ app, actor, params }) => app.readParty(actor, params.code!))

export const PATCH = endpoint(operations.setParty, ({ app, actor, params, body }) =>
  app.setParty(actor, params.code!, body),
)
