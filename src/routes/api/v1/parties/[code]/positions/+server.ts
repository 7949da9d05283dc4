import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const GET = endpoint(operations.readPositionRule, ({ app, actor, params }) =>
  app.agreement.readPositionRule(actor, params.code!),
)

export const PUT = endpoint(operations.setPositionRule, ({ app, actor, params, body }) =>
  app.agreement.setPositionRule(actor, params.code!, body),
)
