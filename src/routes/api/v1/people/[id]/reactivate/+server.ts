import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.reactivatePerson, ({ app, actor, params }) =>
  app.closeAccount(actor, params.id!, false),
)
