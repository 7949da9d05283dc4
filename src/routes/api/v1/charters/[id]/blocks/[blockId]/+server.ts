import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const GET = endpoint(operations.findBlock, ({ app, actor, params, query }) =>
  app.findBlock(actor, params.id!, params.blockId!, query.lang),
)
