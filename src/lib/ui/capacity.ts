/** The words for as what a person speaks, and for what somebody is to an article. */
import type { Capacity } from '#lib/domain/people.ts'
import { m } from '#lib/paraglide/messages.js'

export const capacityName = (capacity: Capacity): string => m[`capacity_${capacity}`]()
