import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listVersions, ({ app, actor, params, query }) =>
  app.listVersions(actor, params.id!, query),
)

export const POST = endpoint(operations.cutVersion, ({ app, actor, params, body }) =>
  app.cutVersion(actor, params.id!, body),
)
