/** How those who wrote some words are named and coloured: by party, with a label always (rules AW*). */
import type { WriterView } from '#lib/domain/contract.ts'
import { m } from '#lib/paraglide/messages.js'

/** Colours there are; further writers begin again. */
const COLOURS = 9

/** What writers are coloured by: their party; people without one by name, the nameless together. */
export const writerKey = ({ kind, party, name }: WriterView): string =>
  kind === 'hidden' || kind === 'system' ? kind : (party?.code ?? name ?? kind)

/** The short label beside their words. */
export function writerTag(writer: WriterView): string {
  if (writer.kind === 'hidden') return m.writing_hidden()
  if (writer.kind === 'system') return m.writing_system()
  return writer.party?.code ?? writer.name ?? m.writing_own()
}

/** In full: `Drafter · Delegation 02`. */
export function writerName(writer: WriterView): string {
  if (writer.kind === 'hidden') return m.writing_hidden()
  if (writer.kind === 'system') return m.writing_system()
  const name = writer.kind === 'own' ? m.writing_own() : (writer.name ?? '')
  return writer.party && !name.includes(writer.party.name) ? `${name} · ${writer.party.name}` : name
}

/** Writer -> 1 to 9, in the order of their first words; 0: nobody in particular. */
export function writerColours(writers: readonly WriterView[]): Map<string, number> {
  const keys = [...new Set(writers.filter(({ kind }) => kind !== 'hidden' && kind !== 'system').map(writerKey))]
  return new Map(keys.map((key, i) => [key, (i % COLOURS) + 1]))
}
