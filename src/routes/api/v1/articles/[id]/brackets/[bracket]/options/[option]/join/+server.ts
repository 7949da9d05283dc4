import { endpoint } from '../../../../../../../endpoint.ts'
import { operations } from '../../../../../../../operations.ts'

export const POST = endpoint(operations.joinOption, ({ app, actor, params }) =>
  app.brackets.joinOption(actor, params.id!, params.bracket!, params.option!),
)
