import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'
import { aPageOf } from '../whole-list.ts'

export const GET = endpoint(operations.listDelegations, async ({ app, actor, query }) =>
  aPageOf(await app.listDelegations(actor, query.lang), query, ({ code }) => code),
)
