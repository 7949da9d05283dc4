import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const POST = endpoint(operations.confirmFix, ({ app, actor, params, body }) =>
  app.agreement.confirmFix(actor, params.id!, body),
)
