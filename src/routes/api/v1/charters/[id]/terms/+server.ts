import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.listTerms, ({ app, actor, params }) => app.listTerms(actor, params.id!))
