import { endpoint } from '../../../../../endpoint.ts'
import { operations } from '../../../../../operations.ts'

export const POST = endpoint(operations.releaseBracket, ({ app, actor, params }) =>
  app.brackets.releaseBracket(actor, params.id!, params.bracket!),
)
