import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.deactivatePerson, ({ app, actor, params }) =>
  app.closeAccount(actor, params.id!, true),
)
