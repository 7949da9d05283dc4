import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { BadConfiguration, readConfig, SECRETS, VARIABLES } from '../../server/config.ts'
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the environment', () => {
  it('has defaults that serve this machine only', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      origin: null,
      databaseUrl: null,
      dataDir: './data',
    })
  })
  it('listens to the world once it knows its own address', () => {
    expect(readConfig({ ORIGIN: 'https://charter.example.org' })).toMatchObject({
      host: '0.0.0.0',
      origin: 'https://charter.example.org',
    })
  })
  it('compares its address as browsers write it', () => {
    expect(readConfig({ ORIGIN: 'https://Charter.Example.org:443' }).origin).toBe('https://charter.example.org')
  })
  it('takes what is right', () => {
    const env = {
      ...{
        REDIS_URL: 'rediss://cache:6379',
        DATABASE_URL: 'postgres://db/concord',
        SMTP_URL: 'smtps://mail.example.org:465',
      },
      ...{ CHARTER_SLUG: 'universal-charter', ADDRESS_HEADER: 'X-Forwarded-For', XFF_DEPTH: '2' },
    }
    expect(readConfig(env).charterSlug).toBe('universal-charter')
    // as a file of variables leaves them where nothing is said
    expect(readConfig(Object.fromEntries(Object.keys(env).map((name) => [name, ''])))).toEqual(readConfig({}))
  })
  it('knows the limits of the sync engine, of which some follow from others', () => {
    expect(readConfig({}).limits).toEqual({ ...SYNC_LIMITS, loginAttempts: 10 })
    const env = { SYNC_MAX_ARTICLE_MIB: '6', SYNC_UPDATES_PER_SECOND: '7', SYNC_MAX_SOCKETS_PER_PERSON: '8' }
    expect(readConfig(env).limits).toMatchObject({
      ...{ articleBytes: 6 * 1024 * 1024, unreadBytes: 12 * 1024 * 1024 },
      ...{ updatesPerSecond: 7, presencePerSecond: 7, socketsPerPerson: 8 },
    })
  })
  it.each([
    ['PORT', { PORT: '70000' }],
    ['PORT', { PORT: 'http' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/x' }],
    ['ORIGIN', { ORIGIN: 'charter.example.org' }],
    ['ORIGIN', { ORIGIN: 'https://charter.example.org/path' }],
    ['ORIGIN', { ORIGIN: 'https://me@charter.example.org' }],
    ['ORIGIN', { ORIGIN: 'https://[charter' }],
    ['ORIGIN', { HOST: '0.0.0.0' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['REDIS_URL', { REDIS_URL: 'localhost:6379' }],
    ['REDIS_URL', { REDIS_URL: 'smtp://localhost' }],
    ['DATABASE_URL', { REDIS_URL: 'redis://localhost' }],
    ['SMTP_URL', { SMTP_URL: 'mail' }],
    ['SMTP_URL', { SMTP_URL: 'redis://localhost' }],
    ['CHARTER_SLUG', { CHARTER_SLUG: 'Universal Charter' }],
    ['ADDRESS_HEADER', { ADDRESS_HEADER: 'x forwarded for' }],
    ['XFF_DEPTH', { XFF_DEPTH: '0' }],
    ['SYNC_MAX_SOCKETS_PER_PERSON', { SYNC_MAX_SOCKETS_PER_PERSON: '0' }],
    ['SYNC_MAX_SOCKETS_PER_ARTICLE', { SYNC_MAX_SOCKETS_PER_ARTICLE: '-1' }],
    ['SYNC_UPDATES_PER_SECOND', { SYNC_UPDATES_PER_SECOND: '1.5' }],
    ['SYNC_MAX_ARTICLE_MIB', { SYNC_MAX_ARTICLE_MIB: '3' }],
    ['SYNC_MAX_ARTICLE_MIB', { SYNC_MAX_ARTICLE_MIB: '4194304' }],
    ['METRICS_TOKEN', { METRICS_TOKEN: 'short' }],
    ['METRICS_TOKEN', { METRICS_TOKEN: 'sixteen characters' }],
    ['LOGIN_ATTEMPTS', { LOGIN_ATTEMPTS: 'many' }],
    ['METRICS_PORT', { METRICS_PORT: '70000' }],
    ['METRICS_PORT', { METRICS_PORT: '3000' }],
    ['LEAST_FREE_MIB', { LEAST_FREE_MIB: 'some' }],
    ['DATABASE_IDLE_SECONDS', { DATABASE_IDLE_SECONDS: '0' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'grpc://collector' }],
    ['OTEL_TRACES_EXPORTER', { OTEL_TRACES_EXPORTER: 'console' }],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
    ['OTEL_EXPORTER_OTLP_HEADERS', { OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' }],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', { OTEL_EXPORTER_OTLP_TIMEOUT: '10s' }],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', { OTEL_EXPORTER_OTLP_COMPRESSION: 'zip' }],
    ['OTEL_RESOURCE_ATTRIBUTES', { OTEL_RESOURCE_ATTRIBUTES: 'place' }],
    ['OTEL_TRACES_SAMPLER', { OTEL_TRACES_SAMPLER: 'xray' }],
    ['OTEL_TRACES_SAMPLER_ARG', { OTEL_TRACES_SAMPLER_ARG: '1.5' }],
    ['OTEL_BSP_SCHEDULE_DELAY', { OTEL_BSP_SCHEDULE_DELAY: 'soon' }],
    ['OTEL_BSP_MAX_QUEUE_SIZE', { OTEL_BSP_MAX_QUEUE_SIZE: '0' }],
    ['OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'yes' }],
    ['DATABASE_URL_FILE', { DATABASE_URL: 'postgres://x/y', DATABASE_URL_FILE: '/run/secrets/url' }],
    ['METRICS_TOKEN_FILE', { METRICS_TOKEN_FILE: '/nowhere/token' }],
    ['METRICS_TOKEN_FILE', { METRICS_TOKEN_FILE: '/dev/null' }],
    ['METRICS_TOKEN_FILE', { METRICS_TOKEN_FILE: tmpdir() }],
  ])('refuses a bad %s, naming it', (name, env) => {
    expect(() => readConfig(env)).toThrow(BadConfiguration)
    expect(() => readConfig(env)).toThrow(name)
  })

  describe('secrets', () => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-secrets-'))
    afterAll(() => rmSync(folder, { recursive: true }))
    it('may stand in files, whose last line may end', () => {
      const file = join(folder, 'token')
      writeFileSync(file, 'a-token-of-the-operator\n')
      expect(readConfig({ METRICS_TOKEN: '', METRICS_TOKEN_FILE: file }).metricsToken).toBe('a-token-of-the-operator')
      writeFileSync(file, 'short')
      expect(() => readConfig({ METRICS_TOKEN_FILE: file })).toThrow('METRICS_TOKEN')
    })
    it.each(SECRETS)('%s, where it is wrong, is not repeated', (name) => {
      let said = ''
      try {
        readConfig({ [name]: 'my secret' })
      } catch (error) {
        said = (error as Error).message
      }
      expect(said).toContain(name)
      expect(said).not.toContain('my secret')
    })
  })

  describe('the table of docs/operate.md', () => {
    const table = textOf('docs/operate.md').split('## Environment')[1]!.split('\n## ')[0]!
    const rows = table.split('\n').filter((line) => line.startsWith('| `'))
    const named = rows.flatMap((line) =>
      [...line.split('|')[1]!.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name!),
    )
    it('has every variable once, and no other', () => {
      expect([...named].sort()).toEqual([...VARIABLES].sort())
    })
    it('says which may stand in a file', () => {
      const marked = rows.filter((line) => line.includes('`_FILE`')).flatMap((line) => /`([A-Z_]+)`/.exec(line)![1]!)
      expect(marked.sort()).toEqual([...SECRETS].sort())
    })
    it('has the defaults of the code', () => {
      const defaultOf = (name: string): string =>
        rows
          .find((line) => line.includes(`\`${name}\``))!
          .split('|')[3]!
          .replaceAll('`', '')
          .trim()
      const { port, dataDir, logLevel, metricsHost, limits, leastFreeBytes, databaseIdleMs } = readConfig({})
      expect(
        Object.fromEntries(
          [
            ...['PORT', 'DATA_DIR', 'LOG_LEVEL', 'METRICS_HOST', 'LOGIN_ATTEMPTS', 'LEAST_FREE_MIB'],
            'DATABASE_IDLE_SECONDS',
          ].map((name) => [name, defaultOf(name)]),
        ),
      ).toEqual({
        PORT: String(port),
        DATA_DIR: dataDir,
        LOG_LEVEL: logLevel,
        METRICS_HOST: metricsHost,
        LOGIN_ATTEMPTS: String(limits.loginAttempts),
        LEAST_FREE_MIB: String(leastFreeBytes / 1024 / 1024),
        DATABASE_IDLE_SECONDS: String(databaseIdleMs / 1_000),
      })
    })
    it('is all that the code asks for', () => {
      const files = ['server', 'src'].flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
          .filter((file) => /\.(?:ts|svelte)$/.test(file) && !file.includes('paraglide'))
          .map((file) => join(folder, file)),
      )
      const asked = files.flatMap((file) =>
        [...textOf(file).matchAll(/process\.env(?:\.|\[')([A-Z][A-Z0-9_]+)|(?:text|count)\('([A-Z][A-Z0-9_]+)'/g)].map(
          ([, one, other]) => one ?? other!,
        ),
      )
      // told to the framework, not asked of the operator
      const own = ['BODY_SIZE_LIMIT', 'PROTOCOL_HEADER', 'NODE_ENV', 'VITEST']
      expect([...new Set(asked)].filter((name) => !own.includes(name) && !named.includes(name))).toEqual([])
      expect(asked.length).toBeGreaterThan(15)
    })
  })
})
