import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.suspendPerson, ({ app, actor, params }) =>
  app.suspendPerson(actor, params.id!, true),
)
