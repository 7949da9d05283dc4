import { endpoint } from '../../../../endpoint.ts'
import { operations } from '../../../../operations.ts'

export const POST = endpoint(operations.visitComments, ({ app, actor, params }) => app.visitComments(actor, params.id!))
