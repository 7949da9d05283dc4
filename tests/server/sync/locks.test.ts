// Over 250 lines: every way into a locked paragraph, one by one and at random.
/** Agreed paragraphs and brackets that end by a decision, at the gate (rules GA11, GA12). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { broken } from '#lib/domain/locks.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { staysOutside, startsOf, keyOf } from '../../../server/sync/locks.ts'
import { OpenText } from '../../../server/sync/open-text.ts'
import { documentFrom, readText } from '../../../server/text/read.ts'
import { firstUpdate } from '../../../server/text/write.ts'
import { doc as article, block, heading, item, option, para } from '../../support/blocks.ts'
import { randomFrom } from '../../support/random.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { DOCUMENT, mayEdit, openSyncHouse, type PersonId, type SyncHouse } from '../../support/sync-house.ts'
import { writtenBy } from '../../support/authors.ts'

const TEXT = article(
  heading('h', 'Access'),
  para('p1', 'First words.'),
  para('p2', 'Agreed words.'),
  item('a', 'agreed item,'),
  para('p3', 'Third words.'),
  para('p4', 'Last words.'),
)
const LOCKED = ['p2', 'a']

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

interface Page {
  client: BareClient
  doc: Y.Doc
}
async function joined(person: PersonId, doc = new Y.Doc()): Promise<Page> {
  const client = new BareClient(house.address, DOCUMENT, { token: person, query: `?ack=1&client=${doc.clientID}` })
  await client.until(client.isOpen)
  await client.join(doc)
  await client.until(() => client.acknowledged === 1 || client.of('read-only').length > 0)
  return { client, doc }
}
/** Sends it and answers why it was dropped, or `kept`. */
async function sends({ client, doc }: Page, change: (text: Y.Text) => void): Promise<string> {
  const [kept, told] = [client.acknowledged, client.of('read-only').length]
  client.sendUpdate(updateBy(doc, change))
  await client.until(() => client.acknowledged > kept || client.of('read-only').length > told || client.closed !== null)
  if (client.closed !== null) return `closed: ${client.closed.reason}`
  return client.acknowledged > kept ? 'kept' : client.of('read-only').at(-1)!.code
}
const now = (): Promise<ArticleDoc> => house.sync.texts.read(DOCUMENT)

/** Where things stand in a text. */
function at(text: Y.Text, words: string): number {
  let index = 0
  for (const { insert } of text.toDelta() as DeltaInsert[]) {
    if (typeof insert === 'string' && insert.includes(words)) return index + insert.indexOf(words)
    index += typeof insert === 'string' ? insert.length : 1
  }
  throw new Error(`nowhere: ${words}`)
}
function startOf(text: Y.Text, id: string): number {
  let index = 0
  for (const { insert } of text.toDelta() as DeltaInsert[]) {
    if (typeof insert === 'object' && insert['b'] === id) return index
    index += typeof insert === 'string' ? insert.length : 1
  }
  throw new Error(`no block ${id}`)
}

describe('GA12: a locked paragraph', () => {
  beforeEach(async () => {
    await house.sync.texts.write(DOCUMENT, TEXT, writtenBy(null))
    house.access.set('drafter-1', { ...mayEdit, lockedBlocks: LOCKED })
  })

  const refused: [string, (text: Y.Text) => void][] = [
    ['a word in it', (text) => text.insert(at(text, 'greed words'), 'dis')],
    ['a word at its beginning', (text) => text.insert(startOf(text, 'p2') + 1, 'All ')],
    ['a word at its end', (text) => text.insert(startOf(text, 'a'), ' More.')],
    ['a word in what hangs on it', (text) => text.insert(at(text, 'item'), 'small ')],
    ['taking a word from it', (text) => text.delete(at(text, 'Agreed'), 3)],
    ['taking words over its first edge', (text) => text.delete(startOf(text, 'p2') - 2, 4)],
    ['taking words over its last edge', (text) => text.delete(startOf(text, 'p3') - 2, 4)],
    ['taking all of it', (text) => text.delete(startOf(text, 'p2'), 1 + 'Agreed words.'.length)],
    ['a mark on its words', (text) => text.format(at(text, 'Agreed'), 6, { bold: '1' })],
    [
      'a mark that begins before and ends behind it',
      (text) => text.format(at(text, 'First'), at(text, 'Third') - at(text, 'First') + 3, { italic: '1' }),
    ],
    ['joining it to the one before', (text) => text.delete(startOf(text, 'p2'), 1)],
    ['joining the next one to it', (text) => text.delete(startOf(text, 'p3'), 1)],
    ['splitting it', (text) => text.insertEmbed(at(text, 'greed words') + 5, { b: 'p9' })],
    ['making it an item', (text) => text.format(startOf(text, 'p2'), 1, { 'b.kind': 'item', 'b.depth': '1' })],
    [
      'a bracket around it',
      (text) => text.format(startOf(text, 'p2'), 1, { 'b.bracket': 'br', 'b.bracketKind': 'optional' }),
    ],
    [
      'hanging an item on it',
      (text) => text.insertEmbed(startOf(text, 'p3'), { b: 'p9' }, { 'b.kind': 'item', 'b.depth': '1' }),
    ],
    [
      'moving it',
      (text) => {
        text.delete(startOf(text, 'p2'), 1 + 'Agreed words.'.length)
        text.insertEmbed(text.length, { b: 'p2' }, {})
        text.insert(text.length, 'Agreed words.', {})
      },
    ],
    [
      'a double of it, which would be merged into it',
      (text) => {
        text.insertEmbed(startOf(text, 'p2'), { b: 'p2' }, {})
        text.insert(startOf(text, 'p2') + 1, 'Agreed words.', {})
      },
    ],
    [
      'a double under another id for the same block',
      (text) => {
        text.insertEmbed(text.length, { b: 'p9' }, { 'b.id': 'p2' })
        text.insert(text.length, 'Not agreed.', {})
      },
    ],
    [
      'a word in it among words elsewhere',
      (text) => {
        text.insert(at(text, 'Third'), 'The ')
        text.insert(at(text, 'Agreed'), 'The ')
      },
    ],
  ]
  it.each(refused)('is not touched by %s', async (_, change) => {
    const page = await joined('drafter-1')
    expect(await sends(page, change)).toBe('paragraph-agreed')
    expect(await now()).toEqual(TEXT)
    // the page stays, and is told no more than that
    expect(page.client.closed).toBeNull()
    const other = await joined('drafter-2')
    expect(await sends(other, (text) => text.insert(text.length, ' Always.'))).toBe('kept')
    await page.client.marker()
    expect(page.client.acknowledged).toBe(1)
    for (const { client } of [page, other]) await client.close()
  })

  const allowed: [string, (text: Y.Text) => void][] = [
    ['a word at the end of the one before', (text) => text.insert(startOf(text, 'p2'), ' More.')],
    ['a word at the beginning of the next one', (text) => text.insert(startOf(text, 'p3') + 1, 'The ')],
    ['taking the last words of the one before', (text) => text.delete(startOf(text, 'p2') - 6, 6)],
    ['taking all of the next one', (text) => text.delete(startOf(text, 'p3'), 1 + 'Third words.'.length)],
    ['a mark elsewhere', (text) => text.format(at(text, 'Third'), 5, { bold: '1' })],
    ['a new one before it', (text) => text.insertEmbed(startOf(text, 'p2'), { b: 'p9' })],
    ['a new one behind it and its items', (text) => text.insertEmbed(startOf(text, 'p3'), { b: 'p9' })],
    ['joining two others', (text) => text.delete(startOf(text, 'p4'), 1)],
    ['splitting another', (text) => text.insertEmbed(at(text, 'Third') + 5, { b: 'p9' })],
  ]
  it.each(allowed)('lets pass %s', async (_, change) => {
    const page = await joined('drafter-1')
    const before = await now()
    expect(await sends(page, change)).toBe('kept')
    const after = await now()
    expect(after).not.toEqual(before)
    expect(broken(before, after, LOCKED)).toEqual([])
    await page.client.close()
  })

  it('is untouched by words that were written while it did not stand there, wherever they come to stand', async () => {
    const places: string[] = []
    for (const [n, clientID] of [1_000, 4_000_000_000].entries()) {
      const away = await joined('drafter-1', Object.assign(new Y.Doc(), { clientID }))
      await away.client.close()
      const id = `new-${n}`
      const other = await joined('drafter-2', Object.assign(new Y.Doc(), { clientID: 2_000_000_000 + n }))
      const isIn = await sends(other, (text) => {
        const end = startOf(text, 'p4')
        text.insertEmbed(end, { b: id }, {})
        text.insert(end + 1, 'Fresh.', {})
      })
      expect(isIn).toBe('kept')
      house.access.set('drafter-1', { ...mayEdit, lockedBlocks: [...LOCKED, id] })
      // behind the paragraph that the new one stands behind, and before the next one
      updateBy(away.doc, (text) => text.insert(startOf(text, 'p4'), ' Late.'))
      const back = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: `?ack=1&client=${clientID}` })
      await back.until(back.isOpen)
      const before = await now()
      await back.join(away.doc)
      await back.until(() => back.acknowledged > 0 || back.of('read-only').length > 0)
      expect(broken(before, await now(), [...LOCKED, id])).toEqual([])
      places.push(back.of('read-only').at(-1)?.code ?? 'kept')
      for (const client of [other.client, back]) await client.close()
    }
    // Yjs puts the words of the one before the new paragraph, and of the other behind it
    expect(places).toEqual(['kept', 'paragraph-agreed'])
  })

  it('is not touched by what was written offline, which comes as soon as it is open again', async () => {
    const away = await joined('drafter-1')
    await away.client.close()
    updateBy(away.doc, (text) => text.insert(at(text, 'greed words'), 'dis'))
    updateBy(away.doc, (text) => text.insert(at(text, 'Third'), 'The '))
    const back = new BareClient(house.address, DOCUMENT, {
      token: 'drafter-1',
      query: `?ack=1&client=${away.doc.clientID}`,
    })
    await back.until(back.isOpen)
    await back.join(away.doc)
    await back.until(() => back.of('read-only').length === 1)
    expect(back.of('read-only')[0]!.code).toBe('paragraph-agreed')
    expect(await now()).toEqual(TEXT)
    // what follows from it waits with it, and is no fault
    back.sendUpdate(updateBy(away.doc, (text) => text.insert(text.length, ' Always.')))
    await back.marker()
    expect([back.closed, back.acknowledged]).toEqual([null, 0])
    const asked = back.of('step1').length
    house.change('drafter-1', mayEdit)
    await back.until(() => back.of('step1').length > asked)
    expect(back.of('read-only').at(-1)!.code).toBe('')
    back.sendStep2(Y.encodeStateAsUpdate(away.doc, back.of('step1').at(-1)!.body))
    await back.until(() => back.acknowledged === 3)
    expect(await now()).toEqual(docFromDelta(away.doc.getText('default').toDelta() as DeltaInsert[]))
    expect(JSON.stringify(await now())).toContain('Adisgreed')
    await back.close()
  })

  it('SY24: is not touched by a row of keys that leads into it; those before it are kept', async () => {
    const { client, doc } = await joined('drafter-1')
    const write = Promise.withResolvers<void>()
    house.faults.hold = write.promise
    client.sendUpdate(updateBy(doc, (text) => text.insert(at(text, 'Last'), 'x')))
    while (house.sync.stats().updates['accepted'] !== 1) await new Promise((resolve) => setImmediate(resolve))
    // all of these wait for one turn
    for (const letter of 'The ') client.sendUpdate(updateBy(doc, (text) => text.insert(at(text, 'Third'), letter)))
    for (const letter of 'dis') client.sendUpdate(updateBy(doc, (text) => text.insert(at(text, 'greed words'), letter)))
    client.sendUpdate(updateBy(doc, (text) => text.insert(at(text, 'First'), 'y')))
    const marker = client.marker()
    write.resolve()
    house.faults.hold = null
    await marker
    expect(client.closed).toBeNull()
    expect(await now()).toEqual(
      article(
        ...TEXT.content.map((one) =>
          one.attrs.id === 'p3'
            ? para('p3', 'The Third words.')
            : one.attrs.id === 'p4'
              ? para('p4', 'xLast words.')
              : one,
        ),
      ),
    )
    expect(client.of('read-only').map(({ code }) => code)).toEqual(['paragraph-agreed'])
    await client.close()
  })

  it('is told to a page that asks, first of all and whenever it is another', async () => {
    const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1&stands=1' })
    await client.until(() => client.of('standing').length === 1)
    expect(client.heard[0]).toEqual({ type: 'standing', standing: { lockedBlocks: LOCKED, heldBrackets: null } })
    house.change('drafter-1', { ...mayEdit, lockedBlocks: LOCKED })
    house.change('drafter-1', { ...mayEdit, lockedBlocks: ['p2'], heldBrackets: [] })
    await client.until(() => client.of('standing').length === 2)
    expect(client.of('standing')[1]!.standing).toEqual({ lockedBlocks: ['p2'], heldBrackets: [] })
    // who does not ask is told nothing
    const stock = await joined('drafter-1')
    expect(stock.client.of('standing')).toEqual([])
    for (const one of [client, stock.client]) await one.close()
  })

  it('costs a key nothing where it is pressed elsewhere: no copy is made', () => {
    const doc = documentFrom([firstUpdate(TEXT, 7)])
    const starts = startsOf(doc, readText(documentFrom([firstUpdate(TEXT, 7)])))
    const isLocked = (start: Y.Item | null): boolean => start === null || LOCKED.includes(starts.get(keyOf(start))!)
    const text = new OpenText({
      seq: 1,
      snapshotSeq: 0,
      updates: [firstUpdate(TEXT, 7)],
      bindings: new Map([[7, null]]),
      isLeading: true,
    })
    const page = documentFrom([firstUpdate(TEXT, 7)])
    const clear = (change: (text: Y.Text) => void): boolean => {
      const verdict = text.judge(updateBy(page, change), 'ann', true)
      if (verdict.kind !== 'new') throw new Error(verdict.kind)
      const isClear = staysOutside(doc, verdict, isLocked)
      Y.applyUpdate(doc, verdict.bytes)
      expect(text.accept(verdict, 'ann', () => {})).toBeNull()
      return isClear
    }
    for (const key of 'some words ') expect(clear((one) => one.insert(at(one, 'Third'), key))).toBe(true)
    expect(clear((one) => one.insert(at(one, 'Third') + 3, 'in a word'))).toBe(true)
    expect(clear((one) => one.delete(at(one, 'Last'), 2))).toBe(true)
    expect(clear((one) => one.insert(one.length, ' At the end.'))).toBe(true)
    expect(clear((one) => one.insert(startOf(one, 'p2'), ' Before.'))).toBe(true)
  })
})

describe('GA12 at random', () => {
  it('what passes leaves every locked block as it was, what does not would have changed one', () => {
    const random = randomFrom(11)
    const outcomes = { passed: 0, stopped: 0 }
    for (let seed = 0; seed < Number(process.env['LOCK_SEEDS'] ?? 150); seed++) {
      const first = firstUpdate(TEXT, 7)
      const text = new OpenText({
        seq: 1,
        snapshotSeq: 0,
        updates: [first],
        bindings: new Map([[7, null]]),
        isLeading: true,
      })
      // two who write at once, each seeing the other's words only now and then
      const pages = ['ann', 'bob'].map((person) => {
        const doc = documentFrom([first])
        doc.clientID = 100 + random.below(2 ** 31)
        return { person, doc, isStopped: false }
      })
      const locked = ['h', 'p1', 'p2', 'a', 'p3', 'p4'].filter(() => random.below(3) === 0)
      for (let step = 0; step < 12; step++) {
        const page = random.pick(pages)
        if (page.isStopped) continue
        if (random.below(3) === 0) for (const update of text.updates) Y.applyUpdate(page.doc, update)
        const verdict = text.judge(
          updateBy(page.doc, (words) => anything(words, random, `s${seed}-${step}`)),
          page.person,
          true,
        )
        if (verdict.kind !== 'new') continue
        const before = text.read()
        const said = readText(documentFrom([...text.updates, verdict.bytes]))
        const doubles = (doc: ArticleDoc): number =>
          doc.content.filter(({ attrs }) => locked.some((id) => attrs.id.startsWith(`${id}~`))).length
        const wouldBreak = broken(before, said, locked).length > 0 || doubles(said) > doubles(before)
        const touched = text.touched(verdict, { lockedBlocks: locked, heldBrackets: null }, page.person)
        expect([seed, step, touched]).toEqual([seed, step, wouldBreak ? 'paragraph-agreed' : null])
        outcomes[wouldBreak ? 'stopped' : 'passed']++
        if (touched !== null) page.isStopped = true
        else expect(text.accept(verdict, page.person, (error) => expect.fail(String(error)))).toBeNull()
      }
    }
    expect(outcomes.passed).toBeGreaterThan(200)
    expect(outcomes.stopped).toBeGreaterThan(50)
  })
})

/** Any change of a text that a page may send. */
function anything(text: Y.Text, random: ReturnType<typeof randomFrom>, id: string): void {
  const from = random.below(text.length)
  const length = 1 + random.below(Math.min(12, text.length - from))
  switch (random.below(6)) {
    case 0:
      return text.delete(from, length)
    case 1:
      return text.format(from, length, { bold: random.pick(['1', null]) })
    case 2:
      return text.insertEmbed(
        from,
        { b: random.pick([id, 'p2', 'p3']) },
        random.pick([{}, { 'b.kind': 'item', 'b.depth': '1' }]),
      )
    default:
      return text.insert(from, random.pick(['x', 'two words ', 'ب']))
  }
}

describe('GA11: a bracket that ends by a decision', () => {
  const BRACKETED = article(
    heading('h', 'Access'),
    para(
      'p1',
      'They shall ',
      option('br', 'br.1', 'Alt 1', 'promptly '),
      option('br', 'br.2', 'Alt 2', 'fully '),
      'grant it.',
    ),
    block('para', 'p2', ['Always.'], { bracket: 'whole', bracketKind: 'optional' }),
    para('p3', 'Last words.'),
  )
  beforeEach(async () => {
    await house.sync.texts.write(DOCUMENT, BRACKETED, writtenBy('drafter-5'))
    for (const person of ['drafter-1', 'drafter-2', 'drafter-5'] as const)
      house.access.set(person, { ...mayEdit, heldBrackets: ['br', 'whole'] })
  })
  const headAt = (text: Y.Text, id: string): number => {
    let index = 0
    for (const { insert } of text.toDelta() as DeltaInsert[]) {
      if (typeof insert === 'object' && insert['opt'] === id) return index
      index += typeof insert === 'string' ? insert.length : 1
    }
    throw new Error(`no option ${id}`)
  }
  const put = (text: Y.Text, id: string): void =>
    text.insertEmbed(
      at(text, 'Last'),
      { opt: `${id}.1`, br: id, kind: 'optional', label: '' },
      { [`br:${id}`]: `${id}.1` },
    )
  const blockWithOptions = 1 + 'They shall '.length + 1 + 'promptly '.length + 1 + 'fully '.length + 'grant it.'.length

  const refused: [string, (text: Y.Text) => void][] = [
    ['taking an option', (text) => text.delete(headAt(text, 'br.1'), 1)],
    ['taking an option with its words', (text) => text.delete(headAt(text, 'br.2'), 7)],
    ['taking the paragraph that it stands in', (text) => text.delete(startOf(text, 'p1'), blockWithOptions)],
    ['taking the paragraph that it stands around', (text) => text.delete(startOf(text, 'p2'), 8)],
    [
      'taking it off a paragraph',
      (text) => text.format(startOf(text, 'p2'), 1, { 'b.bracket': null, 'b.bracketKind': null }),
    ],
    ['making it another one', (text) => text.format(startOf(text, 'p2'), 1, { 'b.bracket': 'another' })],
  ]
  it.each(refused)('is not ended by %s', async (_, change) => {
    // not by whoever put it there either
    for (const person of ['drafter-1', 'drafter-5'] as const) {
      const page = await joined(person)
      expect(await sends(page, change)).toBe('bracket-stands')
      await page.client.close()
    }
    expect(await now()).toEqual(BRACKETED)
  })
  it('may be written in, emptied, moved and widened', async () => {
    const page = await joined('drafter-1')
    expect(await sends(page, (text) => text.insert(at(text, 'promptly'), 'very '))).toBe('kept')
    expect(await sends(page, (text) => text.delete(headAt(text, 'br.2') + 1, 'fully '.length))).toBe('kept')
    expect(
      await sends(page, (text) =>
        text.format(startOf(text, 'p3'), 1, { 'b.bracket': 'whole', 'b.bracketKind': 'optional' }),
      ),
    ).toBe('kept')
    expect(
      await sends(page, (text) => {
        text.delete(startOf(text, 'p2'), 8)
        text.insertEmbed(text.length, { b: 'p2' }, { 'b.bracket': 'whole', 'b.bracketKind': 'optional' })
        text.insert(text.length, 'Always.', {})
      }),
    ).toBe('kept')
    await page.client.close()
  })
  it('is one that is known to be there: a fresh one is taken away by whoever put it there, and by nobody else', async () => {
    const [one, two] = [await joined('drafter-1'), await joined('drafter-2')]
    expect(await sends(one, (text) => put(text, 'own'))).toBe('kept')
    await two.client.fetch(two.doc)
    expect(await sends(two, (text) => text.delete(headAt(text, 'own.1'), 1))).toBe('bracket-stands')
    expect(await sends(one, (text) => text.delete(headAt(text, 'own.1'), 1))).toBe('kept')
    expect(await sends(one, (text) => put(text, 'known'))).toBe('kept')
    house.change('drafter-1', { ...mayEdit, heldBrackets: ['br', 'known', 'whole'] })
    expect(await sends(one, (text) => text.delete(headAt(text, 'known.1'), 1))).toBe('bracket-stands')
    for (const { client } of [one, two]) await client.close()
  })
  it('is anybody’s to take away as long as nobody discusses the article', async () => {
    house.access.set('drafter-3', mayEdit)
    const page = await joined('drafter-3')
    expect(await sends(page, (text) => text.delete(startOf(text, 'p1'), blockWithOptions))).toBe('kept')
    await page.client.close()
  })
})
