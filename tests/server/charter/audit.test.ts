/** AU*: the chain of the record finds every way of meddling with it. */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyChain } from '#server/charter/read-audit.ts'
import { record } from '#server/charter/record.ts'
import { hashRow } from '#server/store/audit-chain.ts'
import { readAudit } from '#server/store/audit.ts'
import { openHouse, type House } from '../../support/house.ts'

const LENGTH = 6

let house: House
beforeEach(async () => {
  house = await openHouse()
  for (let i = 1; i <= LENGTH; i++) await act(`act-${i}`)
})
afterEach(() => house.close())

const act = (name: string): Promise<void> =>
  house.store.transaction(async (rows) =>
    record(rows, {
      at: await house.store.now(rows),
      actor: null,
      act: name,
      subject: { kind: 'charter', id: 'c' },
      data: { é: [1, null, { b: 2, a: 1 }] },
    }),
  )
const verdict = () => verifyChain(house.context)
const db = () => house.store.db

test('AU1, AU2: each row carries the hash of the one before, over its RFC 8785 JSON without `hash`', async () => {
  const rows = (await readAudit(db(), 0, 100)).map(({ row }) => row!)
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  let before = '0'.repeat(64)
  for (const { hash, ...row } of rows) {
    expect(row.prevHash).toBe(before)
    expect(hash).toBe(createHash('sha256').update(canonicalize(row)!, 'utf8').digest('hex'))
    before = hash
  }
  expect(await verdict()).toEqual({ ok: true, length: LENGTH, head: before, brokenAt: null })
})

test('AU4: nothing recorded yet is a chain too', async () => {
  const empty = await openHouse()
  expect(await verifyChain(empty.context)).toEqual({ ok: true, length: 0, head: '0'.repeat(64), brokenAt: null })
  await empty.close()
})

test('AU1: acts at once follow each other in one chain', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, i) => act(`at once ${i}`)))
  expect(await verdict()).toMatchObject({ ok: true, length: LENGTH + 10 })
})

test('AU1: an act that fails leaves no row', async () => {
  await expect(
    house.store.transaction(async (rows) => {
      await record(rows, { at: house.now(), actor: null, act: 'x', subject: { kind: 'charter', id: 'c' } })
      throw new Error('after all')
    }),
  ).rejects.toThrow('after all')
  expect(await verdict()).toMatchObject({ ok: true, length: LENGTH })
})

test('a chain longer than one reading is followed to its end', async () => {
  await house.store.transaction(async (rows) => {
    for (let i = 0; i < 1_100; i++)
      await record(rows, {
        at: '2026-01-01T00:00:00.000Z',
        actor: null,
        act: 'many',
        subject: { kind: 'charter', id: 'c' },
      })
  })
  expect(await verdict()).toMatchObject({ ok: true, length: LENGTH + 1_100 })
})

describe('AU3, AU4: what does not hold is named by its first row', () => {
  const columns = {
    at: '2030-01-01T00:00:00.000Z',
    actor: '{"id":"x","party":null,"role":"chair"}',
    act: 'other',
    subject: '{"kind":"charter","id":"d"}',
    data: '{}',
    prev_hash: 'f'.repeat(64),
    hash: 'f'.repeat(64),
  }
  test.each(Object.entries(columns))('a changed %s', async (column, value) => {
    await db()
      .updateTable('audit')
      .set({ [column]: value })
      .where('seq', '=', 3)
      .execute()
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: 3 })
  })

  test('content that is no JSON any more', async () => {
    await db().updateTable('audit').set({ data: '{' }).where('seq', '=', 2).execute()
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: 2 })
  })

  test.each([
    ['the first', 1, 1],
    ['a middle', 3, 3],
    ['the last', LENGTH, LENGTH],
  ])('%s row removed', async (_name, seq, brokenAt) => {
    await db().deleteFrom('audit').where('seq', '=', seq).execute()
    expect(await verdict()).toMatchObject({ ok: false, brokenAt })
  })

  test('the last rows cut off', async () => {
    await db().deleteFrom('audit').where('seq', '>', 2).execute()
    expect(await verdict()).toMatchObject({ ok: false, length: 2, brokenAt: 3 })
  })

  test('everything removed', async () => {
    await db().deleteFrom('audit').execute()
    expect(await verdict()).toMatchObject({ ok: false, length: 0, brokenAt: 1 })
  })

  test.each([0, -5, LENGTH + 1])('a row inserted as number %i', async (seq) => {
    const last = (await readAudit(db(), LENGTH - 1, 1))[0]!.row!
    const row = { ...last, seq, prevHash: last.hash }
    await db()
      .insertInto('audit')
      .values({
        seq,
        at: row.at,
        actor: null,
        act: row.act,
        subject: JSON.stringify(row.subject),
        data: JSON.stringify(row.data),
        prev_hash: row.prevHash,
        hash: hashRow(row),
      })
      .execute()
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: seq })
  })

  test('two rows in each other’s place', async () => {
    const swap = (from: number, to: number) =>
      db().updateTable('audit').set({ seq: to }).where('seq', '=', from).execute()
    await swap(2, 100)
    await swap(4, 2)
    await swap(100, 4)
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: 2 })
  })

  test('the last row written anew with a hash that fits', async () => {
    const last = (await readAudit(db(), LENGTH - 1, 1))[0]!.row!
    const other = { ...last, act: 'other' }
    await db()
      .updateTable('audit')
      .set({ act: 'other', hash: hashRow(other) })
      .where('seq', '=', LENGTH)
      .execute()
    expect(await verdict()).toMatchObject({ ok: false, brokenAt: LENGTH })
  })

  test('the head changed or gone', async () => {
    await db()
      .updateTable('audit_head')
      .set({ hash: 'f'.repeat(64) })
      .execute()
    expect(await verdict()).toMatchObject({ ok: false })
    await db().deleteFrom('audit_head').execute()
    expect(await verdict()).toMatchObject({ ok: false })
  })
})
