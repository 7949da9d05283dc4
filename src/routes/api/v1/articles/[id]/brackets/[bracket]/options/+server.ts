import { endpoint } from '../../../../../endpoint.ts'
import { operations } from '../../../../../operations.ts'

export const POST = endpoint(operations.addOption, ({ app, actor, params, body }) =>
  app.brackets.addOption(actor, params.id!, params.bracket!, body),
)
