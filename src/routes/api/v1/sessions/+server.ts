import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'
import { aPageOf, byId } from '../whole-list.ts'

export const POST = endpoint(operations.signIn, ({ app, body, event }) => app.signIn(body, event.getClientAddress()))

export const GET = endpoint(operations.listSessions, async ({ app, actor, query }) =>
  aPageOf(await app.listSessions(actor), query, byId),
)

export const DELETE = endpoint(operations.endOtherSessions, ({ app, actor }) => app.endOtherSessions(actor))
