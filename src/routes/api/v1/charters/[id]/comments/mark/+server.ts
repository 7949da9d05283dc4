import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const GET = endpoint(operations.readCommentsMark, ({ app, actor, params }) =>
  app.readCommentsMark(actor, params.id!),
)
