import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readVersion, ({ app, actor, params }) => app.readVersion(actor, params.id!))
