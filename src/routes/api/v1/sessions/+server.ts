import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const POST = endpoint(operations.signIn, ({ app, body, event }) => app.signIn(body, event.getClientAddress()))

export const GET = endpoint(operations.listSessions, ({ app, actor }) => app.listSessions(actor))

export const DELETE = endpoint(operations.endOtherSessions, ({ app, actor }) => app.endOtherSessions(actor))
