import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'
import { aPageOf, byId } from '../../../whole-list.ts'

export const GET = endpoint(operations.listPartyPeople, async ({ app, actor, params, query }) =>
  aPageOf(await app.listPartyPeople(actor, params.code!), query, byId),
)
