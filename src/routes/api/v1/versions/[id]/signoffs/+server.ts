import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listSignoffs, ({ app, actor, params, query }) =>
  app.listSignoffs(actor, params.id!, query),
)

export const POST = endpoint(operations.signOff, ({ app, actor, params, body }) =>
  app.signOff(actor, params.id!, { ...body, password: body.password ?? undefined }),
)
