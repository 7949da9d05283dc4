import { endpoint } from '../../../endpoint.ts'
import { agreementOperations as operations } from '../../../operations-agreement.ts'
import { aPageOf } from '../../../whole-list.ts'

export const GET = endpoint(operations.readBoard, async ({ app, actor, params, query }) =>
  aPageOf(await app.agreement.readBoard(actor, params.id!, query.lang), query, ({ articleId }) => articleId),
)
