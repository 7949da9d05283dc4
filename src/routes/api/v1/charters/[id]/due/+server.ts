import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const PUT = endpoint(operations.setDue, ({ app, actor, params, body }) => app.setDue(actor, params.id!, body))

export const DELETE = endpoint(operations.clearDue, ({ app, actor, params }) => app.setDue(actor, params.id!, null))
