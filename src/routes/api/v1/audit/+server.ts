import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const GET = endpoint(operations.listAudit, ({ app, actor, query }) => app.listAudit(actor, query, query))
