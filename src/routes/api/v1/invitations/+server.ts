import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'
import { aPageOf, byId } from '../whole-list.ts'

export const POST = endpoint(operations.invite, ({ app, actor, body }) => app.invite(actor, body))

export const GET = endpoint(operations.listInvitations, async ({ app, actor, query }) =>
  aPageOf(await app.listInvitations(actor, query.party ?? null), query, byId),
)
