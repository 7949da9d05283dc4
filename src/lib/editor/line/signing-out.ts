/** Signing out of this device: first what is unsent is found, then the session ends, then the words go. In that order nothing is lost by chance. */
import { openLines } from './connection.ts'
import { thisDevice, type KeptWords } from './device.ts'

/** Everything of this person that is not on the server: what the device keeps, and what only an open page holds. */
export async function unsentOf(person: string): Promise<KeptWords[]> {
  const lines = [...openLines].filter((line) => line.person === person)
  await Promise.all(lines.map((line) => line.keep()))
  const kept = await thisDevice()
    .ofPerson(person)
    .catch((error: unknown) => {
      console.error('what this device keeps cannot be read', error)
      return []
    })
  const pages = new Set(kept.map(({ page }) => page))
  const inWindow = lines.flatMap((line) => line.unsent() ?? []).filter(({ page }) => !pages.has(page))
  return [...kept, ...inWindow]
}

/** Ends the session and deletes what is unsent. False: the server was not reached, and nothing was deleted. */
export async function signOutAndDelete(person: string): Promise<boolean> {
  try {
    const response = await fetch('/sign-out', {
      method: 'POST',
      body: new URLSearchParams({ delete: 'yes' }),
      redirect: 'manual',
    })
    if (response.type !== 'opaqueredirect' && !response.ok) return false
  } catch (error) {
    console.warn('signing out failed', error)
    return false
  }
  for (const line of openLines) if (line.person === person) await line.giveUp()
  await thisDevice()
    .clear(person)
    .catch((error: unknown) => console.error('what this device keeps cannot be deleted', error))
  location.href = '/'
  return true
}
