import { endpoint } from '../../../../../endpoint.ts'
import { operations } from '../../../../../operations.ts'

export const POST = endpoint(operations.reserveOnBracket, ({ app, actor, params }) =>
  app.brackets.reserveOnBracket(actor, params.id!, params.bracket!),
)
