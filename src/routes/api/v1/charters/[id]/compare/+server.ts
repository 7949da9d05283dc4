import { refuse } from '#lib/domain/result.ts'
import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.comparePoints, ({ app, actor, params, query: { from, to, lang, article } }) => {
  const errors = Object.entries({ from, to }).flatMap(([path, value]) =>
    value === undefined ? [{ path, message: 'must be a version, now, or an instant' }] : [],
  )
  if (from === undefined || to === undefined) return Promise.resolve(refuse('invalid', { errors }))
  return app.comparePoints(actor, params.id!, { from, to, lang, article })
})
