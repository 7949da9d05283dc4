import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const POST = endpoint(operations.withdrawFix, ({ app, actor, params, body }) =>
  app.agreement.withdrawFix(actor, params.id!, body),
)
