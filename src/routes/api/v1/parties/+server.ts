import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'
import { aPageOf } from '../whole-list.ts'

export const GET = endpoint(operations.listParties, async ({ app, actor, query }) =>
  aPageOf(await app.listParties(actor), query, ({ code }) => code),
)

export const POST = endpoint(operations.createParty, ({ app, actor, body }) => app.createParty(actor, body))
