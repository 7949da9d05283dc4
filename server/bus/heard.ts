/** What came over the bus, as far as this version can use it: who said it may be of another version, or no node at all. */
import type { BusMessage, Guest, GuestCaret } from './bus.ts'

/** What a node says at once. */
export interface Letter {
  from: string
  /** Its number among the letters of this node, so that one that never came is noticed; null: of a version that does not count. */
  number: number | null
  /** W3C `traceparent` of what led to it; null: nobody follows that. */
  trace: string | null
  messages: BusMessage[]
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string'
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)
const areAll = (value: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(is)

/** With a Yjs client id: unsigned, 32 bits. */
const isCaret = (value: unknown): value is GuestCaret =>
  isFields(value) && Number.isInteger(value['client']) && (value['client'] as number) >>> 0 === value['client']

const isParty = (value: unknown): boolean =>
  value === null || (isFields(value) && isText(value['code']) && isText(value['name']))

const isPerson = (value: unknown): boolean =>
  isFields(value) &&
  [value['id'], value['name']].every(isText) &&
  isParty(value['party']) &&
  isTextOrNull(value['partyId']) &&
  areAll(value['roles'], isText)

const isPlace = (value: unknown): boolean =>
  isFields(value) &&
  [value['articleId'], value['charterId'], value['lang']].every(isText) &&
  isTextOrNull(value['proposalId'])

const isGuest = (value: unknown): value is Guest =>
  isFields(value) &&
  [value['id'], value['documentId']].every(isText) &&
  isPerson(value['person']) &&
  isPlace(value['place']) &&
  areAll(value['carets'], isCaret)

function isMessage(value: unknown): value is BusMessage {
  if (!isFields(value)) return false
  switch (value['kind']) {
    case 'written':
      return isText(value['documentId']) && Number.isSafeInteger(value['seq'])
    case 'late':
      return isText(value['documentId'])
    case 'event':
      return isFields(value['event']) && isText(value['event']['kind'])
    case 'who':
    case 'here':
      return true
    case 'roll':
      return areAll(value['guests'], isGuest)
    case 'guest':
      return isGuest(value['guest'])
    case 'caret':
      return isText(value['id']) && isCaret(value)
    case 'left':
      return isText(value['id'])
    default:
      return false
  }
}

/** What of it can be used; null: nothing, it is not even a letter. */
export function readLetter(text: string): Letter | null {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return null
  }
  if (!isFields(said) || !isText(said['from']) || !Array.isArray(said['messages'])) return null
  const number = Number.isSafeInteger(said['number']) ? (said['number'] as number) : null
  const trace = isText(said['trace']) ? said['trace'] : null
  return { from: said['from'], number, trace, messages: said['messages'].filter(isMessage) }
}
