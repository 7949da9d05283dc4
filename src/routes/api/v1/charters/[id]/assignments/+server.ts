import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listCharterAssignments, ({ app, actor, params }) =>
  app.listCharterAssignments(actor, params.id!),
)
