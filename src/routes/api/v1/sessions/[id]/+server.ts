import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const DELETE = endpoint(operations.endSession, ({ app, actor, params }) => app.endSession(actor, params.id!))
