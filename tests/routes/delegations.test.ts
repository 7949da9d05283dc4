/** What pages say of delegations and their people, over http, without a script: who is assigned, for whom one signed, lists that have grown. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askForm, askPage, openAccessHouse, type OpenHouse } from '../support/access-asking.ts'
import type { Asker } from '../support/access-cast.ts'

let house: OpenHouse
beforeAll(async () => {
  house = await openAccessHouse()
}, 60_000)
afterAll(() => house?.close())

const call = (who: Asker | { token: string }, path: string, search = '') => ({
  ...{ origin: house.origin, path, search },
  token: typeof who === 'string' ? house.people[who].token : who.token,
})
const page = async (who: Asker | { token: string }, path: string, search = ''): Promise<string> => {
  const { status, body } = await askPage(call(who, path, search))
  expect([path, status]).toEqual([path, 200])
  return body
}
/** The list in the part of a page with this id, as words; empty where there is none. */
const listIn = (body: string, id: string): string[] => {
  const [part] = (body.split(` id="${id}"`)[1] ?? '').split('</ul>')
  return [...part!.matchAll(/<li\b[\s\S]*?<\/li>/g)].map(([item]) =>
    item
      .replace(/<form[\s\S]*|<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

describe('who is assigned, on the page of the article', () => {
  test('everybody who reads it is told; whoever may assign does it there, without a script', async () => {
    const charter = await house.make.charter()
    const [article] = charter.articles
    const at = `/draft/${article!.slug}`
    const search = `?charter=${charter.slug}`
    const told = async (who: Asker) => listIn(await page(who, at, search), 'assigned')
    const before = await told('reviewer')
    expect(before).toContain('drafter D01 · Drafter')
    for (const who of ['reviewer', 'drafter', 'chair', 'auditor'] as const) {
      expect(await told(who), who).toEqual(before)
      expect(await page(who, at, search)).not.toContain('?/assign')
    }
    const forms = await page('secretariat', at, search)
    expect(forms).toMatch(/action="\?\/assign&amp;lang=en[^"]*"/)
    expect(forms).toContain(`value="party:D02"`)

    const assign = (act: string, body: Record<string, string>) =>
      askForm(call('secretariat', at, `?/${act}&lang=en&charter=${charter.slug}`), { article: article!.id, ...body })
    const pen = { whom: 'party:D02', kind: 'pen_holder', lang: '*' }
    expect((await assign('assign', pen)).status).toBe(303)
    expect(await told('reviewer')).toEqual([`${house.parties.D02.name} Pen-holder`, ...before])
    const [summary] = (await page('other reviewer', at, search)).split(' id="assigned"')[1]!.split('</summary>')
    expect(summary).toContain('D02 (Pen-holder), D01')
    // where it is theirs already, the page says so
    const again = await assign('assign', pen)
    expect([again.status, again.body]).toEqual([409, expect.stringContaining('already-assigned')])
    expect((await assign('unassign', pen)).status).toBe(303)
    expect(await told('reviewer')).toEqual(before)
    expect((await assign('assign', { whom: 'person:nobody', kind: 'drafter', lang: '*' })).status).toBe(422)
  })

  test('the list of articles says who drafts each, the reader’s own delegation marked', async () => {
    const charter = await house.make.charter()
    const [article] = charter.articles
    await house.make.comment(article!.id, 'reviewer')
    const rowOf = async (who: Asker) => {
      const body = await page(who, '/draft', `?charter=${charter.slug}`)
      return body
        .split('<tr')[2]!
        .split('</tr>')[0]!
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
    }
    expect(await rowOf('drafter')).toMatch(/1 open comment .*D01 +\(your delegation\)/)
    const other = await rowOf('other reviewer')
    expect(other).toContain('D01')
    expect(other).not.toContain('your delegation')
  })

  test('the page of a delegation names its articles of every charter, each with the way there', async () => {
    const charters = [await house.make.charter(), await house.make.charter()]
    for (const charter of charters) {
      const [article] = charter.articles
      const assign = call('secretariat', `/draft/${article!.slug}`, `?/assign&lang=en&charter=${charter.slug}`)
      const given = { article: article!.id, whom: 'party:D01', kind: 'drafter', lang: '*' }
      expect((await askForm(assign, given)).status).toBe(303)
    }
    for (const [who, path] of [
      ['head', '/party'],
      ['secretariat', '/admin/parties/D01'],
    ] as const) {
      const body = await page(who, path)
      for (const { slug, articles } of charters)
        expect(body).toContain(`href="/draft/${articles[0]!.slug}?charter=${slug}"`)
      expect(listIn(body, 'assigned').filter((one) => one.includes('A charter')).length).toBeGreaterThanOrEqual(2)
    }
    expect(await page('head', '/draft', `?charter=${charters[1]!.slug}`)).toContain('A charter')
  })
})

test('AL5: register, receipt, table and data say that an alternate signed', async () => {
  const charter = await house.make.charter()
  const query = `?charter=${charter.slug}`
  const words = 'As alternate, in place of the signatory'
  const { id } = await house.make.member('D02', ['reviewer'])
  const alternate = { token: await house.make.sessionOf(id) }
  await house.make.alternate('D02', id)
  const [version] = charter.versions
  expect(await page(alternate, `/party/sign/${version!.number}`, query)).toContain(words)
  const sign = (token: string, capacity: string) =>
    fetch(`${house.origin}/api/v1/versions/${version!.id}/signoffs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ decision: 'endorse', sha256: version!.sha256, capacity }),
    })
  expect((await sign(alternate.token, 'Legal adviser')).status).toBe(201)
  expect((await sign(house.people.signatory.token!, 'President')).status).toBe(201)
  expect(await page(alternate, `/party/sign/${version!.number}/receipt`, query)).toContain(words)
  expect(await page('signatory', `/party/sign/${version!.number}/receipt`, query)).not.toContain(words)
  const register = await page('visitor', '/signatories', query)
  expect(register.split(words)).toHaveLength(2)
  expect(register.slice(0, register.indexOf(words))).toContain('Legal adviser')
  expect(await page('visitor', '/signatories/D02', query)).toContain(words)

  const csv = (await page('visitor', '/signatories.csv', query))
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  const cells = (line: string): string[] => line.split(',').map((cell) => cell.replace(/^"|"$/g, ''))
  const column = cells(csv[0]!).indexOf('alternate')
  expect(csv.slice(1).map((line) => [cells(line)[0], cells(line)[column]])).toEqual([
    ['D01', ''],
    ['D02', 'yes'],
  ])
  const { items } = JSON.parse(await page('visitor', '/signatories.json', query)) as {
    items: { party: { code: string }; signatory: { alternate?: true } }[]
  }
  expect(items.map(({ party, signatory }) => [party.code, signatory.alternate])).toEqual([
    ['D01', undefined],
    ['D02', true],
  ])
})

describe('lists that have grown', () => {
  /** The addresses of what a page lists, through all its pages by the link to the next. */
  const through = async (path: string, search: string, item: RegExp): Promise<string[][]> => {
    const pages: string[][] = []
    for (let at: string | undefined = search; at !== undefined;) {
      const body = await page('administrator', path, at)
      pages.push([...body.matchAll(item)].map(([, name]) => name!))
      const next = /<a [^>]*href="([^"]*)" rel="next"/.exec(body)?.[1]
      at = next?.replaceAll('&amp;', '&')
      if (pages.length > 20) throw new Error('no end')
    }
    return pages
  }

  test('people: fifty a page, each once, the search kept', async () => {
    for (let i = 0; i < 60; i++) await house.make.member(i % 2 === 0 ? 'D01' : 'D02', ['drafter'])
    const all = await through('/admin/people', '', /href="\/admin\/people\/([\w-]+)"/g)
    expect(all[0]).toHaveLength(50)
    expect(new Set(all.flat()).size).toBe(all.flat().length)
    expect(all.flat().length).toBeGreaterThan(60)
    const members = await through('/admin/people', '?q=MEMBER', /href="\/admin\/people\/([\w-]+)"/g)
    expect(members.flat().length).toBeGreaterThanOrEqual(60)
    const body = await page('administrator', '/admin/people', '?q=member&page=2')
    expect(body).toContain('value="member"')
    expect(body).toMatch(/href="\?q=member" rel="prev"/)
    expect(await page('administrator', '/admin/people', '?q=nobody+at+all')).not.toContain('rel="next"')
  })

  test('delegations: found by code, name and region, fifty a page', async () => {
    const codes: string[] = []
    for (let i = 0; i < 52; i++) codes.push(await house.make.party())
    const pages = await through('/admin/parties', '', /href="\/admin\/parties\/([\w-]+)"/g)
    expect(pages[0]).toHaveLength(50)
    expect(pages.flat()).toEqual(expect.arrayContaining([...codes, 'D01', 'D02']))
    const [[found]] = (await through('/admin/parties', `?q=${codes[7]!}`, /href="\/admin\/parties\/([\w-]+)"/g)) as [
      [string],
    ]
    expect(found).toBe(codes[7])
    const none = await page('administrator', '/admin/parties', '?q=zzz')
    expect(none).toContain('No delegation matches this search.')
    // it is found below people, and the navigation says so
    expect(none).toMatch(/<a href="\/admin\/people" aria-current="true"/)
  })

  test('the register: fifty a page, found in any language and by version; table and data hold all of it', async () => {
    const { slug, versions } = await house.make.charter()
    const codes = await house.make.signatories(versions[0]!.id, 120)
    const at = `?charter=${slug}`
    const party = /href="\/signatories\/(R\d+)[^"]*"/g
    const pages = await through('/signatories', at, party)
    expect(pages.map(({ length }) => length)).toEqual([50, 50, 20])
    expect(pages.flat()).toEqual(codes)
    const first = await page('visitor', '/signatories', at)
    expect(first).toContain('120 signatures')
    expect(Buffer.byteLength(first)).toBeLessThan(150_000)
    expect(gzipSync(first).length).toBeLessThan(20_000)

    const table = await page('visitor', '/signatories.csv', at)
    expect(codes.filter((code) => !table.includes(`"${code}"`))).toEqual([])
    const { items } = JSON.parse(await page('visitor', '/signatories.json', at)) as { items: object[] }
    expect(items).toHaveLength(120)

    // by the French name, in whatever language it is read
    const found = await page('visitor', '/signatories', `${at}&q=fleuve+r07&version=1`)
    expect([...found.matchAll(party)].map(([, code]) => code)).toEqual(codes.slice(70, 80))
    expect(found).toContain('River R071')
    expect(found).not.toContain('rel="next"')
    const french = await fetch(`${house.origin}/signatories${at}&q=R071`, { headers: { 'accept-language': 'fr' } })
    const words = await french.text()
    expect(words).toContain('Fleuve R071')
    expect(words).not.toContain('River R071')
    expect(await page('visitor', '/signatories', `${at}&q=R999`)).toContain('No signature matches')
  })
})

test('DU1-DU3: a date that is past or unclear is refused in words', async () => {
  const { slug } = await house.make.charter()
  const due = (day: string, time: string) =>
    fetch(`${house.origin}/secretariat?/due&charter=${slug}`, {
      method: 'POST',
      headers: {
        ...{ cookie: `concord_session=${house.people.secretariat.token!}`, origin: house.origin, accept: 'text/html' },
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ what: 'Comments', day, time }).toString(),
      redirect: 'manual',
    })
  for (const [day, time, words] of [
    ['2020-06-18', '12:00', 'This instant is past'],
    ['2099-06-18', '00:00', 'Midnight is unclear'],
    ['2099-02-30', '12:00', 'name a day and an hour to come'],
  ] as const) {
    const answer = await due(day, time)
    const body = await answer.text()
    expect([answer.status, body.includes(words), body.includes(`value="${day}"`)], words).toEqual([422, true, true])
  }
  expect((await due('2099-06-18', '12:00')).status).toBe(303)
})
