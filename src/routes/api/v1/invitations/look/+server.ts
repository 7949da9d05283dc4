import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const POST = endpoint(operations.lookAtInvitation, ({ app, body }) => app.lookAtInvitation(body.token))
