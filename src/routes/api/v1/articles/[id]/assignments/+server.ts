import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'
import { aPageOf, byAssignment } from '../../../whole-list.ts'

export const POST = endpoint(operations.assign, ({ app, actor, params, body }) => app.assign(actor, params.id!, body))

export const DELETE = endpoint(operations.unassign, ({ app, actor, params, body }) =>
  app.unassign(actor, params.id!, body),
)

export const GET = endpoint(operations.listAssignments, async ({ app, actor, params, query }) =>
  aPageOf(await app.listAssignments(actor, params.id!), query, byAssignment),
)
