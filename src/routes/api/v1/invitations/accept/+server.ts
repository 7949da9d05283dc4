import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const POST = endpoint(operations.acceptInvitation, ({ app, body, event }) =>
  app.acceptInvitation(body, event.getClientAddress()),
)
