/**
 * The shapes of the JSON API (contract version 1) as valibot schemas: what comes in is parsed with them, what goes out is described by
 * them in the OpenAPI document. Outgoing objects are strict, so that the document tells of every field. Here stand those that several
 * subjects share; those of one subject stand in its file (`shapes-*.ts`).
 */
import * as v from 'valibot'
import { id, someText } from './shapes-parts.ts'

// what comes in

/** Checked whole by the import itself, which names every fault by its path. */
export const fileInput = v.record(v.string(), v.unknown())
export const reasonInput = v.object({ reason: someText(2_000) })

// what goes out

export const party = v.strictObject({ code: v.string(), name: v.string() })
export const flags = v.array(v.picklist(['modal', 'conjunction']))
export const runs = v.array(
  v.strictObject({
    op: v.picklist(['keep', 'ins', 'del']),
    text: v.string(),
    was: v.optional(v.string()),
    moved: v.optional(id),
    flags: v.optional(flags),
  }),
)
/** A whole file of the exchange format (docs of the import): its parts are the importer's to know. */
export const file = v.record(v.string(), v.unknown())
export const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ items: v.array(item), next: v.nullable(v.string()) })
export const problem = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  code: v.string(),
  errors: v.optional(v.array(v.strictObject({ path: v.string(), message: v.string() }))),
  /** With `already-done`. */
  subject: v.optional(v.strictObject({ kind: v.string(), id: v.string() })),
})
