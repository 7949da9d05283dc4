import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const GET = endpoint(operations.readPositions, ({ app, actor, params }) =>
  app.agreement.readPositions(actor, params.id!),
)

export const PUT = endpoint(operations.setPosition, ({ app, actor, params, body }) =>
  app.agreement.setPosition(actor, params.id!, null, body),
)
