import { ok } from '../../../../lib/domain/result.ts'
import { endpoint } from '../endpoint.ts'
import { openapiDocument } from '../openapi.ts'
import { operations } from '../operations.ts'

export const GET = endpoint(operations.openapi, () => Promise.resolve(ok(openapiDocument())))
