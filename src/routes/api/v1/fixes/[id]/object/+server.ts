import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const POST = endpoint(operations.objectToFix, ({ app, actor, params, body }) =>
  app.agreement.objectToFix(actor, params.id!, body),
)
