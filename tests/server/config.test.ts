import { describe, expect, it } from 'vitest'
import { BadConfiguration, readConfig } from '../../server/config.ts'
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'

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
      ...{ REDIS_URL: 'rediss://cache:6379', SMTP_URL: 'smtps://mail.example.org:465' },
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
  ])('refuses a bad %s, naming it', (name, env) => {
    expect(() => readConfig(env)).toThrow(BadConfiguration)
    expect(() => readConfig(env)).toThrow(name)
  })
})
