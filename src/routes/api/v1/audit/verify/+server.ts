import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.verifyAudit, ({ app, actor }) => app.verifyAudit(actor))
