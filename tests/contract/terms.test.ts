/** Defined terms of a charter and footnotes through file and API, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerOf, type Caller } from '../support/api.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'

const FILE = {
  title: 'A charter of terms',
  lang: 'en',
  version: { label: 'One' },
  preamble: [
    { id: 'pp1', type: 'recital', text: ['Recalling', { note: { to: 'pn1' } }, ' the host country,'] },
    { id: 'pn1', type: 'note', text: 'Resolution 1.' },
  ],
  articles: [
    {
      number: '1',
      id: 'a1',
      heading: 'Use of terms',
      paragraphs: [
        {
          id: 'a1p1',
          text: ['“', { define: { id: 't-host', text: 'Host country' } }, '” means the country of operation.'],
        },
      ],
    },
    {
      number: '2',
      id: 'a2',
      heading: 'Consent',
      paragraphs: [
        {
          id: 'a2p1',
          text: [
            'The ',
            { term: { to: 't-host', text: 'host country' } },
            ' consents',
            { note: { to: 'a2n2' } },
            ' in writing',
            { note: { to: 'a2n1' } },
            '; a host country may add terms.',
          ],
        },
        { id: 'a2p2', text: ['So may ', { term: { to: 't-gone', text: 'others', dangling: true } }, '.'] },
      ],
      notes: [
        { id: 'a2n1', text: 'By letter.' },
        { id: 'a2n2', text: ['See ', { ref: { to: 'a1p1' } }, '.'] },
      ],
    },
  ],
  translations: [
    {
      title: 'ميثاق المصطلحات',
      lang: 'ar',
      preamble: [
        { id: 'pp1', type: 'recital', text: 'إذ تشير إلى البلد المضيف،' },
        { id: 'pn1', type: 'note', text: 'القرار 1.' },
      ],
      articles: [
        {
          number: '1',
          id: 'a1',
          heading: 'استخدام المصطلحات',
          paragraphs: [{ id: 'a1p1', text: [{ define: { id: 't-host', text: 'البلد المضيف' } }, ' هو بلد العملية.'] }],
        },
        {
          number: '2',
          id: 'a2',
          heading: 'الموافقة',
          paragraphs: [
            { id: 'a2p1', text: ['يوافق', { note: { to: 'a2n2' } }, ' وللبلد المضيف أن يضيف شروطا.'] },
            { id: 'a2p2', text: 'ولغيره ذلك.' },
          ],
          notes: [
            { id: 'a2n1', text: 'برسالة.' },
            { id: 'a2n2', text: 'انظر أعلاه.' },
          ],
        },
      ],
    },
  ],
}

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charter: string
  const as = {} as Record<'secretariat' | 'reader' | 'public', Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    const secretariat = await house.person('secretariat', ['secretariat'])
    as.secretariat = callerOf(house.app, await house.tokenOf(secretariat))
    as.reader = callerOf(house.app, await house.tokenOf(await house.person('reader', ['reviewer'], 'D01')))
    as.public = callerOf(house.app, null)
    charter = value(await house.app.importCharter(secretariat, FILE, 'terms')).id
  })
  afterAll(() => house.close())

  test('EX9: notes and terms come back as they were in the file, from the rows', async () => {
    const { status, body } = await as.secretariat('GET', `/charters/${charter}/export`)
    expect(status).toBe(200)
    expect(body).toEqual(FILE)
  })

  test('the text tells of notes by number, and the article of its notes as blocks', async () => {
    const { body } = await as.reader('GET', `/charters/${charter}/articles`)
    const consent = body.items.find((one: { number: string }) => one.number === '2') as { id: string }
    const { body: text } = await as.reader('GET', `/articles/${consent.id}?lang=en`)
    expect(text.text.split('\n')).toEqual([
      'Article 2. Consent',
      '1. The host country consents¹ in writing²; a host country may add terms.',
      '2. So may others.',
      '¹ See Article 1.',
      '² By letter.',
    ])
    expect(text.json.content.map((block: { attrs: { kind: string } }) => block.attrs.kind)).toEqual([
      ...['heading', 'para', 'para', 'note', 'note'],
    ])
  })

  test('DT2: each term with its definitions and its uses in every language, linked or by words; one that lost its definition last', async () => {
    expect((await as.public('GET', `/charters/${charter}/terms`)).status).toBe(401)
    expect((await as.reader('GET', '/charters/none/terms')).status).toBe(404)
    const { body } = await as.reader('GET', `/charters/${charter}/terms`)
    const [host, gone, ...rest] = body.items
    expect(rest).toEqual([])
    expect(
      host.definitions.map((one: Record<string, unknown>) => [one['lang'], one['articleNumber'], one['words']]),
    ).toEqual([
      ['en', '1', 'Host country'],
      ['ar', '1', 'البلد المضيف'],
    ])
    expect(
      host.uses.map((use: Record<string, unknown>) => [
        ...[use['lang'], use['articleNumber'], use['blockId'], use['match'], use['isLinked']],
      ]),
    ).toEqual([
      ['en', null, 'pp1', 'host country', false],
      ['en', '2', 'a2p1', 'host country', true],
      ['en', '2', 'a2p1', 'host country', false],
      ['ar', null, 'pp1', 'البلد المضيف', false],
      ['ar', '2', 'a2p1', 'وللبلد المضيف', false],
    ])
    expect(gone).toMatchObject({
      id: 't-gone',
      definitions: [],
      useCount: 1,
      uses: [{ match: 'others', isLinked: true }],
    })
  })

  test('EX8: calls of what is no note of the article, and terms that nothing defines, are faults by their path', async () => {
    const file = structuredClone(FILE)
    file.articles[1]!.paragraphs[1]!.text = [
      'So ',
      { note: { to: 'pn1' } },
      { term: { to: 't-none', text: 'it' } },
    ] as never
    const { status, body } = await as.secretariat('POST', '/charters/import', file)
    expect(status).toBe(422)
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'articles[1].paragraphs[1].text[1].note.to',
      'articles[1].paragraphs[1].text[2].term.to',
    ])
  })
})
