import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.reopenComment, ({ app, actor, params }) => app.reopenComment(actor, params.id!))
