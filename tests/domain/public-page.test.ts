import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INTERFACE_LANGUAGES, interfaceLanguage } from '../../src/lib/domain/language.ts'
import {
  codingFor,
  headersFor,
  isKnown,
  keyOf,
  mayBeShownToOthers,
  mayChangePublicPages,
  publicPage,
  tagIn,
} from '../../src/lib/domain/public-page.ts'
import { extractLocaleFromHeader, locales } from '../../src/lib/paraglide/runtime.js'

const asked = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
  publicPage({ method, url, headers })

describe('CW1: pages that are the same for everybody', () => {
  it.each([
    '/',
    '/charter',
    '/charter/v/1',
    '/charter/v/12/4',
    '/charter/v/1/preamble',
    '/charter/v/1/concordance',
    '/charter/v/1/text.txt',
    '/charter/v/1/text.html',
    '/charter/v/1/canonical.json',
    '/charter/compare',
    '/charters',
    '/signatories',
    '/signatories/ke',
    '/about',
    '/accessibility',
    '/privacy',
    '/emblem',
  ])('%s is one', (path) => {
    expect(asked(path)?.address).toBe(path)
    expect(asked(path, {}, 'HEAD')?.address).toBe(path)
  })

  it.each([
    '/draft',
    '/draft/1',
    '/home',
    '/account',
    '/sign-in',
    '/search?q=x',
    '/signatories?q=kenya',
    '/preferences',
    '/invite/secret',
    '/password/secret',
    '/api/v1/charters',
    '/verify',
    '/kept',
    '/charter/',
    '//charter',
    '/charter/v/01',
    '/charter/v/1/4/__data.json',
    '/charter/__data.json',
    '/charter/v/1/..%2f..%2fhome',
    '/charter/v/1/%34',
    '/home?x=/charter',
    '/charter;a=b',
    '/charter\\v',
    'http://elsewhere.example/charter',
    '*',
    '',
  ])('%s is none', (url) => {
    expect(asked(url)).toBeNull()
  })

  it.each([
    ['a session', { cookie: 'concord_theme=dark; concord_session=id.secret' }],
    ['an empty session', { cookie: 'concord_session=' }],
    ['a session by another name', { cookie: '__Host-concord_session=x' }],
    ['a token', { authorization: 'Bearer x' }],
    ['any authorization', { authorization: 'Basic x' }],
    ['a body', { 'content-length': '3' }],
    ['a body in pieces', { 'transfer-encoding': 'chunked' }],
    ['a zone that is none', { cookie: 'concord_zone=%0d%0aset-cookie' }],
  ])('who has %s is answered alone', (_, headers) => {
    expect(asked('/charter', headers)).toBeNull()
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'get'])('%s changes things, or may', (method) => {
    expect(asked('/charter', {}, method)).toBeNull()
  })
})

describe('CW2: what a page is made of', () => {
  it('what the page does not read of the address has no say', () => {
    expect(asked('/charter?utm_source=x&lang=ar&fbclid=123&lang=fr&charter=a')?.address).toBe(
      '/charter?charter=a&lang=ar',
    )
    expect(asked('/about?lang=ar')?.address).toBe('/about')
    expect(asked(`/charter?lang=${'x'.repeat(101)}`)).toBeNull()
  })

  it('nothing but the address, the language and the choices of reading has a say, whatever a request carries', () => {
    const keyed = new Set([
      'cookie',
      'accept-language',
      'save-data',
      'authorization',
      'content-length',
      'transfer-encoding',
    ])
    const name = fc.string({ minLength: 1 }).filter((one) => !keyed.has(one) && one !== '__proto__')
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (headers) => {
        expect(asked('/charter', headers)).toEqual(asked('/charter'))
      }),
    )
  })

  it('each choice of reading has a page of its own, and unknown words for it have not', () => {
    const keys = [
      '',
      'concord_theme=dark',
      'concord_type=large',
      'concord_data=low',
      'concord_lang=ar',
      'concord_zone=Asia/Tokyo',
    ]
      .map((cookie) => asked('/charter', { cookie }))
      .map((page) => keyOf(page!))
    expect(new Set(keys).size).toBe(keys.length)
    const odd = asked('/charter', {
      cookie: 'concord_theme=<script>; concord_type=9; concord_lang=xx; other=1; concord_data',
    })
    expect(keyOf(odd!)).toBe(keys[0])
    expect(keyOf(asked('/charter', { 'save-data': 'on' })!)).toBe(keys[3])
  })

  it('a page asked for with its own headers is the same page', () => {
    const cookie =
      'concord_theme=dark; concord_type=larger; concord_data=low; concord_lang=ru; concord_zone=Africa%2FNairobi'
    const page = asked('/charter?lang=ar', { cookie })!
    expect(page).toMatchObject({ theme: 'dark', typeSize: 'larger', data: 'low', lang: 'ru', zone: 'Africa/Nairobi' })
    expect(asked(page.address, headersFor(page))).toEqual(page)
  })

  it('the language is the one that the pages themselves would choose', () => {
    expect([...INTERFACE_LANGUAGES]).toEqual([...locales])
    const tag = fc.constantFrom('en', 'fr-CA', 'ES', 'ar-EG', 'ru', 'de', 'zh-Hant', '*', '', 'xx;q', 'fr ;q=0.3')
    const weighted = fc
      .tuple(tag, fc.option(fc.constantFrom('1', '0.9', '0.5', '0', 'x')))
      .map(([name, q]) => (q === null ? name : `${name};q=${q}`))
    fc.assert(
      fc.property(fc.array(weighted, { minLength: 1, maxLength: 6 }), (all) => {
        const header = all.join(', ')
        const request = { headers: new Headers({ 'accept-language': header }) } as Request
        expect(interfaceLanguage(header)).toBe(extractLocaleFromHeader(request) ?? 'en')
      }),
    )
  })
})

describe('CW3: what others may be shown', () => {
  it.each([200, 303, 307, 308, 404])('%i', (status) => {
    expect(mayBeShownToOthers({ status, headers: { 'cache-control': 'private, no-cache' } })).toBe(true)
  })
  it.each([400, 403, 405, 410, 429, 500, 503])('not %i', (status) => {
    expect(mayBeShownToOthers({ status, headers: {} })).toBe(false)
  })
  it.each([
    { 'set-cookie': ['a=b'] },
    { 'content-security-policy': "script-src 'self' 'nonce-abc'" },
    { 'cache-control': 'private, no-store' },
  ])('not with %j', (headers) => {
    expect(mayBeShownToOthers({ status: 200, headers })).toBe(false)
  })
})

it('CW4: acts on words and talks change no public page; every other may', () => {
  for (const act of ['comment.made', 'proposal.tabled', 'bracket.put', 'article.status-set', 'translation.checked'])
    expect(mayChangePublicPages(act), act).toBe(false)
  for (const act of [
    'version.published',
    'version.withdrawn',
    'signoff.made',
    'charter.edited',
    'party.renamed',
    'new.one',
  ])
    expect(mayChangePublicPages(act), act).toBe(true)
})

describe('CW6: codings and validators', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR', 'br'],
    ['gzip;q=0.000', null],
    ['', null],
    ['identity', null],
  ])('of "%s" it takes %s', (accepted, coding) => {
    expect(codingFor(accepted)).toBe(coding)
  })

  it('a validator is known in whatever coding it was given, and no other is', () => {
    for (const coding of ['br', 'gzip', null] as const) {
      expect(isKnown(tagIn('abc', coding), 'abc')).toBe(true)
      expect(isKnown(`"x", W/${tagIn('abc', coding)}`, 'abc')).toBe(true)
    }
    expect(isKnown('*', 'abc')).toBe(true)
    expect(isKnown('"abcd"', 'abc')).toBe(false)
    expect(isKnown('"abc-xz"', 'abc')).toBe(false)
    expect(new Set([tagIn('a', 'br'), tagIn('a', 'gzip'), tagIn('a', null)]).size).toBe(3)
  })
})
