import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const GET = endpoint(operations.readProvisions, ({ app, actor, params, query }) =>
  app.agreement.readProvisions(actor, params.id!, query.lang),
)
