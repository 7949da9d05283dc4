/** Rows of checks of translations: "this still says the same", the source as it stood at a sequence. */
import type { Rows } from './store.ts'

/** Block id -> sequence of the source it was compared with. `documentId`: of the translation. */
export async function listChecks(rows: Rows, documentId: string): Promise<Map<string, number>> {
  const found = await rows
    .selectFrom('translation_check')
    .select(['block_id', 'source_seq'])
    .where('document_id', '=', documentId)
    .execute()
  return new Map(found.map(({ block_id, source_seq }) => [block_id, source_seq]))
}

/** The later comparison stays, whoever comes first: one with an older source is passed over. */
export async function keepCheck(
  rows: Rows,
  check: { documentId: string; blockId: string; sourceSeq: number; personId: string; at: string },
): Promise<void> {
  const { sourceSeq, personId, at } = check
  await rows
    .insertInto('translation_check')
    .values({
      document_id: check.documentId,
      block_id: check.blockId,
      source_seq: sourceSeq,
      person_id: personId,
      at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['document_id', 'block_id'])
        .doUpdateSet({ source_seq: sourceSeq, person_id: personId, at })
        .where('translation_check.source_seq', '<=', sourceSeq),
    )
    .execute()
}
