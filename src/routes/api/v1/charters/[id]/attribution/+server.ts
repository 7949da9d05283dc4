import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readAttribution, ({ app, actor, params }) =>
  app.brackets.readAttribution(actor, params.id!),
)

export const PUT = endpoint(operations.setAttribution, ({ app, actor, params, body }) =>
  app.brackets.setAttribution(actor, params.id!, body),
)
