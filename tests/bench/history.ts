/**
 * How long the history of one text takes: a journal of 10,000 entries over an article of 5,000 words, five people, one entry in ten
 * a change of structure (splits, kinds, moves); then the next entry, and the text and its authors as of entry 5,000.
 * `node tests/bench/history.ts`
 */
import * as Y from 'yjs'
import { TextHistory, type HistoryEntry } from '../../server/text/history.ts'
import { readText, textOf } from '../../server/text/read.ts'
import { firstUpdate, writeText } from '../../server/text/write.ts'
import { heading, para } from '../support/blocks.ts'
import { randomFrom } from '../support/random.ts'

const ENTRIES = 10_000
const random = randomFrom(1)
const words = (n: number): string => Array.from({ length: n }, (_, i) => `word${i}`).join(' ')
const first = {
  type: 'doc' as const,
  content: [heading('h', 'Title'), ...Array.from({ length: 50 }, (_, i) => para(`p${i}`, words(100)))],
}

const journal: HistoryEntry[] = []
const keep = (bytes: Uint8Array): void => {
  const seq = journal.length + 1
  journal.push({
    seq,
    authorId: `person-${seq % 5}`,
    partyId: null,
    hat: null,
    at: new Date(seq * 1_000).toISOString(),
    bytes,
  })
}
keep(firstUpdate(first, 7))
const people = Array.from({ length: 5 }, () => {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, journal[0]!.bytes)
  return ydoc
})
for (let n = 0; journal.length < ENTRIES; n++) {
  const ydoc = people[n % 5]!
  const text = textOf(ydoc)
  let bytes: Uint8Array | null = null
  ydoc.once('update', (update: Uint8Array) => (bytes = update))
  const at = 1 + random.below(text.length - 20)
  if (n % 100 === 99) {
    const doc = readText(ydoc)
    const [moved] = doc.content.splice(1 + random.below(doc.content.length - 1), 1)
    doc.content.splice(1 + random.below(doc.content.length), 0, moved!)
    writeText(ydoc, doc, null)
  } else if (n % 20 === 9) text.insertEmbed(at, { b: `n${n}` })
  else if (n % 20 === 19) text.format(at, 10, { bold: '1' })
  else if (n % 3 === 2) text.delete(at, 5)
  else text.insert(at, 'abc ')
  if (bytes === null) continue
  keep(bytes)
  for (const other of people) if (other !== ydoc) Y.applyUpdate(other, bytes)
}

const timed = <T>(what: string, work: () => T): T => {
  const from = performance.now()
  const value = work()
  console.log(`${what}: ${(performance.now() - from).toFixed(1)} ms`)
  return value
}
const history = new TextHistory()
const memory = process.memoryUsage().heapUsed
timed(`${ENTRIES - 1} entries taken in`, () => history.take(journal.slice(0, -1)))
console.log(`memory: ${((process.memoryUsage().heapUsed - memory) / 2 ** 20).toFixed(0)} MB`)
timed('the next entry', () => history.take(journal.slice(-1)))
timed('the text as of entry 5,000', () => history.docAt(5_000))
timed('who wrote it, as of entry 5,000', () => history.deltaAt(5_000))
timed('when each block last changed', () => history.lastChanges())
