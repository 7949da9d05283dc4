/**
 * The encoding of an article in its Y.Text `default`, as pure functions between delta and `ArticleDoc` (docs/text.md).
 *
 * Every block begins with an embed `{b: id}`; its attributes are formats of that embed, strings only:
 * `b.id` (override), `b.kind` (absent = para), `b.depth` (absent = 0), `b.bracket`, `b.bracketKind`.
 * Words follow, with formats `bold`/`italic` = '1' and `br:<bracketId>` = `<optionId>`.
 * Embeds among words: `{ref, to, form?, as?}` and `{opt, br, kind, label}`. What is not known is kept as unknown, never dropped.
 */

/** One operation of `Y.Text.toDelta()`. */
export interface DeltaInsert {
  insert: string | Record<string, unknown>
  attributes?: Record<string, unknown>
}

/** The version of this encoding and of the ProseMirror schema; a client with another one is asked to reload. */
export const SCHEMA_VERSION = 1

/** Name of the Y.Text in every document. */
export const TEXT_NAME = 'default'
