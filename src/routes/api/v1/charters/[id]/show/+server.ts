import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.showCharter, ({ app, actor, params }) => app.showCharter(actor, params.id!))
