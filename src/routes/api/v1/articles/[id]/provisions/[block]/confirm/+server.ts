import { endpoint } from '../../../../../endpoint.ts'
import { agreementOperations as operations } from '../../../../../operations-agreement.ts'

export const POST = endpoint(operations.confirmPart, ({ app, actor, params, body }) =>
  app.agreement.answerAdReferendum(actor, params.id!, params.block!, { ...body, isConfirmed: true }),
)
