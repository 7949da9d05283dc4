import { endpoint } from '../../endpoint.ts'
import { operations } from '../../operations.ts'

export const GET = endpoint(operations.readPerson, ({ app, actor, params }) => app.readPerson(actor, params.id!))
