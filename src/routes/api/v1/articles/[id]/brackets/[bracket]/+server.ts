import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const PATCH = endpoint(operations.setPlaceholder, ({ app, actor, params, body }) =>
  app.brackets.setPlaceholder(actor, params.id!, params.bracket!, body),
)
