import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'

export const POST = endpoint(operations.confirmArticle, ({ app, actor, params, body }) =>
  app.agreement.answerAdReferendum(actor, params.id!, null, { ...body, isConfirmed: true }),
)
