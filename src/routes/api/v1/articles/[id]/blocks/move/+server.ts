import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const POST = endpoint(operations.moveBlocks, ({ app, actor, params, body }) =>
  app.moveBlocks(actor, params.id!, { ...body, before: body.before ?? null }),
)
