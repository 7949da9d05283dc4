import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listPartyPeople, ({ app, actor, params }) =>
  app.listPartyPeople(actor, params.code!),
)
