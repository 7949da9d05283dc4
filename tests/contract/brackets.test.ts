// Over 250 lines: one bracket of the sample after another, through every act on it.
/** Brackets put, joined, settled and listed through the API, in five languages, on both databases (practice 6.3, 10.3; checks 9 and 17 of section 14). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { bracketAt, openBrackets } from '#lib/domain/brackets.ts'
import type { DecisionChange } from '#lib/domain/contract-brackets.ts'
import type { ArticleView } from '#lib/domain/contract.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { structureOf } from '#lib/domain/structure.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { callerOf, type Caller } from '../support/api.ts'
import { shownWords } from '../support/brackets.ts'
import { DIALECTS } from '../support/database.ts'
import { openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

const PEOPLE = {
  secretariat: [['secretariat'], undefined],
  chair: [['chair'], undefined],
  auditor: [['auditor'], undefined],
  reviewer: [['language_reviewer'], 'D30'],
  head: [['head', 'drafter'], 'D01'],
  other: [['drafter'], 'D05'],
  both: [['chair', 'drafter'], 'D06'],
  house: [['chair', 'secretariat'], undefined],
  observer: [['observer'], undefined],
} as const
type Who = keyof typeof PEOPLE
const LANGUAGES = ['en', 'fr', 'es', 'ar', 'ru']

interface Flag {
  id: string
  lang: string
  reason: string
  blockId: string
}

describe.each(DIALECTS)('on %s', (dialect) => {
  let house: House
  let charter: string
  let articles: ArticleView[]
  const people = {} as Record<Who, Actor>
  const as = {} as Record<Who, Caller>
  beforeAll(async () => {
    house = await openHouse(dialect)
    for (const [name, [roles, party]] of Object.entries(PEOPLE)) {
      people[name as Who] = await house.person(name, [...roles], party)
      as[name as Who] = callerOf(house.app, await house.tokenOf(people[name as Who]))
    }
    charter = value(await house.app.importCharter(people.secretariat, sample, 'sample')).id
    articles = value(await house.app.listArticles(people.secretariat, charter)).items
  })
  afterAll(() => house.close())

  const article = (number: string): ArticleView => articles.find((one) => one.number === number)!
  const read = (one: ArticleView, lang = 'en'): Promise<ArticleDoc> =>
    house.context.texts.read(one.documents.find((document) => document.lang === lang)!.id)
  const words = async (one: ArticleView, block: string, lang = 'en'): Promise<string> =>
    shownWords((await read(one, lang)).content.find(({ attrs }) => attrs.id === block)!)
  const at = (number: string, bracket = '', more = ''): string =>
    `/articles/${article(number).id}/brackets${bracket === '' ? '' : `/${bracket}`}${more}`
  const settle = (who: Caller, number: string, bracket: string, body: Record<string, unknown>) =>
    who('POST', at(number, bracket, '/settle'), body)
  const flagsOf = async (number: string): Promise<Flag[]> => (await as.chair('GET', at(number))).body.flags as Flag[]
  const acts = async (act: string) =>
    (await as.auditor('GET', `/audit?act=${act}&limit=500`)).body.items as {
      actor: unknown
      data: never
      subject: unknown
    }[]

  test('check 9, BD1, BD4, DC1, DC2: [shall][should] is settled in all five expressions at once; ar and ru are to be looked at', async () => {
    const access = article('5')
    const block = 'access-negotiation'
    const before = (await as.head('GET', at('5'))).body.items[0]
    expect(before).toMatchObject({
      id: 'br-access-modal',
      kind: 'alternatives',
      level: 'inline',
      blockId: block,
      label: 'Article 5, paragraph 3',
      options: [
        {
          id: 'br-access-modal.1',
          words: { en: 'shall', fr: 'doivent', ar: 'يتعين على الجمعيات المشاركة' },
          by: { parties: [{ code: 'D01' }, { code: 'D10' }], areOthers: false },
        },
        { id: 'br-access-modal.2', words: { en: 'should', ru: 'обществам-участникам следует' } },
      ],
      permissions: { settle: false, join: true },
    })
    const choose = { act: 'choose', option: 'br-access-modal.1', note: 'Agreed without objection.' }
    expect((await settle(as.head, '5', 'br-access-modal', choose)).status).toBe(403)
    expect((await settle(as.secretariat, '5', 'br-access-modal', choose)).status).toBe(403)
    const made = await settle(as.chair, '5', 'br-access-modal', choose)
    expect(made.status).toBe(200)

    const texts = await Promise.all(LANGUAGES.map((lang) => read(access, lang)))
    expect(openBrackets(texts).size).toBe(0)
    expect(new Set(texts.map(structureOf)).size).toBe(1)
    expect(texts.flatMap(faultsOf)).toEqual([])
    expect(await words(access, block, 'en')).toBe('When negotiating access, the Participating Societies shall:')
    expect(await words(access, block, 'ar')).toBe('عند التفاوض بشأن الوصول، يتعين على الجمعيات المشاركة:')
    expect(await words(access, block, 'ru')).toBe('При ведении переговоров о доступе общества-участники должны:')
    expect(await words(access, block, 'fr')).toContain('les Sociétés participantes doivent')

    expect(made.body).toMatchObject({
      bracketId: 'br-access-modal',
      act: 'choose',
      venue: 'meeting',
      by: { id: people.chair.id, hat: 'chair' },
      onWordOf: null,
      note: 'Agreed without objection.',
      dropped: [
        {
          id: 'br-access-modal.2',
          label: 'Alt 2',
          words: { en: 'should', es: 'deberían', ar: 'ينبغي للجمعيات المشاركة' },
          by: { parties: [{ code: 'D13' }, { code: 'D14' }] },
        },
      ],
    })
    // one entry of each journal, in the chair's name
    expect(Object.keys(made.body.seqs).sort()).toEqual(access.documents.map(({ id }) => id).sort())
    for (const [document, [from, to]] of Object.entries(made.body.seqs as Record<string, [number, number]>)) {
      expect(to).toBe(from + 1)
      const entry = await house.store.db
        .selectFrom('journal')
        .select(['author_id', 'seq'])
        .where('document_id', '=', document)
        .orderBy('seq', 'desc')
        .executeTakeFirst()
      expect(entry).toEqual({ author_id: people.chair.id, seq: to })
    }
    const flags = await flagsOf('5')
    expect(flags.map(({ lang, reason, blockId }) => [lang, reason, blockId]).sort()).toEqual([
      ['ar', 'grammar', block],
      ['ru', 'grammar', block],
    ])
    expect((await acts('bracket.settled')).at(-1)).toMatchObject({
      actor: { id: people.chair.id, role: 'chair' },
      subject: { kind: 'article', id: access.id },
      data: {
        bracket: 'br-access-modal',
        settlement: 'choose',
        flagged: expect.arrayContaining(['ar', 'ru']) as unknown,
      },
    })
    const list = await as.observer('GET', `/articles/${access.id}/decisions`)
    expect(list.body.items).toMatchObject([{ id: made.body.id }])

    // DC4: what it did to the words of each language
    const change = await as.observer('GET', `/decisions/${made.body.id}`)
    expect(change.body).toMatchObject({ id: made.body.id, act: 'choose' })
    const changed = change.body.texts as DecisionChange['texts']
    expect(changed.map(({ lang }) => lang)).toEqual(access.documents.map(({ lang }) => lang))
    for (const { blocks } of changed) expect(blocks).toMatchObject([{ id: block, op: 'changed' }])
    const said = (op: 'ins' | 'del') =>
      changed[0]!.blocks[0]!.runs.flatMap((run) => (run.op === op ? [run.text] : [])).join('')
    expect(said('del')).toContain('should')
    expect(said('ins')).not.toContain('should')
    expect((await as.observer('GET', '/decisions/nowhere')).status).toBe(404)

    // BD8, DC3: nothing is agreed before somebody who speaks them has looked
    const agree = () => as.chair('POST', `/articles/${access.id}/status`, { status: 'agreed_in_group' })
    expect((await agree()).body.code).toBe('language-unchecked')
    const clear = (who: Caller, lang: string) =>
      who('POST', `/language-flags/${flags.find((flag) => flag.lang === lang)!.id}/clear`)
    expect((await clear(as.head, 'ar')).status).toBe(403)
    expect((await clear(as.reviewer, 'ar')).status).toBe(204)
    expect((await clear(as.reviewer, 'ar')).status).toBe(404)
    expect((await agree()).body.code).toBe('language-unchecked')
    expect((await clear(as.secretariat, 'ru')).status).toBe(204)
    expect((await agree()).status).toBe(200)
    expect(await acts('language.cleared')).toHaveLength(2)

    // and it is settled once
    expect((await settle(as.chair, '5', 'br-access-modal', choose)).body.code).toBe('article-locked')
    expect((await settle(as.chair, '5', 'nothing', choose)).body.code).toBe('article-locked')
  })

  test('DC1: of two who settle at once one decides; what is not there is not found, what was settled is said to be', async () => {
    const both = await Promise.all([
      settle(as.chair, '18', 'br-review-cycle', { act: 'choose', option: 'br-review-cycle.1' }),
      settle(as.secretariat, '18', 'br-review-cycle', {
        ...{ act: 'choose', option: 'br-review-cycle.2', onWordOf: 'chair' },
      }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)!.body.code).toBe('bracket-settled')
    const decided = both.find(({ status }) => status === 200)!.body
    const chosen = decided.dropped[0].id === 'br-review-cycle.2' ? 'two' : 'four'
    const doc = await read(article('18'))
    expect(openBrackets([doc]).size).toBe(0)
    expect(JSON.stringify(doc)).toContain(chosen)
    expect((await settle(as.chair, '18', 'nowhere', { act: 'keep' })).status).toBe(404)
    const list = await as.chair('GET', `/charters/${charter}/decisions?limit=1`)
    expect(list.body.items).toMatchObject([{ id: decided.id }])
    expect(list.body.next).not.toBeNull()
  })

  test('BD4, P32: what cannot be done as asked leaves everything as it was', async () => {
    const doc = await read(article('4'), 'ar')
    const refused = async (body: Record<string, unknown>, who = as.chair) => {
      const answer = await settle(who, '4', 'br-civil-law', body)
      return answer.status === 422 ? (answer.body.errors as { path: string }[])[0]!.path : answer.body.code
    }
    expect(await refused({ act: 'keep' })).toBe('act')
    expect(await refused({ act: 'choose' })).toBe('option')
    expect(await refused({ act: 'choose', option: 'br-civil-law.9' })).toBe('option')
    expect(await refused({ act: 'replace', words: { fr: 'le droit' } })).toBe('words.en')
    expect(await refused({ act: 'replace', words: { en: 'the law', de: 'das Recht' } })).toBe('words.de')
    expect(await refused({ act: 'split', quotes: { en: { exact: 'nowhere' } } })).toBe('quotes.en.exact')
    expect(await refused({ act: 'keep', as: 'party' })).toBe('as')
    expect(await read(article('4'), 'ar')).toEqual(doc)
    expect(await flagsOf('4')).toEqual([])
  })

  test('DC1: what cannot be kept whole leaves all languages as they were, and no decision', async () => {
    const before = await Promise.all(LANGUAGES.map((lang) => read(article('4'), lang)))
    const { schema } = house.store.db
    await schema.alterTable('language_flag').renameTo('elsewhere').execute()
    const choose = { act: 'choose', option: 'br-civil-law.1' } as const
    await expect(
      house.app.brackets.settleBracket(people.chair, article('4').id, 'br-civil-law', choose),
    ).rejects.toThrow()
    await schema.alterTable('elsewhere').renameTo('language_flag').execute()
    expect(await Promise.all(LANGUAGES.map((lang) => read(article('4'), lang)))).toEqual(before)
    expect((await as.chair('GET', `/articles/${article('4').id}/decisions`)).body.items).toEqual([])
    expect((await as.chair('GET', at('4'))).body.items[0].id).toBe('br-civil-law')
  })

  test('BD12, P31: a delegation joins, leaves, reserves and releases in its own name; each time is kept', async () => {
    const join = (who: Caller, option: string, verb: string) =>
      who('POST', at('4', 'br-civil-law', `/options/br-civil-law.${option}/${verb}`))
    const codes = (body: { options: { by: { parties: { code: string }[] } }[] }, i: number): string[] =>
      body.options[i]!.by.parties.map(({ code }) => code)
    const joined = await join(as.head, '2', 'join')
    expect(codes(joined.body, 1)).toEqual(['D14', 'D20', 'D01'])
    expect((await join(as.head, '2', 'join')).body.code).toBe('already-so')
    expect((await join(as.chair, '2', 'join')).status).toBe(403)
    expect((await join(as.other, '9', 'join')).status).toBe(404)
    expect(codes((await join(as.other, '1', 'leave')).body, 0)).toEqual(['D10'])
    expect((await join(as.other, '1', 'leave')).body.code).toBe('already-so')
    expect(codes((await join(as.other, '1', 'join')).body, 0)).toEqual(['D10', 'D05'])
    const reserved = await as.head('POST', at('4', 'br-civil-law', '/reserve'))
    expect(reserved.body.reservedBy.parties).toMatchObject([{ code: 'D01' }])
    expect((await as.head('POST', at('4', 'br-civil-law', '/release'))).body.reservedBy.parties).toEqual([])
    const history = await house.store.db
      .selectFrom('bracket_party')
      .innerJoin('party', 'party.id', 'bracket_party.party_id')
      .select(['party.code', 'option_id', 'stand', 'until_at'])
      .where('bracket_id', '=', 'br-civil-law')
      .where('party.code', 'in', ['D01', 'D05'])
      .orderBy('n')
      .execute()
    expect(history.map(({ code, option_id, stand, until_at }) => [code, option_id, stand, until_at === null])).toEqual([
      ['D05', 'br-civil-law.1', 'for', false],
      ['D01', 'br-civil-law.2', 'for', true],
      ['D05', 'br-civil-law.1', 'for', true],
      ['D01', '', 'reserves', false],
    ])
    expect((await acts('bracket.left')).at(-1)).toMatchObject({ data: { party: { code: 'D05' } } })
  })

  test('BD2, BD3, P30, P31: words are put in brackets in every language, alternatives added, and who stands behind them said', async () => {
    const purpose = article('2')
    const block = (await read(purpose)).content[1]!
    const exact = shownWords(block).split(' ').slice(1, 3).join(' ')
    const body = {
      ...{ blockId: block.attrs.id, kind: 'alternatives', quotes: { en: { exact } } },
      ...{ alternative: { en: 'other words' }, by: ['D05'] },
    }
    expect((await as.observer('POST', at('2'), body)).status).toBe(403)
    const put = await as.secretariat('POST', at('2'), body)
    expect(put.status).toBe(201)
    const { id } = put.body as { id: string }
    expect(put.body).toMatchObject({
      options: [
        { words: { en: exact }, by: { parties: [] } },
        { words: { en: 'other words' }, by: { parties: [{ code: 'D05' }] } },
      ],
    })
    expect(await words(purpose, block.attrs.id)).toContain(`[Alt 1: ${exact}][Alt 2: other words]`)
    const added = await as.secretariat('POST', at('2', id, '/options'), { words: { en: 'third words' }, by: 'chair' })
    expect(added.body.options[2]).toMatchObject({ label: 'Alt 3', words: { en: 'third words' }, isChairs: true })
    for (const { lang } of purpose.documents)
      expect(bracketAt(await read(purpose, lang), id)?.options, lang).toHaveLength(3)
    expect((await as.secretariat('POST', at('2'), { ...body, quotes: { en: { exact: 'not there' } } })).status).toBe(
      422,
    )
    expect((await as.secretariat('POST', at('2'), { ...body, blockId: 'nowhere' })).status).toBe(422)
    // BD7: options become one, and nobody is made to stand behind words that are new
    const merge = {
      act: 'merge',
      options: put.body.options.map((one: { id: string }) => one.id),
      option: put.body.options[1].id,
    }
    const merged = await settle(as.chair, '2', id, { ...merge, words: { en: 'these words' } })
    expect(merged.status).toBe(200)
    const now = (await as.chair('GET', at('2'))).body.items.find((one: { id: string }) => one.id === id)
    expect(now.options).toMatchObject([
      { words: { en: 'these words' }, by: { parties: [] } },
      { words: { en: 'third words' } },
    ])
    expect(merged.body.dropped.map((one: { words: { en: string } }) => one.words.en)).toEqual([exact, 'other words'])
    // and a compromise, in whichever languages there are words for it
    const replaced = await settle(as.chair, '2', id, { act: 'replace', words: { en: 'a compromise' } })
    expect(replaced.status).toBe(200)
    expect(await words(purpose, block.attrs.id)).toContain('a compromise')
  })

  test('BD2, DC3: a language in which nobody said which words are meant gets the bracket empty, and is looked at when it is settled', async () => {
    const civil = article('4')
    const languages = civil.documents.map(({ lang }) => lang)
    const block = (await read(civil)).content[1]!.attrs.id
    const quote = async (lang: string) => {
      const said = (await words(civil, block, lang)).split(' ')
      return { exact: `${said[2]} ${said[3]}`, prefix: `${said[1]} ` }
    }
    const quotes = { en: await quote('en'), fr: await quote('fr') }
    const put = await as.chair('POST', at('4'), { blockId: block, kind: 'optional', quotes })
    expect(put.status).toBe(201)
    const { id } = put.body as { id: string }
    expect(put.body.options[0].words).toMatchObject({ en: quotes.en.exact, fr: quotes.fr.exact, ar: '', ru: '' })
    expect(new Set(await Promise.all(languages.map(async (lang) => structureOf(await read(civil, lang))))).size).toBe(1)
    const before = await words(civil, block, 'ru')
    const settled = await settle(as.secretariat, '4', id, { act: 'delete', onWordOf: 'chair', venue: 'silence' })
    expect(settled.body).toMatchObject({ onWordOf: 'chair', venue: 'silence', by: { hat: 'secretariat' } })
    expect(await words(civil, block, 'en')).not.toContain(quotes.en.exact)
    expect(before).toBe(`${await words(civil, block, 'ru')}[]`)
    const flags = (await flagsOf('4')).filter(({ reason }) => reason === 'words')
    expect(flags.map(({ lang }) => lang).sort()).toEqual(['ar', 'es', 'ru'])
  })

  test('BD7: from the middle of a bracket words come out in one language, and what stood behind goes on in every one', async () => {
    const one = article('6')
    const block = (await read(one)).content[1]!
    const [first, second, third] = shownWords(block).split(' ').slice(2, 5) as [string, string, string]
    const exact = `${first} ${second} ${third}`
    const put = await as.chair('POST', at('6'), {
      ...{ blockId: block.attrs.id, kind: 'optional', quotes: { en: { exact } }, by: ['D01'] },
    })
    expect(put.status).toBe(201)
    const drawn = await settle(as.chair, '6', put.body.id, {
      act: 'split',
      quotes: { en: { exact: second, prefix: `${first} ` } },
    })
    expect(drawn.status).toBe(200)
    expect(await words(one, block.attrs.id)).toContain(`[${first} ]${second}[ ${third}]`)
    const { items } = (await as.chair('GET', at('6'))).body
    expect(items).toHaveLength(2)
    expect(items.map((each: { options: { by: { parties: unknown } }[] }) => each.options[0]!.by.parties)).toMatchObject(
      [[{ code: 'D01' }], [{ code: 'D01' }]],
    )
    const wide = await settle(as.chair, '6', put.body.id, {
      act: 'widen',
      quotes: { en: { exact: `${first} ]${second}` } },
    })
    expect(wide.status).toBe(200)
    expect(await words(one, block.attrs.id)).toContain(`[${first} ${second}][ ${third}]`)
  })

  test('BD11: brackets that were typed are put down as made by who typed them, and follow the text', async () => {
    const one = article('8')
    const document = one.documents.find(({ lang }) => lang === 'en')!.id
    value(await house.app.assign(people.secretariat, one.id, { personId: people.head.id, kind: 'drafter' }))
    const typed = (doc: ArticleDoc): ArticleDoc => ({
      type: 'doc',
      content: doc.content.map((block, i) =>
        i === 1 ? { ...block, attrs: { ...block.attrs, bracket: 'typed', bracketKind: 'optional' as const } } : block,
      ),
    })
    const before = await read(one)
    await house.context.texts.change(document, typed, personally(people.head))
    const seen = (await as.other('GET', at('8'))).body.items[0]
    expect(seen).toMatchObject({ id: 'typed', level: 'block', createdAt: null, options: [{ id: 'typed.1' }] })
    const joined = await as.other('POST', at('8', 'typed', '/options/typed.1/join'))
    expect(joined.status).toBe(200)
    const row = () =>
      house.store.db.selectFrom('bracket').selectAll().where('id', '=', 'typed').executeTakeFirstOrThrow()
    expect(await row()).toMatchObject({ created_by: people.head.id, status: 'open', level: 'block' })
    // typed over, it is settled by nobody's decision; back again, it is open
    await house.context.texts.change(document, () => before, personally(people.head))
    expect((await as.other('POST', at('8', 'typed', '/reserve'))).body.code).toBe('bracket-settled')
    await as.chair('POST', at('8'), { blockId: before.content[2]!.attrs.id, kind: 'optional' })
    expect(await row()).toMatchObject({ status: 'settled', settled_decision_id: null })
    await house.context.texts.change(document, typed, personally(people.head))
    expect((await as.other('POST', at('8', 'typed', '/reserve'))).status).toBe(200)
    expect(await row()).toMatchObject({ status: 'open' })
  })

  test('BD6: an article in brackets is marked deleted, for a reason, or stays', async () => {
    const climate = article('14 bis')
    const gone = await settle(as.chair, '14 bis', 'br-art-climate', { act: 'delete' })
    expect(gone.body.errors).toMatchObject([{ path: 'note' }])
    expect(
      (await settle(as.chair, '14 bis', 'br-art-climate', { act: 'delete', note: 'Placed in Article 7.' })).status,
    ).toBe(200)
    const view = value(await house.app.readArticle(people.chair, climate.id))
    expect(view).toMatchObject({ deletedReason: 'Placed in Article 7.', openBrackets: 0 })
    // what was proposed on it lapses with it
    const { body } = await as.chair('GET', `/articles/${climate.id}/proposals`)
    expect((body.items as { status: string }[]).map(({ status }) => status)).toEqual(['lapsed'])
  })

  test('HW2, P31, P32: whoever chairs the talks from a delegation settles as the chair, and stands behind options as the delegation', async () => {
    const [bracket, option] = ['br-reservations', 'br-reservations.1']
    const joined = await as.both('POST', at('19', bracket, `/options/${option}/join`))
    expect(joined.body.options[0].by.parties).toMatchObject([{ code: 'D11' }, { code: 'D19' }, { code: 'D06' }])
    expect((await acts('bracket.joined')).at(-1)).toMatchObject({ actor: { role: 'drafter', party: { code: 'D06' } } })
    expect((await settle(as.both, '19', bracket, { act: 'choose', option, as: 'party' })).status).toBe(403)
    const settled = await settle(as.both, '19', bracket, { act: 'choose', option })
    expect(settled.body).toMatchObject({ by: { id: people.both.id, hat: 'chair' } })
    expect((await acts('bracket.settled')).at(-1)).toMatchObject({ actor: { role: 'chair', party: null } })
    // a paragraph in alternatives says the words of one, without brackets
    const block = (await read(article('19'))).content.find(({ attrs }) => attrs.id === 'endorsement-reservations')!
    expect(block.attrs).toMatchObject({ bracket: null, bracketKind: null })
    expect(shownWords(block)).toMatch(/^Reservations may be made/)
  })

  test('P32, HW3: who is chair and secretariat is told that the secretariat settles on the word of the chair', async () => {
    const bracket = (await as.chair('GET', at('20'))).body.items[0]
    const asked = { act: bracket.kind === 'alternatives' ? 'delete' : 'keep' }
    const silent = await settle(as.house, '20', bracket.id, { ...asked, as: 'secretariat' })
    expect([silent.status, silent.body.errors]).toMatchObject([422, [{ path: 'onWordOf' }]])
    expect((await settle(as.secretariat, '20', bracket.id, asked)).status).toBe(403)
    const settled = await settle(as.house, '20', bracket.id, { ...asked, as: 'secretariat', onWordOf: 'chair' })
    expect(settled.body).toMatchObject({ onWordOf: 'chair', by: { hat: 'secretariat' } })
  })

  test('P33: a placeholder has an owner and a date; nobody stands behind it', async () => {
    const { body } = await as.chair('GET', at('17'))
    const { id, options } = body.items[0]
    const set = (patch: Record<string, unknown>, who = as.chair) => who('PATCH', at('17', id), patch)
    const owned = await set({ owner: { party: 'D01' }, dueAt: '2027-01-15T15:00:00Z' })
    expect(owned.body).toMatchObject({
      owner: { party: { code: 'D01' }, person: null },
      dueAt: '2027-01-15T15:00:00.000Z',
    })
    expect((await set({ owner: { person: people.secretariat.id } })).body.owner.person.name).toBe('secretariat')
    expect((await set({ dueAt: '2027-01-15T00:00:00Z' })).body.errors).toMatchObject([{ path: 'dueAt' }])
    expect((await set({ owner: { party: 'nobody' } })).body.errors).toMatchObject([{ path: 'owner' }])
    expect((await set({ note: 'x' }, as.head)).status).toBe(403)
    expect((await as.head('POST', at('17', id, `/options/${options[0].id}/join`))).status).toBe(422)
    expect((await as.chair('PATCH', at('7', 'br-peace-conferences'), { owner: { party: 'D01' } })).status).toBe(422)
  })

  test('DC3: a flag goes with its paragraph to another article', async () => {
    const [from, to] = [article('9'), article('11')]
    const block = (await read(from)).content.at(-1)!.attrs.id
    const document = (one: ArticleView): string => one.documents.find(({ lang }) => lang === 'en')!.id
    await house.store.db
      .insertInto('language_flag')
      .values({
        ...{ id: 'moving', document_id: document(from), block_id: block, reason: 'grammar', decision_id: null },
        raised_at: house.now(),
      })
      .execute()
    value(await house.app.moveBlocks(people.secretariat, from.id, { blockIds: [block], to: to.id, before: null }))
    expect(await flagsOf('9')).toEqual([])
    expect(await flagsOf('11')).toMatchObject([{ id: 'moving', blockId: block }])
  })

  test('check 17, AT1-AT5: what a charter does not name leaves in no answer; the record has it, and one’s own delegation', async () => {
    const setting = (who: Caller, attribution: string) =>
      who('PUT', `/charters/${charter}/attribution`, { attribution })
    expect((await setting(as.head, 'none')).status).toBe(403)
    expect((await setting(as.chair, 'none')).status).toBe(422)
    expect((await setting(as.secretariat, 'none')).body).toEqual({ attribution: 'none', asked: null })
    const brackets = `/charters/${charter}/brackets`
    const decisions = `/charters/${charter}/decisions`
    const exported = `/charters/${charter}/export`
    const named = async (who: Caller, path: string): Promise<Set<string>> =>
      new Set(JSON.stringify((await who('GET', path)).body).match(/\bD\d\d\b/g) ?? [])
    for (const who of [as.chair, as.secretariat, as.observer, as.auditor])
      for (const path of [brackets, decisions, at('4'), at('7')]) expect([...(await named(who, path))]).toEqual([])
    expect([...(await named(as.head, brackets))]).toEqual(['D01'])
    // an export has the delegations by code, but nobody behind anything
    const file = (await as.secretariat('GET', exported)).body
    const texts = JSON.stringify([file.preamble, file.articles, file.translations])
    expect(texts.match(/\bD\d\d\b/g) ?? []).toEqual([])
    const said = file.contributions as { society: string | null; sponsors?: string[]; on_behalf_of?: unknown }[]
    expect(said.filter((one) => one.society !== null || (one.sponsors ?? []).length > 0 || one.on_behalf_of)).toEqual(
      [],
    )
    // nor who said what in former talks, or wrote which words
    const comments = JSON.stringify((await as.secretariat('GET', `/charters/${charter}/comments`)).body)
    expect(comments.match(/"society":"D|"code":"D|Delegation \d\d/g) ?? []).toEqual([])
    expect((await named(as.chair, `/articles/${article('8').id}/authorship`)).size).toBe(0)
    // AT1: the record has it all along
    expect(JSON.stringify(await acts('bracket.settled'))).toContain('D13')

    expect((await setting(as.secretariat, 'group')).body).toEqual({ attribution: 'none', asked: 'group' })
    expect((await setting(as.secretariat, 'group')).body.code).toBe('already-so')
    expect((await setting(as.chair, 'full')).status).toBe(422)
    expect((await setting(as.chair, 'group')).body).toEqual({ attribution: 'group', asked: null })
    const shown = (await as.chair('GET', at('7'))).body.items[0].options[0].by
    expect(shown).toEqual({ parties: [], areOthers: true })
    expect((await as.head('GET', at('7'))).body.items[0].options[0].by).toEqual({
      parties: [{ code: 'D01', name: expect.any(String) as string }],
      areOthers: true,
    })
    await setting(as.secretariat, 'full')
    await setting(as.chair, 'full')
    expect((await as.chair('GET', `/charters/${charter}/attribution`)).body).toEqual({
      attribution: 'full',
      asked: null,
    })
    expect(
      (await acts('charter.attribution-set')).map(({ data }) => (data as { attribution: unknown }).attribution),
    ).toEqual([
      { from: 'full', to: 'none' },
      { from: 'none', to: 'group' },
      { from: 'group', to: 'full' },
    ])
    expect((await named(as.chair, brackets)).has('D17')).toBe(true)
  })

  test('the charter’s list counts brackets and flags of each article, in its order', async () => {
    const { body } = await as.chair('GET', `/charters/${charter}/brackets?lang=fr`)
    const counts = new Map(
      (body.counts as { articleId: string; open: number }[]).map((one) => [one.articleId, one.open]),
    )
    expect(counts.get(article('7').id)).toBe(1)
    expect(counts.has(article('14 bis').id)).toBe(false)
    expect(body.items.length).toBe([...counts.values()].reduce((sum, n) => sum + n, 0))
    expect(body.items.find((one: { id: string }) => one.id === 'br-civil-law').label).toBe('article 4, paragraphe 3')
  })
})
