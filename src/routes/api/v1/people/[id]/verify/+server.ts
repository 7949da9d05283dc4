import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const POST = endpoint(operations.verifyPerson, ({ app, actor, params }) => app.verifyPerson(actor, params.id!))
