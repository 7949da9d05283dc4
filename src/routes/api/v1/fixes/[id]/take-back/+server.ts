import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const POST = endpoint(operations.takeFixBack, ({ app, actor, params, body }) =>
  app.agreement.takeFixBack(actor, params.id!, body),
)
