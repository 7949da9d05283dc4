import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const GET = endpoint(operations.listParties, ({ app, actor }) => app.listParties(actor))

export const POST = endpoint(operations.createParty, ({ app, actor, body }) => app.createParty(actor, body))
