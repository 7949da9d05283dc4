import { endpoint } from '../../../../endpoint.ts'
import { agreementOperations as operations } from '../../../../operations-agreement.ts'

export const PUT = endpoint(operations.setPartPosition, ({ app, actor, params, body }) =>
  app.agreement.setPosition(actor, params.id!, params.block!, body),
)
