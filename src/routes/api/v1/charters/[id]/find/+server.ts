import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.findInCharter, ({ app, actor, params, query: { q = '', ...how } }) =>
  app.findInCharter(actor, params.id!, { ...how, text: q }),
)
