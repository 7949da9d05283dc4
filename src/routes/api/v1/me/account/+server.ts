import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readAccount, ({ app, actor }) => app.readAccount(actor))

export const PATCH = endpoint(operations.setAccount, ({ app, actor, body }) => app.setAccount(actor, body))
