// Over 250 lines: one story after another of the same part, with what they share.
/** What a person meets where something is missing, refused or broken, over http, without a script: words that say what to do, and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAddress, askForm, askPage, openAccessHouse, type OpenHouse } from '../support/access-asking.ts'
import type { Asker } from '../support/access-cast.ts'

let house: OpenHouse
beforeAll(async () => {
  house = await openAccessHouse({ LOG_LEVEL: 'error' })
}, 60_000)
afterAll(() => house?.close())

const call = (who: Asker, path: string, search = '') => ({
  ...{ origin: house.origin, token: house.people[who].token, path, search },
})
const page = async (who: Asker, path: string, search = '') => askPage(call(who, path, search))

describe('a page that is not there', () => {
  test('offers to look for its words, and leads on', async () => {
    const { status, body } = await page('visitor', '/charter/the-words-here')
    expect(status).toBe(404)
    expect(body).toMatch(/<form action="\/search" role="search"/)
    expect(body).toContain('value="the words here"')
    expect(body).toContain('href="/sign-in?next=%2Fcharter%2Fthe-words-here"')
    expect((await page('drafter', '/nowhere')).body).toContain('href="/home"')
  })

  test.each(['/%22%3E%3Cscript%3E', '/%zz', '/%E0%A4%A', `/${'x'.repeat(3000)}`, '/..%2f..%2fetc%2fpasswd'])(
    'holds whatever is asked: %s',
    async (path) => {
      const { status, body } = await page('visitor', path)
      expect([400, 404]).toContain(status)
      expect(body).not.toContain('<script')
    },
  )
})

describe('looking for words', () => {
  const asked = (who: Asker, more = '') => page(who, '/search', `?q=words+stand&charter=${house.charter.slug}${more}`)

  test('a visitor finds them in what is published, alone', async () => {
    const { status, body } = await asked('visitor')
    expect(status).toBe(200)
    expect(body).toContain(`href="/charter/v/1/1?lang=en&amp;charter=${house.charter.slug}#`)
    expect(body).toContain('<mark>words stand</mark>')
    expect(body).not.toContain('/draft/')
  })

  test('readers of working texts find them there too; an administrator does not', async () => {
    for (const who of ['drafter', 'observer', 'auditor', 'unverified'] as const)
      expect((await asked(who)).body, who).toContain(`href="/draft/1?lang=en&amp;charter=${house.charter.slug}#`)
    for (const who of ['administrator', 'deactivated'] as const)
      expect((await asked(who)).body, who).not.toContain('/draft/')
  })

  test('nothing is found in a charter that one may not see', async () => {
    const look = (who: Asker) => page(who, '/search', `?q=unseen&charter=${house.unseen.slug}`)
    expect((await look('visitor')).body).not.toContain('<mark>')
    expect((await look('administrator')).body).not.toContain('<mark>')
    expect((await look('reviewer')).body).toContain('<mark>Unseen</mark>')
  })

  test('another language, nothing asked, nothing found, too much: each has its words', async () => {
    expect((await page('visitor', '/search', `?q=نص&lang=ar&charter=${house.charter.slug}`)).body).toContain(
      '<mark>نص</mark>',
    )
    expect((await page('visitor', '/search')).body).toContain('Search the published text')
    expect((await page('visitor', '/search', `?q=zebra&charter=${house.charter.slug}`)).body).toContain('0 matches')
    expect((await page('visitor', '/search', `?q=${'x'.repeat(201)}&charter=${house.charter.slug}`)).body).toContain(
      'This is too large',
    )
    expect((await page('visitor', '/search', `?q=%00words&charter=${house.charter.slug}`)).status).toBe(200)
  })
})

describe('a fault of ours', () => {
  /** The lines of the log that hold a reference; the answer may be here before they are. */
  const logged = (reference: string): string[] =>
    house
      .output()
      .split('\n')
      .filter((line) => line.includes(reference))
  const reference = /\b[0-9a-f]{8}\b/

  test('a page gives a reference that is in the log, with what failed, and tells nothing else', async () => {
    await house.make.rename('version', 'version_away')
    try {
      const { status, body } = await page('visitor', '/charter')
      expect(status).toBe(500)
      expect(body).toContain('Nothing you saved is lost')
      const found = reference.exec(/class="hash[^"]*">([^<]*)</.exec(body)?.[1] ?? '')?.[0]
      expect(found).toBeDefined()
      await expect.poll(() => logged(found!)).toEqual([expect.stringContaining('no such table: version')])
      expect(logged(found!)[0]).toContain('"route":"/charter"')
      expect(body).not.toMatch(/no such table|version_away|\.ts:|\.js:|node_modules/)
    } finally {
      await house.make.rename('version_away', 'version')
    }
    expect((await page('visitor', '/charter')).status).toBe(200)
  })

  test('so does the API, in its problem', async () => {
    await house.make.rename('article', 'article_away')
    try {
      const answer = await askAddress(call('drafter', `/api/v1/articles/${house.charter.articles[0]!.id}`), 'GET')
      expect(answer.status).toBe(500)
      const problem = JSON.parse(answer.body) as { code: string; detail: string }
      expect(problem.code).toBe('unexpected')
      await expect.poll(() => logged(reference.exec(problem.detail)![0])).toHaveLength(1)
      expect(answer.body).not.toMatch(/no such table|article_away/)
    } finally {
      await house.make.rename('article_away', 'article')
    }
  })

  test('so does the page that is shown when not even the session can be read', async () => {
    await house.make.rename('session', 'session_away')
    try {
      const { status, body } = await page('drafter', '/home')
      expect(status).toBe(500)
      await expect.poll(() => logged(/<bdi>([0-9a-f]{8})<\/bdi>/.exec(body)![1]!)).toHaveLength(1)
      expect(body).not.toMatch(/no such table|session_away/)
    } finally {
      await house.make.rename('session_away', 'session')
    }
  })
})

describe('refusals', () => {
  test('a session that ended leads to the sign-in page and back to where one was', async () => {
    const token = await house.make.session('drafter')
    await askAddress({ ...call('drafter', '/api/v1/sessions/current'), token }, 'DELETE')
    const response = await fetch(`${house.origin}/draft/1?lang=ar`, {
      redirect: 'manual',
      headers: { cookie: `concord_session=${token}` },
    })
    expect(response.headers.get('location')).toBe('/sign-in?next=%2Fdraft%2F1%3Flang%3Dar')
  })

  test('what a role does not allow says so, and what to do', async () => {
    const { status, body } = await page('administrator', '/draft', `?charter=${house.charter.slug}`)
    expect(status).toBe(403)
    expect(body).toContain('Your role does not allow this.')
    expect(body).toContain('href="/home"')
  })

  test('too large a form says so', async () => {
    const response = await fetch(`${house.origin}/draft/1?/comment`, {
      method: 'POST',
      headers: {
        ...{ cookie: `concord_session=${house.people.drafter.token!}`, origin: house.origin, accept: 'text/html' },
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `body=${'x'.repeat(10 * 1024 * 1024)}`,
    })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('What was sent is too large')
  })

  test('an import is refused with a list of what is wrong, line by line', async () => {
    const file = { title: '', lang: 'en', articles: [{ number: 'x', id: 'a', heading: '', paragraphs: [] }] }
    const answer = await askAddress(call('secretariat', '/api/v1/charters/import'), 'POST', file)
    expect(answer.status).toBe(422)
    const { errors } = JSON.parse(answer.body) as { errors: { path: string; message: string }[] }
    expect(errors.length).toBeGreaterThan(2)
    expect(errors.every(({ path, message }) => path !== '' && message !== '')).toBe(true)
  })

  test('too many attempts to sign in are told with what to do', async () => {
    const own = await openAccessHouse({ LOGIN_ATTEMPTS: '2' })
    try {
      const sign = () =>
        fetch(`${own.origin}/sign-in`, {
          method: 'POST',
          headers: { accept: 'text/html', origin: own.origin, 'content-type': 'application/x-www-form-urlencoded' },
          body: 'email=chair%40concord.example&password=wrong',
        })
      expect([(await sign()).status, (await sign()).status]).toEqual([401, 401])
      const third = await sign()
      expect(third.status).toBe(429)
      expect(await third.text()).toMatch(/Too many[^<]*|minutes/)
    } finally {
      await own.close()
    }
  })
})

describe('the record', () => {
  const csv = async (who: Asker, search = ''): Promise<string[]> => {
    const { status, body } = await askAddress(call(who, '/audit.csv', search), 'GET')
    expect(status).toBe(200)
    return body.split('\r\n').slice(1, -1)
  }

  test('is narrowed to a person, an article, a kind of act and a time, and is the same as a table', async () => {
    const all = await csv('auditor')
    const article = house.charter.articles[0]!.id
    const drafter = house.people.drafter.actor!.id
    await askForm(call('drafter', '/draft/1', `?/comment&charter=${house.charter.slug}`), { body: 'A remark' })
    const since = await csv('auditor')
    expect(since.length).toBe(all.length + 1)
    const mine = await csv('auditor', `?person=${drafter}`)
    expect(mine).toEqual([since.at(-1)])
    expect(mine[0]).toContain('"comment.made","A comment was made.","A charter · Article 1 · Of words"')
    expect(await csv('auditor', `?article=${article}`)).toEqual(mine)
    expect(await csv('auditor', `?article=${house.charter.articles[1]!.id}`)).toEqual([])
    expect((await csv('auditor', '?act=version.cut')).every((line) => line.includes('"version.cut"'))).toBe(true)
    expect(await csv('auditor', `?act=comment.made&person=${drafter}&article=${article}`)).toEqual(mine)
    expect(await csv('auditor', '?person=system')).toEqual([])
    // an id is taken as it stands
    expect(await csv('auditor', '?person=%25')).toEqual([])
    expect(await csv('auditor', `?article=${'_'.repeat(article.length)}`)).toEqual([])
    expect(await csv('auditor', '?from=2020-01-01T00:00&to=2020-01-02T00:00&zone=Asia/Qatar')).toEqual([])
    expect(await csv('auditor', '?from=2020-01-01T00:00&zone=Asia/Qatar')).toEqual(since)
    const { body } = await page('auditor', '/audit', `?person=${drafter}&charter=${house.charter.slug}`)
    expect(body).toContain('A comment was made.')
    expect(body.match(/id="entry-/g)).toHaveLength(1)
    expect(body).toContain('Article 1 · Of words')
  })

  test('times are of the zone that is said; what is no time is told', async () => {
    const answer = await askAddress(
      call('auditor', '/api/v1/audit', '?from=2026-01-01T00:00:00%2B03:00&limit=1'),
      'GET',
    )
    expect(answer.status).toBe(200)
    const wrong = await askAddress(call('auditor', '/api/v1/audit', '?from=yesterday&to=2026-13-01T00:00:00Z'), 'GET')
    expect((JSON.parse(wrong.body) as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      'from',
      'to',
    ])
    const { status, body } = await page('auditor', '/audit', '?from=yesterday')
    expect(status).toBe(200)
    expect(body).toContain('This is no date and time')
    expect((await askAddress(call('auditor', '/audit.csv', '?from=yesterday'), 'GET')).status).toBe(422)
  })

  test('a table of it holds no formula', async () => {
    const label = '=HYPERLINK("http://evil.example","x")'
    await askAddress(call('secretariat', `/api/v1/charters/${house.charter.id}/versions`), 'POST', {
      ...{ label, notes: '', publish: false },
    })
    const [line] = (await csv('auditor', '?act=version.cut')).slice(-1)
    expect(line).toContain('=HYPERLINK')
    expect(line).not.toMatch(/(^|",")\s*[=+@-]/)
  })

  test('pages go on from a cursor, narrowed as they began', async () => {
    for (let i = 0; i < 101; i++)
      await askAddress(call('reviewer', `/api/v1/articles/${house.charter.articles[2]!.id}/comments`), 'POST', {
        ...{ body: `Remark ${i}`, lang: 'en', anchor: null },
      })
    const narrowed = `?person=${house.people.reviewer.actor!.id}`
    const first = await page('auditor', '/audit', narrowed)
    expect(first.body.match(/id="entry-/g)).toHaveLength(100)
    const more = /href="(\/audit\?[^"]*after=[^"]*)"/.exec(first.body)![1]!.replaceAll('&amp;', '&')
    expect(more).toContain(narrowed.slice(1))
    const second = await page('auditor', '/audit', more.slice('/audit'.length))
    expect(second.body.match(/id="entry-/g)).toHaveLength(1)
    expect(await csv('auditor', narrowed)).toHaveLength(101)
  })

  test('is verified by a button, with how many entries and the last fingerprint; meddling is found', async () => {
    const verify = () =>
      fetch(`${house.origin}/audit?/verify`, {
        method: 'POST',
        headers: {
          ...{ cookie: `concord_session=${house.people.auditor.token!}`, origin: house.origin, accept: 'text/html' },
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: '',
      })
    const { head, length } = JSON.parse((await askAddress(call('auditor', '/api/v1/audit/verify'), 'GET')).body) as {
      head: string
      length: number
    }
    const whole = await verify()
    const text = await whole.text()
    expect(whole.status).toBe(200)
    for (const words of ['The chain holds.', head, `${length} `]) expect(text).toContain(words)
    await house.make.meddle(3)
    const broken = await verify()
    expect(broken.status).toBe(409)
    expect(await broken.text()).toContain('The chain is broken at entry 3')
  })
})
