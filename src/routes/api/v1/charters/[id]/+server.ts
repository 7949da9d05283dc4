import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readCharter, ({ app, actor, params }) => app.readCharter(actor, params.id!))

export const PATCH = endpoint(operations.editCharter, ({ app, actor, params, body }) =>
  app.editCharter(actor, params.id!, body),
)
