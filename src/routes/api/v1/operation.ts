/** What is said of a call of the API, once, in the tables `operations*.ts`. */
import type { GenericSchema } from 'valibot'
import type { RefusalCode } from '../../../lib/domain/result.ts'

export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, in the manner of OpenAPI. */
  path: string
  summary: string
  /** Whether a session is needed; without, the public gets what is published. */
  signedIn: boolean
  query?: readonly QueryName[]
  body?: GenericSchema
  /** Bytes; 256 KiB where nothing is said. */
  bodyLimit?: number
  /** The usual answer; `schema` null: no content. */
  answer: { status: 200 | 201 | 204; schema: GenericSchema | null }
  /** Says a secret: it takes no key, of which a hash of all that is said would be kept (AU6). */
  isSecret?: true
  /** Answers 304 to who has it already. */
  isValidated?: true
  /** Refusals of its own, beside those that every call of its kind may give. */
  refusals: readonly RefusalCode[]
}

export type QueryName =
  | 'seq'
  | 'from'
  | 'person'
  | 'act'
  | 'to'
  | 'article'
  | 'limit'
  | 'cursor'
  | 'lang'
  | 'slug'
  | 'party'
  | 'q'
  | 'matchCase'
  | 'wholeWords'
  | 'looseArabic'
  | 'status'
  | 'block'
  | 'mine'
  | 'kind'
  | 'copy'
  | 'as'
  | 'mark'

/** SY15: whether a page may say for whom it acts. */
export const isPersonal = ({ signedIn, method }: Operation): boolean => signedIn && method !== 'GET'

/** AU6: whether its sender may give it a key. */
export const mayBeKeyed = (operation: Operation): boolean => isPersonal(operation) && operation.isSecret !== true

/** Keeps the types of what is answered. */
export const define = <const O extends Operation>(operation: O): O => operation

/** Of a list that comes in pages. */
export const paged = ['limit', 'cursor'] as const
