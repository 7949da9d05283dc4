import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const DELETE = endpoint(operations.signOut, ({ app, actor }) => app.signOut(actor))
