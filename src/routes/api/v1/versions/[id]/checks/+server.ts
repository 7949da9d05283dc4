import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.checkVersion, ({ app, actor, params }) => app.checkVersion(actor, params.id!))
