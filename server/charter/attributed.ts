/**
 * Whom an answer names (rules AT1-AT4): the one place that decides it, asked wherever somebody would be told who stands behind what. Nothing else may
 * read who stands somewhere into an answer; a test of the house holds that.
 */
import type { Actor, Party } from '../../src/lib/domain/actor.ts'
import { showsNotes, shownParties } from '../../src/lib/domain/attribution.ts'
import type { CharterRow } from '../store/charters.ts'

/** Those who are named, and whether others are told to stand there too. */
export interface Attributed {
  parties: Party[]
  areOthers: boolean
}

export interface Names {
  of(parties: readonly Party[]): Attributed
  /** Whether notes are told, which may name anybody. */
  hasNotes: boolean
  /** A note, or a reason that somebody gave for what they did; else null. `own`: delegations (rows' ids) that said it, or whose affair it is alone. */
  note(words: string | null, own?: readonly (string | null)[]): string | null
  /** Whether who speaks for this delegation (a row's id; null: the house) is named. */
  isNamed(partyId: string | null): boolean
  /** What a file records of earlier talks, without those that it may not name. */
  fields<Data extends Record<string, unknown>>(data: Data): Data
}

/** Fields of a contribution that name delegations: who said it, with whom, for which group. */
const BEHALF = 'on_behalf_of'

const plain = ({ code, name }: Party): Party => ({ code, name })

/** AT3: what is shown to this person; of their own delegation they are told once their credentials were seen. */
export function namesFor({ attribution }: Pick<CharterRow, 'attribution'>, viewer: Actor | null): Names {
  const own = viewer?.standing === undefined ? (viewer?.party?.code ?? null) : null
  const ownId = viewer?.standing === undefined ? (viewer?.partyId ?? null) : null
  const told = (codes: readonly string[]): string[] => shownParties(attribution, own, codes).parties
  return {
    hasNotes: showsNotes(attribution),
    note: (words, own = []) => (showsNotes(attribution) || (ownId !== null && own.includes(ownId)) ? words : null),
    isNamed: (partyId) => attribution === 'full' || partyId === null || partyId === ownId,
    fields(data) {
      if (attribution === 'full') return data
      const { society, sponsors } = data
      const { [BEHALF]: behalf, ...rest } = data
      const { group } = (behalf ?? {}) as { group?: unknown }
      const hasGroup = attribution === 'group' && typeof group === 'string'
      return {
        ...rest,
        ...('society' in data
          ? { society: typeof society === 'string' && told([society]).length > 0 ? society : null }
          : {}),
        ...(Array.isArray(sponsors) ? { sponsors: told(sponsors as string[]) } : {}),
        ...(hasGroup ? { [BEHALF]: { group, members: [] } } : {}),
      } as unknown as typeof data
    },
    of(parties) {
      const { parties: codes, areOthers } = shownParties(
        attribution,
        own,
        parties.map(({ code }) => code),
      )
      return { parties: parties.filter(({ code }) => codes.includes(code)).map(plain), areOthers }
    },
  }
}

/** AT4: the house's own copy, from the command line. */
export const everybody: Names = {
  hasNotes: true,
  note: (words) => words,
  isNamed: () => true,
  fields: (data) => data,
  of: (parties) => ({ parties: parties.map(plain), areOthers: false }),
}
