/** `npm run admin`, as an operator runs it: its own process, its words and its exit. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '#server/store/open.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const SAMPLE = join(root, 'server/exchange/sample-charter.json')

let dataDir: string
beforeAll(() => void (dataDir = mkdtempSync(join(tmpdir(), 'concord-admin-'))))
afterAll(() => rmSync(dataDir, { recursive: true }))

interface Ended {
  code: number | null
  out: string
  err: string
}

const admin = (args: string[], input = '', folder = dataDir): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['server/cli/admin.ts', ...args], {
      cwd: root,
      env: { ...process.env, DATA_DIR: folder, DATABASE_URL: '' },
    })
    const ended: Ended = { code: null, out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (ended.out += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (ended.err += chunk))
    child.once('error', reject)
    child.once('close', (code) => resolve({ ...ended, code }))
    child.stdin.end(input)
  })

test('without a command, or with one it does not know, it says what there is', async () => {
  for (const args of [[], ['dance'], ['create-admin', '--colour', 'red'], ['create-admin', '--name', 'x']]) {
    const { code, err } = await admin(args)
    expect(code).toBe(2)
    expect(err).toContain('verify-audit')
  }
})

test('create-admin opens an account once; its password comes by standard input', async () => {
  const args = ['create-admin', '--email', 'Ada@Example.org', '--name', 'Ada', '--role', 'secretariat']
  expect(await admin(args, 'short\n')).toMatchObject({ code: 1 })
  expect(await admin(args, 'a password of some length\n')).toMatchObject({ code: 0 })
  const again = await admin(args, 'a password of some length\n')
  expect([again.code, again.err]).toEqual([1, 'ada@example.org has an account already.\n'])
  expect((await admin([...args.slice(0, -1), 'king'], 'x')).code).toBe(2)
})

test('import-charter names every fault and keeps nothing; export-charter gives the same file back', async () => {
  const faulty = join(dataDir, 'faulty.json')
  const file = JSON.parse(readFileSync(SAMPLE, 'utf8')) as { articles: { status?: string }[] }
  file.articles[2]!.status = 'perhaps'
  writeFileSync(faulty, JSON.stringify(file))
  const refused = await admin(['import-charter', faulty])
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('articles[2].status')
  expect(await admin(['import-charter', SAMPLE, '--slug', 'sample'])).toMatchObject({ code: 0 })
  const { code, out } = await admin(['export-charter', 'sample'])
  expect(code).toBe(0)
  expect(JSON.stringify(JSON.parse(out)) === JSON.stringify(JSON.parse(readFileSync(SAMPLE, 'utf8')))).toBe(true)
  expect(await admin(['export-charter', 'none'])).toMatchObject({ code: 1 })
})

test('create-admin with an address alone, as the README has it', async () => {
  expect(await admin(['create-admin', 'head@example.org'], 'a password of some length\n')).toMatchObject({
    code: 0,
    out: 'head@example.org may sign in (administrator).\n',
  })
})

test('backup writes a file for its owner alone; restored into an empty place it is the same charter and the same record', async () => {
  const [file, other] = [join(dataDir, 'copy.jsonl'), join(dataDir, 'other')]
  const saved = await admin(['backup', file])
  expect([saved.code, saved.out]).toEqual([0, expect.stringContaining(file) as string])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await admin(['restore', file], '', other)).toMatchObject({ code: 0 })
  const [record, charter] = await Promise.all([
    admin(['verify-audit'], '', other),
    admin(['export-charter', 'sample'], '', other),
  ])
  expect([record.code, record.out]).toEqual([0, expect.stringContaining('The record holds') as string])
  expect(JSON.stringify(JSON.parse(charter.out)) === JSON.stringify(JSON.parse(readFileSync(SAMPLE, 'utf8')))).toBe(
    true,
  )
}, 60_000)

test('verify-audit says that the record holds, or names the first row that does not', async () => {
  expect(await admin(['verify-audit'])).toMatchObject({ code: 0 })
  const store = await openStore({ dataDir, databaseUrl: null })
  await store.db.updateTable('audit').set({ act: 'nothing happened' }).where('seq', '=', 2).execute()
  await store.close()
  const { code, err } = await admin(['verify-audit'])
  expect(code).toBe(1)
  expect(err).toContain('row 2 is the first that does not hold')
})

test('verify and doctor say what holds and what does not, and exit by it', async () => {
  const folder = join(dataDir, 'verified')
  const file = join(dataDir, 'verified.jsonl')
  expect(await admin(['import-charter', SAMPLE], '', folder)).toMatchObject({ code: 0 })
  const whole = await admin(['verify'], '', folder)
  expect([whole.code, whole.out]).toEqual([0, expect.stringMatching(/^Everything holds: \d+ texts/) as string])
  expect((await admin(['backup', file], '', folder)).code).toBe(0)
  expect(await admin(['verify', file], '', folder)).toMatchObject({ code: 0 })
  writeFileSync(file, readFileSync(file, 'utf8').replace('"en"', '"fr"'))
  expect(await admin(['verify', file], '', folder)).toMatchObject({ code: 1 })
  expect((await admin(['doctor'], '', folder)).out).toContain('there is no backup in')
  const store = await openStore({ dataDir: folder, databaseUrl: null })
  const [{ id }] = (await store.db.selectFrom('version').select('id').execute()) as [{ id: string }]
  await store.db
    .updateTable('version')
    .set({ sha256: '0'.repeat(64) } as never)
    .where('id', '=', id)
    .execute()
  await store.close()
  for (const command of ['verify', 'doctor']) {
    const { code, out, err } = await admin([command], '', folder)
    expect([code, `${out}${err}`]).toEqual([1, expect.stringContaining(`(${id}) do not have the hash`) as string])
  }
}, 60_000)
