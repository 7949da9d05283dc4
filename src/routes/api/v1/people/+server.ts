import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const GET = endpoint(operations.listPeople, ({ app, actor, query }) => app.listPeople(actor, query.party))
