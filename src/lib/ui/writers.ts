/** How those who wrote some words are named and coloured: by party, with a label always (rules AW*). */
import type { WriterView } from '#lib/domain/contract.ts'
import { m } from '#lib/paraglide/messages.js'
import { hatName } from './names.ts'

/** Colours there are; further writers begin again. */
const COLOURS = 9

/** What writers are coloured by: their party; people without one by name, the nameless together. */
export const writerKey = ({ kind, party, name }: WriterView): string =>
  kind === 'hidden' || kind === 'system' ? kind : (party?.code ?? name ?? kind)

/** What a legend lists apart: everybody, in each of their capacities. */
export const legendKey = (writer: WriterView): string =>
  [writer.kind, writer.name, writerKey(writer), writer.hat === 'party' ? null : writer.hat].join()

/** The short label beside their words. */
export function writerTag(writer: WriterView): string {
  if (writer.kind === 'hidden') return m.writing_hidden()
  if (writer.kind === 'system') return m.writing_system()
  return writer.party?.code ?? writer.name ?? m.writing_own()
}

/** In full: `Drafter · Delegation 02`, and in the chair, for the secretariat or with the pen: `Drafter · Chair`. */
export function writerName(writer: WriterView): string {
  if (writer.kind === 'hidden') return m.writing_hidden()
  if (writer.kind === 'system') return m.writing_system()
  const name = writer.kind === 'own' ? m.writing_own() : (writer.name ?? '')
  const { party, hat } = writer
  const as = [party?.name, hat !== null && hat !== 'party' && hatName(hat)]
  return [name, ...as.filter((one) => typeof one === 'string' && !name.includes(one))].join(' · ')
}

/** Writer -> 1 to 9, in the order of their first words; 0: nobody in particular. */
export function writerColours(writers: readonly WriterView[]): Map<string, number> {
  const keys = [...new Set(writers.filter(({ kind }) => kind !== 'hidden' && kind !== 'system').map(writerKey))]
  return new Map(keys.map((key, i) => [key, (i % COLOURS) + 1]))
}
