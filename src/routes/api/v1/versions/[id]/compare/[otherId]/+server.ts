import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const GET = endpoint(operations.compareVersions, ({ app, actor, params, query }) =>
  app.compareVersions(actor, params.id!, params.otherId!, query.lang),
)
