import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.movePerson, ({ app, actor, params, body }) =>
  app.movePerson(actor, params.id!, body),
)
