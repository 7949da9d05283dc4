/** HW4: the capacity that a person chose in a charter, on this device. */
import { isHat, type Hat } from '../../domain/hat.ts'

const keyOf = (person: string, charter: string): string => `concord.writes-as.${person}.${charter}`

export function chosenHat(person: string, charter: string): { chosen: Hat | null; remember(hat: Hat | null): void } {
  const key = keyOf(person, charter)
  const kept = read(key)
  return {
    chosen: kept !== null && isHat(kept) ? kept : null,
    remember(hat) {
      try {
        if (hat === null) localStorage.removeItem(key)
        else localStorage.setItem(key, hat)
      } catch {
        // it is asked again next time
      }
    },
  }
}

/** A device may keep nothing for pages. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
