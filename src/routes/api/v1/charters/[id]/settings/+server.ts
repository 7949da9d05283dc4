import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.readCharterSettings, ({ app, actor, params }) =>
  app.readCharterSettings(actor, params.id!),
)
export const PATCH = endpoint(operations.setCharterSettings, ({ app, actor, params, body }) =>
  app.setCharterSettings(actor, params.id!, body),
)
