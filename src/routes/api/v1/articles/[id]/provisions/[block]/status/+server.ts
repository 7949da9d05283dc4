import { endpoint } from '../../../../../endpoint.ts'
import { agreementOperations as operations } from '../../../../../operations-agreement.ts'

export const POST = endpoint(operations.setPartStatus, ({ app, actor, params, body }) =>
  app.agreement.setPartStatus(actor, params.id!, params.block!, body),
)
