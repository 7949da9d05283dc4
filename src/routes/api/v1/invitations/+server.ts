import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const POST = endpoint(operations.invite, ({ app, actor, body }) => app.invite(actor, body))

export const GET = endpoint(operations.listInvitations, ({ app, actor, query }) =>
  app.listInvitations(actor, query.party ?? null),
)
