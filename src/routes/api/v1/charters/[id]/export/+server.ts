import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.exportCharter, ({ app, actor, params }) => app.exportCharter(actor, params.id!))
