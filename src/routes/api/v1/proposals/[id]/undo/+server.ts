import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.undoAcceptance, ({ app, actor, params, body }) =>
  app.proposals.undo(actor, params.id!, body),
)
