import type { RequestHandler } from '@sveltejs/kit'
import { problem } from '../v1/respond.ts'

/** Whatever else is asked below `/api`: not found, in the API's own manner. */
export const fallback: RequestHandler = () => problem({ code: 'not-found' })
