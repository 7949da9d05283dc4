import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const POST = endpoint(operations.changePassword, ({ app, actor, body }) => app.changePassword(actor, body))
