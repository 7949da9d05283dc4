import { ok } from '../../../../lib/domain/result.ts'
import { endpoint } from '../endpoint.ts'
import { operations } from '../operations.ts'

export const GET = endpoint(operations.me, ({ actor }) => {
  const { id, name, email, party, roles } = actor
  return Promise.resolve(ok({ id, name, email, party, roles: [...roles] }))
})
