import { endpoint } from '../../../../../../../endpoint.ts'
import { operations } from '../../../../../../../operations.ts'

export const POST = endpoint(operations.leaveOption, ({ app, actor, params }) =>
  app.brackets.leaveOption(actor, params.id!, params.bracket!, params.option!),
)
