/** A backup that is taken while five people type, by a command beside their server, has every edit that was acknowledged before it began. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { durableTexts } from '../../server/charter/durable-texts.ts'
import { verify } from '../../server/operation/verify.ts'
import { backup } from '../../server/store/backup.ts'
import { openStore } from '../../server/store/open.ts'
import { restore } from '../../server/store/restore.ts'
import { Typist } from '../faults/typists.ts'
import { DIALECTS, makeTestDatabase, type Dialect, type TestDatabase } from '../support/database.ts'
import { randomFrom } from '../support/random.ts'
import { DOCUMENT, openSyncHouse } from '../support/sync-house.ts'

const PEOPLE = [1, 2, 3, 4, 5].map((n) => `drafter-${n}`)
/** Acknowledged words before the backup begins, and typed ones after it has ended. */
const [BEFORE, AFTER] = [150, 50]

describe.each(DIALECTS)('of %s', (dialect) => {
  const databases: TestDatabase[] = []
  const folder = mkdtempSync(join(tmpdir(), 'concord-load-'))
  const make = async (which: Dialect): Promise<TestDatabase> => {
    const database = await makeTestDatabase(which)
    databases.push(database)
    return database
  }
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it('restored into either, is whole', async () => {
    const busy = await make(dialect)
    const house = await openSyncHouse(busy.options)
    const typists = PEOPLE.map((token, n) => new Typist({ address: house.address, document: DOCUMENT }, token, `${n}`))
    for (const typist of typists) await typist.join()
    const typing = typists.map((typist, n) => typist.type(randomFrom(n)))
    const acknowledged = (): string[] => typists.flatMap((typist) => typist.acknowledged)
    const until = async (isTime: () => boolean): Promise<void> => {
      while (!isTime()) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => acknowledged().length >= BEFORE)

    const file = join(folder, 'busy.jsonl')
    const command = await openStore({ ...busy.options, isAlongside: true })
    const before = acknowledged()
    const { rows } = await backup(command, file)
    const meanwhile = acknowledged().length
    await command.close()
    await until(() => acknowledged().length >= meanwhile + AFTER)
    for (const { client } of typists) await client.close()
    await Promise.all(typing)
    await house.close()

    expect(before.length).toBeGreaterThanOrEqual(BEFORE)
    for (const into of DIALECTS) {
      const place = await make(into)
      await restore(file, place.options)
      const store = await openStore(place.options)
      const doc = (await durableTexts(store).readMany([DOCUMENT])).get(DOCUMENT)!
      const text = JSON.stringify(doc)
      expect(before.filter((word) => !text.includes(word))).toEqual([])
      expect(await verify(store)).toMatchObject({ faults: [], entries: rows['journal'] })
      await store.close()
    }
  })
})
