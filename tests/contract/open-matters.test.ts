// Over 250 lines: one kind of matter after another, and all of them in one charter.
/** What is open in a working text beside its brackets, on both databases. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#lib/domain/actor.ts'
import type { ArticleDoc, Block, Inline, Mark } from '#lib/domain/article.ts'
import type { ArticleText, ArticleView } from '#lib/domain/contract.ts'
import { MATTERS, type MatterKind, type OpenMatter } from '#lib/domain/open-matters.ts'
import sample from '../../server/exchange/sample-charter.json' with { type: 'json' }
import { block, doc, para, ref } from '../support/blocks.ts'
import { DIALECTS } from '../support/database.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { codeOf, openHouse, value, type House } from '../support/house.ts'
import { personally } from '../support/authors.ts'

/** The same words with one replaced wherever it stands in a text of its own. */
const reworded = (doc: ArticleDoc, from: string, to: string): ArticleDoc => ({
  ...doc,
  content: doc.content.map((block) => ({
    ...block,
    ...(block.content && {
      content: block.content.map((inline) =>
        inline.type === 'text' ? { ...inline, text: inline.text.replace(from, to) } : inline,
      ),
    }),
  })),
})

const refersTo = (doc: ArticleDoc): string[] =>
  doc.content.flatMap((block) =>
    (block.content ?? []).flatMap((inline) => (inline.type === 'ref' ? [inline.attrs.to] : [])),
  )

describe.each(DIALECTS)('open matters on %s', (dialect) => {
  let house: House
  let charter: string
  let texts: ArticleText[]
  const people = {} as Record<'secretariat' | 'chair' | 'drafter' | 'administrator', Actor>
  // of whoever writes: before that of the database, until it is said otherwise
  const clock = fakeClock(Date.parse('2026-03-02T09:00:00.000Z'))
  beforeAll(async () => {
    house = await openHouse(dialect, {}, clock)
    people.chair = await house.person('chair', ['chair'])
    people.secretariat = await house.person('secretariat', ['secretariat'])
    people.drafter = await house.person('drafter', ['drafter'], 'D01')
    people.administrator = await house.person('administrator', ['administrator'])
    charter = value(await house.app.importCharter(people.secretariat, sample, 'sample')).id
    const { items } = value(await house.app.listArticles(people.secretariat, charter, 'en', { limit: 500 }))
    texts = await Promise.all(
      items.map(async ({ id }) => value(await house.app.readArticle(people.secretariat, id, 'en'))),
    )
  })
  afterAll(() => house.close())

  const matters = async (): Promise<OpenMatter[]> =>
    value(await house.app.readOpenMatters(people.drafter, charter, 'en')).items
  const ofKind = async (kind: MatterKind): Promise<OpenMatter[]> =>
    (await matters()).filter((matter) => matter.kind === kind)

  test('OM1: whoever reads working texts has them, in one order, each under an id of its own', async () => {
    const found = await matters()
    const order = found.map(({ kind }) => MATTERS.indexOf(kind))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
    expect(codeOf(await house.app.readOpenMatters(people.administrator, charter))).toBe('not-allowed')
    expect(codeOf(await house.app.readOpenMatters(null, charter))).toBe('not-signed-in')
  })

  test('RF6: a reference to an article in brackets, and to one that is marked deleted, is listed until it is mended', async () => {
    const target = texts.find(
      ({ id, status, json }) =>
        status === 'under_discussion' &&
        texts.some(
          (other) =>
            other.id !== id && refersTo(other.json).some((to) => json.content.some(({ attrs }) => attrs.id === to)),
        ),
    )!
    const ids = new Set(target.json.content.map(({ attrs }) => attrs.id))
    const referring = texts.filter(({ id, json }) => id !== target.id && refersTo(json).some((to) => ids.has(to)))
    const before = await ofKind('target-open')
    const { originalLanguage } = value(await house.app.readCharter(people.secretariat, charter))
    expect(target.document.lang).toBe(originalLanguage)
    const inBrackets = (doc: ArticleDoc): ArticleDoc => ({
      ...doc,
      content: doc.content.map((block, i) =>
        i === 0 ? { ...block, attrs: { ...block.attrs, bracket: 'br-test', bracketKind: 'optional' as const } } : block,
      ),
    })
    await house.context.texts.change(target.document.id, inBrackets, personally(people.secretariat))
    const open = (await ofKind('target-open')).filter(({ id }) => before.every((one) => one.id !== id))
    const named = new Set(open.filter(({ lang }) => lang === 'en').map(({ article }) => article.id))
    for (const { id } of referring) expect(named).toContain(id)
    await house.context.texts.change(
      target.document.id,
      (doc) => ({
        ...doc,
        content: doc.content.map((block, i) =>
          i === 0 ? { ...block, attrs: { ...block.attrs, bracket: null, bracketKind: null } } : block,
        ),
      }),
      personally(people.secretariat),
    )
    expect(await ofKind('target-open')).toEqual(before)

    value(await house.app.deleteArticle(people.secretariat, target.id, { reason: 'Merged elsewhere.' }))
    const deleted = await ofKind('target-deleted')
    const told = new Set(deleted.map(({ article }) => article.id))
    for (const { id } of referring) expect(told).toContain(id)
    value(await house.app.reinstateArticle(people.secretariat, target.id))
    expect(await ofKind('target-deleted')).toEqual([])
  })

  test('OM1, OM3: a charter with every kind of matter at once lists each where it is, and none where it is mended', async () => {
    const { app, context } = house
    const own = value(
      await app.createCharter(people.secretariat, { slug: `all-${dialect}`, title: 'All', languages: ['en', 'ar'] }),
    ).id
    const made = async (heading: string): Promise<ArticleView> =>
      value(await app.createArticle(people.secretariat, own, { heading, after: null, inAllLanguages: true }))
    const [first, second, third] = [await made('First'), await made('Second'), await made('Third')]
    const documentOf = ({ documents }: ArticleView, lang: string): string =>
      documents.find((one) => one.lang === lang)!.id
    const write = (article: ArticleView, lang: string, ...blocks: Block[]) =>
      context.texts.change(
        documentOf(article, lang),
        ({ content: [title] }) =>
          doc(lang === 'ar' ? { ...title!, content: [{ type: 'text', text: 'عنوان' }] } : title!, ...blocks),
        personally(people.secretariat),
      )
    const term = (text: string, mark: Mark) => ({ type: 'text' as const, text, marks: [mark] })
    const plain = (id: string, ...more: (string | Inline)[]): Block =>
      para(id, 'The parties shall inform and consult each other. ', ...more)
    await write(first, 'en', plain('modal'), plain('and'), plain('gone'), plain('calls'), plain('terms'))
    await write(
      first,
      'ar',
      ...['modal', 'and', 'gone', 'calls', 'terms'].map((id) => para(id, 'على الأطراف أن تتشاور.')),
    )
    await write(second, 'en', para('see-third', 'They report.'), para('open', 'Open words.'))
    await write(second, 'ar', para('see-third', 'نص.'), para('open', 'نص.'))
    await write(third, 'en', para('see-second', 'They meet.'))
    await write(third, 'ar', para('see-second', 'نص.'))
    const listed = async (): Promise<OpenMatter[]> => value(await app.readOpenMatters(people.drafter, own, 'en')).items
    value(await app.cutVersion(people.secretariat, own, { label: 'Rev. 1', notes: '', publish: true }))
    expect(await listed()).toEqual([])

    house.wait(60_000)
    clock.advance(60_000)
    const last = await made('Fourth')
    const target = value(await app.readArticle(people.secretariat, last.id, 'en')).json.content[0]!.attrs.id
    value(await app.comment(people.chair, last.id, { body: 'Why?', lang: 'en', anchor: null }))
    await write(
      first,
      'en',
      para('modal', 'The parties should inform and consult each other. '),
      para('and', 'The parties shall inform or consult each other. '),
      plain('gone', ref('never')),
      plain('calls', ref(target), '; as said there, ', ref('open'), '.'),
      plain(
        'terms',
        term('Movement', { type: 'term', attrs: { to: 'lost' } }),
        ' ',
        term('Idle words', { type: 'def', attrs: { id: 'idle' } }),
      ),
    )
    await write(
      second,
      'en',
      para('see-third', 'See ', ref('see-second'), '.'),
      block('para', 'open', ['Open words.'], { bracket: 'br', bracketKind: 'optional' }),
    )
    await write(third, 'en', para('see-second', 'See ', ref('see-third'), '.'))
    value(await app.deleteArticle(people.secretariat, last.id, { reason: 'Said elsewhere.' }))
    const found = await listed()
    // the words themselves, each at its paragraph, in the language in which they are
    const at = (kind: MatterKind): (string | null)[] => [
      ...new Set(found.filter((one) => one.kind === kind && one.lang === 'en').map(({ blockId }) => blockId)),
    ]
    expect(Object.fromEntries(MATTERS.filter((kind) => kind !== 'behind').map((kind) => [kind, at(kind)]))).toEqual({
      dangling: ['gone'],
      'target-deleted': ['calls'],
      'target-open': ['calls'],
      circular: ['see-third', 'see-second'],
      'undefined-term': ['terms'],
      'unused-term': ['terms'],
      modal: ['modal'],
      conjunction: ['and'],
    })
    expect(found.filter(({ kind }) => kind === 'behind').map(({ article, lang }) => [article.id, lang])).toEqual(
      [first, second, third].map(({ id }) => [id, 'ar']),
    )
    expect([...new Set(found.map(({ kind }) => kind))]).toEqual(MATTERS)

    // mended one by one
    await write(third, 'en', para('see-second', 'They meet every year, as the parties agree.'))
    await write(second, 'en', para('see-third', 'See ', ref('see-second'), '.'), para('open', 'Open words.'))
    await write(first, 'en', plain('modal'), plain('and'), plain('gone'), plain('calls', ref('open')), plain('terms'))
    expect([...new Set((await listed()).map(({ kind }) => kind))]).toEqual(['behind'])
  })

  test('OM1: a modal verb that changed since the last published version is listed with both words', async () => {
    // the sample proposes some
    expect((await ofKind('modal')).filter(({ since }) => since !== 'proposal')).toEqual([])
    const text = texts.find(
      ({ status, json }) => status === 'under_discussion' && JSON.stringify(json).includes(' shall '),
    )!
    await house.context.texts.change(
      text.document.id,
      (doc) => reworded(doc, ' shall ', ' should '),
      personally(people.secretariat),
    )
    const changed = (await ofKind('modal')).filter(
      ({ article, since }) => article.id === text.id && since !== 'proposal',
    )
    expect(changed.length).toBeGreaterThan(0)
    for (const { runs, blockId } of changed) {
      expect(blockId).not.toBeNull()
      expect(runs.map(({ op }) => op)).toEqual(expect.arrayContaining(['del', 'ins']))
    }
    await house.context.texts.change(
      text.document.id,
      (doc) => reworded(doc, ' should ', ' shall '),
      personally(people.secretariat),
    )
  })

  test('OM2: what went back to what was published is seen against the round and the sitting, and what is proposed by itself', async () => {
    const [text] = texts.filter(
      ({ status, json }) => status === 'under_discussion' && JSON.stringify(json).includes(' shall '),
    )
    const { id } = text!
    const says = (from: string, to: string) =>
      house.context.texts.change(text!.document.id, (doc) => reworded(doc, from, to), personally(people.secretariat))
    const listed = async (): Promise<string[]> => [
      ...new Set((await ofKind('modal')).filter(({ article }) => article.id === id).map(({ since }) => since ?? '')),
    ]
    expect(await listed()).toEqual([])
    await says(' shall ', ' should ')
    expect(await listed()).toEqual(['published'])
    // told once, though it is so since the sitting, too
    const sitting = value(await house.app.sittings.begin(people.chair, charter, { title: 'Third reading', place: '' }))
    expect(await listed()).toEqual(['published'])
    clock.advance(60_000)
    house.wait(60_000)
    await says(' should ', ' may ')
    expect(await listed()).toEqual(['published', 'sitting'])
    value(
      await house.app.cutVersion(people.secretariat, charter, { label: 'Rev. unpublished', notes: '', publish: false }),
    )
    await says(' may ', ' shall ')
    expect(await listed()).toEqual(['round', 'sitting'])
    value(await house.app.sittings.end(people.chair, sitting.id))
    expect(await listed()).toEqual(['round'])

    const block = text!.json.content.find(({ content }) => JSON.stringify(content ?? []).split('shall').length === 2)!
    const { proposals } = house.app
    const made = value(await proposals.begin(people.drafter, id, {}))
    const edit = { id: block.attrs.id, find: 'shall', place: 'instead' as const, text: 'may' }
    value(await proposals.writeText(people.drafter, made.id, 'en', { blocks: [edit] }))
    const { code } = value(await proposals.submit(people.drafter, made.id, {}))
    const proposed = async () => (await ofKind('modal')).filter(({ since }) => since === 'proposal')
    const before = await proposed()
    expect(before.map(({ proposal }) => proposal!.id)).not.toContain(made.id)
    value(await proposals.admit(people.secretariat, made.id, {}))
    const own = (await proposed()).filter(({ proposal }) => proposal!.id === made.id)
    expect(own).toMatchObject([{ article: { id }, blockId: block.attrs.id, lang: 'en', proposal: { code } }])
    expect(own[0]!.runs.map(({ op }) => op)).toEqual(expect.arrayContaining(['del', 'ins']))
    expect(new Set((await matters()).map((one) => one.id)).size).toBe((await matters()).length)
  })
})
