import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.reply, ({ app, actor, params, body }) => app.reply(actor, params.id!, body))
