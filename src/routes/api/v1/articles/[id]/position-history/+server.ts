import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const GET = endpoint(operations.readPositionHistory, ({ app, actor, params }) =>
  app.agreement.readPositionHistory(actor, params.id!),
)
