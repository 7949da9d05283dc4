import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const GET = endpoint(operations.listCharters, ({ app, actor, query }) => app.listCharters(actor, query))

export const POST = endpoint(operations.createCharter, ({ app, actor, body }) => app.createCharter(actor, body))
