import { plainCompilation } from '../../../../../../lib/domain/compilation.ts'
import { ok } from '../../../../../../lib/domain/result.ts'
import { endpoint } from '../../../endpoint.ts'
import { operations } from '../../../operations.ts'

export const GET = endpoint(operations.compileArticle, async ({ app, actor, params, query }) => {
  const compiled = await app.compilation.ofArticle(actor, params.id!, query.lang)
  return compiled.ok ? ok(plainCompilation(compiled.value)) : compiled
})
