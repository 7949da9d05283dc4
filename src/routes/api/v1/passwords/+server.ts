import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const POST = endpoint(operations.resetPassword, ({ app, body }) => app.resetPassword(body))
