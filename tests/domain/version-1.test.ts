/**
 * Texts that version 1 of the schema wrote, kept as it wrote them: what was published and signed then must read and hash the same for ever.
 * The fixture holds a text with everything that version 1 knew, and the hashes of the whole sample charter as version 1 made them.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { docFromDelta, deltaFromDoc, SCHEMA_VERSION, type DeltaInsert } from '#lib/domain/text.ts'
import { canonicalBytes } from '#lib/domain/version.ts'
import { Node } from '@tiptap/pm/model'
import { articleSchema } from '#lib/domain/schema.ts'
import { readCharterFile } from '../../server/exchange/sample.ts'
import { docFromUpdates } from '../../server/text/read.ts'
import { firstUpdate } from '../../server/text/write.ts'

interface Fixture {
  sample: { canonicalSha256: string; length: number; updatesSha256: string }
  delta: DeltaInsert[]
  /** The Yjs update of `doc`, base64. */
  update: string
  doc: ArticleDoc
  /** Canonical JSON of a version that holds `doc` alone. */
  canonical: string
}
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const old = read('../support/texts/version-1.json') as Fixture
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

test('TX7: a text of version 1 reads as it did, from its delta and from its update', () => {
  expect(SCHEMA_VERSION).toBeGreaterThan(1)
  expect(docFromDelta(old.delta)).toEqual(old.doc)
  expect(docFromUpdates([Buffer.from(old.update, 'base64')])).toEqual(old.doc)
  expect(Buffer.from(firstUpdate(old.doc, 7)).toString('base64')).toBe(old.update)
  expect(docFromDelta(deltaFromDoc(old.doc))).toEqual(old.doc)
  Node.fromJSON(articleSchema, old.doc).check()
})

test('VE7: its canonical bytes are the ones that version 1 made', () => {
  const articles = [
    { id: 'a', number: '1', lang: 'en', position: 1, heading: 'A heading', doc: docFromDelta(old.delta) },
  ]
  const bytes = canonicalBytes({ charter: 'c', number: 1, label: 'l', languages: ['en'], articles })
  expect(Buffer.from(bytes).toString('utf8')).toBe(old.canonical)
})

test('VE7: the whole sample charter, in every language, has the hash that version 1 gave it', () => {
  const plan = readCharterFile(read('../../server/exchange/sample-charter.json'))
  if (!plan.ok) throw new Error('the sample does not read')
  const updates = createHash('sha256')
  const articles = plan.value.articles.flatMap(({ headingBlock, number, docs }, position) =>
    docs.map(({ lang, doc }) => {
      const update = firstUpdate(doc, 7)
      updates.update(update)
      return { id: headingBlock, number, lang, position, heading: '', doc: docFromUpdates([update]) }
    }),
  )
  const { languages } = plan.value
  const bytes = canonicalBytes({ charter: 'universal-charter', number: 1, label: 'sample', languages, articles })
  expect({ length: bytes.length, canonicalSha256: sha256(bytes), updatesSha256: updates.digest('hex') }).toEqual(
    old.sample,
  )
})
