import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'
import { aPageOf, byId } from '../whole-list.ts'

export const GET = endpoint(operations.listRecovered, async ({ app, actor, query }) =>
  aPageOf(await app.listRecovered(actor, query.article), query, byId),
)
