import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'
import { aPageOf, byId } from '../whole-list.ts'

export const GET = endpoint(operations.listPeople, async ({ app, actor, query }) =>
  aPageOf(await app.listPeople(actor, query.party), query, byId),
)
