import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readDrafters, ({ app, actor, params }) => app.readDrafters(actor, params.id!))

export const PUT = endpoint(operations.setDrafters, ({ app, actor, params, body }) =>
  app.setDrafters(actor, params.id!, body),
)
