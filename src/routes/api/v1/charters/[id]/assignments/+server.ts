import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'
import { aPageOf, byAssignment } from '../../../whole-list.ts'

export const GET = endpoint(operations.listCharterAssignments, async ({ app, actor, params, query }) =>
  aPageOf(await app.listCharterAssignments(actor, params.id!), query, byAssignment),
)
