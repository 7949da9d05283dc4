import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const POST = endpoint(operations.checkTranslation, ({ app, actor, params, body }) =>
  app.checkTranslation(actor, params.id!, body),
)
