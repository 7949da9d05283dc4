import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const POST = endpoint(operations.lookAtPasswordLink, ({ app, body }) => app.lookAtPasswordLink(body.token))
