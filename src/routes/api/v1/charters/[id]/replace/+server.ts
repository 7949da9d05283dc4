import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.replaceInCharter, ({ app, actor, params, body: { q, ...input } }) =>
  app.replaceInCharter(actor, params.id!, { ...input, text: q }),
)
