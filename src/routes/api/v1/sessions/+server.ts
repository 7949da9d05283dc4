import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const POST = endpoint(operations.signIn, ({ app, body, event }) => app.signIn(body, event.getClientAddress()))
