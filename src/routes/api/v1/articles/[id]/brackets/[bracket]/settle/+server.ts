import { endpoint } from '../../../../../endpoint.ts'
import { operations } from '../../../../../operations.ts'

export const POST = endpoint(operations.settleBracket, ({ app, actor, params, body }) =>
  app.brackets.settleBracket(actor, params.id!, params.bracket!, body),
)
