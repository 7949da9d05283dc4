/** To whom a charter shows who is in its texts, who wrote what and positions, and whether it shows as what people speak: every reader may know it, the secretariat decides. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { DISCLOSURES, SHOWINGS, type CharterSettings } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { POSITION_READERS } from '../../src/lib/domain/position.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { findCharter, updateCharterSettings } from '../store/charters.ts'
import { record } from './record.ts'
import { charterSubject, readsWorkingTexts, seeCharter } from './see.ts'

const settingsOf = ({ presence, authorship, capacities, positions }: CharterSettings): CharterSettings => ({
  presence,
  authorship,
  capacities,
  positions,
})

/** Refuses with `not-allowed` to whom the working texts are closed. */
export async function readCharterSettings(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<CharterSettings>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  return ok(settingsOf(charter))
}

/** What is not named stays. In open rooms it holds at once: every socket is asked again whom its person sees. */
export async function setCharterSettings(
  { store, events }: Context,
  actor: Actor | null,
  charterId: string,
  input: Partial<CharterSettings>,
): Promise<Result<CharterSettings>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'charter.settings', charterSubject(charter))) return refuse('not-allowed')
  const errors: Fault[] = (['presence', 'authorship'] as const)
    .filter((name) => input[name] !== undefined && !DISCLOSURES.includes(input[name]))
    .map((path) => ({ path, message: `must be one of ${DISCLOSURES.join(', ')}` }))
  if (input.capacities !== undefined && !SHOWINGS.includes(input.capacities))
    errors.push({ path: 'capacities', message: `must be one of ${SHOWINGS.join(', ')}` })
  if (input.positions !== undefined && !POSITION_READERS.includes(input.positions))
    errors.push({ path: 'positions', message: `must be one of ${POSITION_READERS.join(', ')}` })
  if (errors.length > 0) return refuse('invalid', { errors })
  const settings = await store.transaction(async (rows) => {
    const before = await findCharter(rows, charter.id)
    if (!before) return null
    const after = {
      presence: input.presence ?? before.presence,
      authorship: input.authorship ?? before.authorship,
      capacities: input.capacities ?? before.capacities,
      positions: input.positions ?? before.positions,
    }
    await updateCharterSettings(rows, charter.id, input)
    await record(rows, {
      at: await store.now(rows),
      actor,
      as: 'secretariat',
      act: 'charter.settings-set',
      subject: { kind: 'charter', id: charter.id },
      data: {
        from: settingsOf(before),
        to: after,
      },
    })
    return after
  })
  if (settings === null) return refuse('not-found')
  events.tell({ kind: 'access-changed', personId: null, articleId: null, sessionId: null })
  return ok(settings)
}
